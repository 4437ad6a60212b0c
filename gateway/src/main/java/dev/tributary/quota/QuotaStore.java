package dev.tributary.quota;

import io.vertx.core.Future;

/** Keeps what clients have spent. Safe for use by many threads. */
public interface QuotaStore {

  /**
   * Takes units of all limits at once, or of none.
   *
   * @param units of each of the client's limits; 0 for those that do not count
   * @return completes on the caller's context
   */
  Future<Decision> reserve(QuotaClient client, long[] units);

  /**
   * The request has ended.
   *
   * @param actual units of each limit that it took in the end. What was taken too much comes back
   *     as far as it has not come back by time already; what was taken too little is taken now, at
   *     most another burst
   */
  void settle(Reservation reservation, long[] actual);

  /** How often a store outside of this process has not answered in time; for an alert. */
  default long failures() {
    return 0;
  }

  /** Whether it is not asked at the moment, because it has not answered. */
  default boolean isUnavailable() {
    return false;
  }

  /** Lets go of connections. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
