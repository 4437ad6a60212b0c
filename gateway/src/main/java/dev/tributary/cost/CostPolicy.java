package dev.tributary.cost;

import java.util.Map;
import java.util.Set;

/**
 * What is done about costs.
 *
 * @param mode whether costs are computed, and what follows
 * @param prices what things cost where the schema says nothing
 * @param maxEstimated the most an operation may be estimated at; 0 for no limit
 * @param maxActual the most an operation may have cost when it has run; 0 for no limit
 * @param services the most that an operation may be estimated at on the account of a service: that
 *     service's part of a dearer one is left out
 * @param counting how actual costs are counted
 * @param reporting who is told costs in {@code extensions.cost}
 * @param reportedTo the clients that may ask; empty for all
 */
public record CostPolicy(
    Mode mode,
    Prices prices,
    long maxEstimated,
    long maxActual,
    Map<String, Long> services,
    Counting counting,
    Reporting reporting,
    Set<String> reportedTo) {

  public static final CostPolicy OFF =
      new CostPolicy(
          Mode.OFF, Prices.DEFAULT, 0, 0, Map.of(), Counting.SERVICES, Reporting.NEVER, Set.of());

  /** What is done about an operation that is too expensive. */
  public enum Mode {
    /** Costs are not computed. */
    OFF,
    /** They are computed and reported. */
    MEASURE,
    /** What is too expensive is refused. */
    ENFORCE
  }

  /** What actual costs are counted over. */
  public enum Counting {
    /** What services answered. */
    SERVICES,
    /** What the client is sent. */
    ANSWER
  }

  /** When a client is told what its operation cost. */
  public enum Reporting {
    NEVER,
    /** When the request has the header {@code x-tributary-cost}. */
    ASKED,
    ALWAYS
  }

  public CostPolicy {
    services = Map.copyOf(services);
    reportedTo = Set.copyOf(reportedTo);
  }

  /** The same, with costs computed at least: quotas are counted in them. */
  public CostPolicy measuring() {
    return mode != Mode.OFF
        ? this
        : new CostPolicy(
            Mode.MEASURE,
            prices,
            maxEstimated,
            maxActual,
            services,
            counting,
            reporting,
            reportedTo);
  }
}
