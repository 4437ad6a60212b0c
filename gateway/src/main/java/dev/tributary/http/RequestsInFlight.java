package dev.tributary.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many requests are being received or answered under one configuration; safe to share between
 * event loops.
 */
final class RequestsInFlight {

  private final int most;
  private final AtomicInteger now = new AtomicInteger();

  /** Of the configuration before, as long as there are any. */
  private volatile @Nullable RequestsInFlight before;

  RequestsInFlight(int most) {
    this.most = most;
  }

  /** Those that another configuration has left count as well. */
  void follow(RequestsInFlight other) {
    before = other;
  }

  /** Counts one in, unless there are too many. */
  boolean enter() {
    if (now.incrementAndGet() + left() > most) {
      now.decrementAndGet();
      return false;
    }
    return true;
  }

  private int left() {
    RequestsInFlight others = before;
    if (others == null) {
      return 0;
    }
    int left = others.now.get() + others.left();
    if (left == 0) {
      before = null;
    }
    return left;
  }

  /** One that was let in is over. */
  void leave() {
    now.decrementAndGet();
  }

  boolean isEmpty() {
    return now.get() == 0;
  }
}
