package dev.tributary.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps requests from waiting for a store that does not answer: after some failures in a row nobody
 * asks it for a while, then one request tries. Safe for use by many threads.
 */
public final class Breaker {

  private static final int FAILURES = 5;
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final LongSupplier nanos;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong closedUntil = new AtomicLong();

  /**
   * @param nanos a clock that never goes back
   */
  public Breaker(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the store may be asked. */
  public boolean admits() {
    if (failures.get() < FAILURES) {
      return true;
    }
    long now = nanos.getAsLong();
    long until = closedUntil.get();
    return now - until >= 0 && closedUntil.compareAndSet(until, now + PAUSE_NANOS);
  }

  /** The store has answered. */
  public void succeeded() {
    failures.set(0);
  }

  /**
   * The store has not answered, or not in time.
   *
   * @return whether it is this failure from which on it is not asked any more
   */
  public boolean failed() {
    if (failures.incrementAndGet() != FAILURES) {
      return false;
    }
    closedUntil.set(nanos.getAsLong() + PAUSE_NANOS);
    return true;
  }

  /** Whether the store is not asked at the moment. */
  public boolean isOpen() {
    return failures.get() >= FAILURES;
  }
}
