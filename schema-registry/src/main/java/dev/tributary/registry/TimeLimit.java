package dev.tributary.registry;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long a thread may work at one thing. While there is a limit, nothing is asked of the store
 * any more once it has passed, and a statement that the database is at by then is given up. What is
 * worked out in between, without the store, is not cut off.
 */
public final class TimeLimit {

  /** Of the thread that works. */
  private static final ScopedValue<TimeLimit> CURRENT = ScopedValue.newInstance();

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long end;

  private TimeLimit(long end) {
    this.end = end;
  }

  /** The time is over, and the work was not done. */
  public static final class Passed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Passed() {
      super("the time limit has passed", null, false, false);
    }
  }

  /**
   * Works within a limit.
   *
   * @throws Passed when it was not enough
   */
  public static <T> T of(Duration limit, Supplier<T> work) {
    TimeLimit current = new TimeLimit(System.nanoTime() + limit.toNanos());
    return ScopedValue.where(CURRENT, current).call(work::get);
  }

  /**
   * @throws Passed when this thread works within a limit that has passed
   */
  public static void check() {
    if (CURRENT.isBound() && CURRENT.get().left() <= 0) {
      throw new Passed();
    }
  }

  /** Whole seconds that are left, at least one; 0 when this thread has all the time it needs. */
  static int secondsLeft() {
    return CURRENT.isBound()
        ? Math.clamp(Math.ceilDiv(CURRENT.get().left(), NANOS_PER_SECOND), 1, 3_600)
        : 0;
  }

  private long left() {
    return end - System.nanoTime();
  }
}
