package dev.tributary.balance;

/**
 * How often calls to one service may be made again: a part of all calls, so that a service which is
 * down is not called much more often for it. Confined to one event loop, but for {@link #left}.
 */
public final class RetryBudget {

  /** So many retries at first, and so many at most. */
  private static final double MOST_SAVED = 10;

  private final double perCall;

  /** Read by those who measure. */
  private volatile double saved = MOST_SAVED;

  /**
   * @param perCall what each call adds
   */
  public RetryBudget(double perCall) {
    this.perCall = perCall;
  }

  /** A call was made, or answered. */
  public void earn() {
    double before = saved;
    if (before < MOST_SAVED) {
      saved = Math.min(MOST_SAVED, before + perCall);
    }
  }

  /** Whether one more attempt can be afforded; takes it. */
  public boolean take() {
    double before = saved;
    if (before < 1) {
      return false;
    }
    saved = before - 1;
    return true;
  }

  /** How many can be afforded now. Safe for use by any thread. */
  public double left() {
    return saved;
  }
}
