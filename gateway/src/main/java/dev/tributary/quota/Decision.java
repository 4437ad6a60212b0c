package dev.tributary.quota;

import java.util.List;

/** Whether a request may run. */
public sealed interface Decision {

  /** The reason when as many operations run as may at once. */
  String CONCURRENT = "concurrent";

  /** The reason when the store does not answer. */
  String UNAVAILABLE = "unavailable";

  /** How the client stands, limits that the request does not count against left out. */
  List<LimitStatus> limits();

  /** It may. What it takes has been taken; {@link Quotas#settle} corrects that. */
  record Admitted(Reservation reservation, List<LimitStatus> limits) implements Decision {
    public Admitted {
      limits = List.copyOf(limits);
    }
  }

  /**
   * It may not; nothing has been taken.
   *
   * @param reason which limit, by its name; or {@link #CONCURRENT}, or {@link #UNAVAILABLE}
   * @param quota of that limit, per period
   * @param remaining units that could be spent at once
   * @param cost units that the request would take
   * @param retryAfterMillis until it could run; negative when it takes more than can ever be spent
   *     at once
   */
  record Refused(
      String reason,
      long quota,
      long remaining,
      long cost,
      long retryAfterMillis,
      List<LimitStatus> limits)
      implements Decision {
    public Refused {
      limits = List.copyOf(limits);
    }
  }
}
