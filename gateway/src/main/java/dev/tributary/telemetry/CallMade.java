package dev.tributary.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * How a call to a service went that was made for a request.
 *
 * @param status of the answer; 0 for none
 * @param retries how often it was made again, hedges among these
 * @param hedges how often it was made by another instance while the first took long
 * @param queuedNanos how long it waited for its turn, where the service is made so many at a time
 * @param circuit how the service's circuit was when it was to be made: {@code closed}, {@code
 *     half_open} or {@code open}; null when it has none
 * @param instance the instance that was asked last; null when the service has no instances
 */
public record CallMade(
    int status,
    int retries,
    int hedges,
    long queuedNanos,
    @Nullable String circuit,
    @Nullable Object instance) {

  /** This one, and another that was made for the same fetch. */
  CallMade and(CallMade next) {
    return new CallMade(
        next.status,
        retries + next.retries,
        hedges + next.hedges,
        Math.max(queuedNanos, next.queuedNanos),
        next.circuit,
        next.instance == null ? instance : next.instance);
  }
}
