package dev.tributary.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Lets so many lines a second through, and twice as many at once: a flood of requests must not fill
 * a disk. Safe for use by many threads.
 */
final class LineLimit {

  private static final long SECOND = 1_000_000_000;

  private final long interval;
  private final LongSupplier nanos;

  /** When, at this rate, all lines so far would have been written. */
  private final AtomicLong paidUntil;

  private final AtomicLong suppressed = new AtomicLong();
  private final LongAdder all = new LongAdder();

  LineLimit(int perSecond) {
    this(perSecond, System::nanoTime);
  }

  LineLimit(int perSecond, LongSupplier nanos) {
    this.interval = SECOND / perSecond;
    this.nanos = nanos;
    this.paidUntil = new AtomicLong(nanos.getAsLong());
  }

  /** Whether a line may be written; it is taken to be. */
  boolean admits() {
    long now = nanos.getAsLong();
    while (true) {
      long until = paidUntil.get();
      long next = Math.max(until - now, 0) + interval;
      if (next > 2 * SECOND) {
        suppressed.incrementAndGet();
        all.increment();
        return false;
      }
      if (paidUntil.compareAndSet(until, now + next)) {
        return true;
      }
    }
  }

  /** How many lines were not written since this was last asked: for the next that is. */
  long takeSuppressed() {
    return suppressed.get() == 0 ? 0 : suppressed.getAndSet(0);
  }

  /** How many were not written ever. */
  long suppressed() {
    return all.sum();
  }
}
