package dev.tributary.http;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests are being received or answered; safe to share between event loops. */
final class RequestsInFlight {

  private final int most;
  private final AtomicInteger now = new AtomicInteger();

  RequestsInFlight(int most) {
    this.most = most;
  }

  /** Counts one in, unless there are too many. */
  boolean enter() {
    if (now.incrementAndGet() > most) {
      now.decrementAndGet();
      return false;
    }
    return true;
  }

  /** One that was let in is over. */
  void leave() {
    now.decrementAndGet();
  }
}
