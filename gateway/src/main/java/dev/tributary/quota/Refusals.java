package dev.tributary.quota;

import java.util.List;

/** Why requests are refused. */
final class Refusals {

  /** A place is free when another request of the client has ended: nobody knows when. */
  private static final long SOON = 1_000;

  private Refusals() {}

  /**
   * @param waitMicros until the limit would admit; negative for never
   */
  static Decision.Refused of(Limit limit, long units, long waitMicros, List<LimitStatus> status) {
    long remaining = 0;
    for (LimitStatus each : status) {
      if (each.limit() == limit) {
        remaining = each.remaining();
      }
    }
    return new Decision.Refused(
        limit.name(),
        limit.quota(),
        remaining,
        units,
        waitMicros < 0 ? -1 : (waitMicros + 999) / 1_000,
        status);
  }

  static Decision.Refused concurrent(int concurrent, List<LimitStatus> status) {
    return new Decision.Refused(Decision.CONCURRENT, concurrent, 0, 1, SOON, status);
  }
}
