package dev.tributary.quota;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps requests from waiting for a store that does not answer: after some failures in a row nobody
 * asks it for a while, then one request tries. Safe for use by many threads.
 */
final class Breaker {

  private static final int FAILURES = 5;
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final LongSupplier nanos;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong closedUntil = new AtomicLong();

  Breaker(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the store may be asked. */
  boolean admits() {
    if (failures.get() < FAILURES) {
      return true;
    }
    long now = nanos.getAsLong();
    long until = closedUntil.get();
    return now - until >= 0 && closedUntil.compareAndSet(until, now + PAUSE_NANOS);
  }

  void succeeded() {
    failures.set(0);
  }

  void failed() {
    if (failures.incrementAndGet() == FAILURES) {
      closedUntil.set(nanos.getAsLong() + PAUSE_NANOS);
    }
  }

  boolean isOpen() {
    return failures.get() >= FAILURES;
  }
}
