package dev.tributary.telemetry;

import java.util.List;

/**
 * Hours of use, added up.
 *
 * @param hours how many hours there are
 * @param costs of requests
 * @param minutes units in a minute
 * @param requestMinutes requests in a minute
 */
public record Recorded(
    int hours,
    long requests,
    long refused,
    long units,
    Spread costs,
    Spread minutes,
    Spread requestMinutes) {

  public static Recorded of(List<HourOfUse> hours) {
    Spread costs = new Spread();
    Spread minutes = new Spread();
    Spread requestMinutes = new Spread();
    long requests = 0;
    long refused = 0;
    long units = 0;
    for (HourOfUse hour : hours) {
      requests += hour.requests();
      refused += hour.refused();
      units += hour.units();
      hour.costs().forEach(costs::add);
      hour.minutes().forEach(minutes::add);
      hour.requestMinutes().forEach(requestMinutes::add);
    }
    return new Recorded(hours.size(), requests, refused, units, costs, minutes, requestMinutes);
  }
}
