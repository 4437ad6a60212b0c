package dev.tributary.registry;

import java.util.Optional;

/**
 * What a gateway answered since it reported last.
 *
 * @param id by which the registry knows a report that comes a second time, as that of a {@link
 *     UsageReport} is
 */
public record TrafficReport(Optional<ReportId> id, Traffic traffic) {

  /** A report that is counted as often as it comes. */
  public TrafficReport(Traffic traffic) {
    this(Optional.empty(), traffic);
  }
}
