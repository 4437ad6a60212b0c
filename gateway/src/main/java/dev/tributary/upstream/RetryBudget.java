package dev.tributary.upstream;

/**
 * How often calls to one service may be made again: a part of those that were answered, so that a
 * service which is down is not called much more often for it. Confined to one event loop.
 */
final class RetryBudget {

  /** So many retries at first, and so many at most. */
  private static final double MOST_SAVED = 10;

  private static final double PER_ANSWER = 0.1;

  private double saved = MOST_SAVED;

  /** A call was answered. */
  void answered() {
    saved = Math.min(MOST_SAVED, saved + PER_ANSWER);
  }

  /** Whether one more attempt can be afforded; takes it. */
  boolean take() {
    if (saved < 1) {
      return false;
    }
    saved--;
    return true;
  }

  double left() {
    return saved;
  }
}
