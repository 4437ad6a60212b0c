package dev.tributary.execute;

import com.netflix.concurrency.limits.limit.AbstractLimit;
import java.time.Duration;

/**
 * How many requests may be under way, by how late event loops are: that is how long everything
 * waits when the process has more to do than it can. Samples' times are how late one is.
 *
 * <p>It falls by a part of what is under way, so that the first sample that is too late counts at
 * once, and grows by a part of itself while there is use for it. What one pause makes late is not
 * told: see {@link LastingLag}.
 */
final class LagLimit extends AbstractLimit {

  private static final double FALL = 0.8;
  private static final int GROWTH = 20;

  private final long lateNanos;
  private final int least;
  private final int most;

  LagLimit(Duration late, int least, int most) {
    super(most);
    this.lateNanos = late.toNanos();
    this.least = least;
    this.most = most;
  }

  @Override
  protected int _update(long startTime, long lag, int underWay, boolean didDrop) {
    int limit = getLimit();
    if (lag > lateNanos) {
      return Math.max(least, (int) (Math.min(limit, underWay) * FALL));
    }
    int part = Math.max(1, limit / GROWTH);
    // Where nothing needs room now, it is there again when something does.
    return Math.min(most, limit + (underWay * 2 < limit ? Math.max(GROWTH, part) : part));
  }
}
