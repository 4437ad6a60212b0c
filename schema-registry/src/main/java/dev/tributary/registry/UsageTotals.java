package dev.tributary.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * Executions added up.
 *
 * @param executions how many
 * @param errors how many of them answered with errors
 * @param micros how long all of them took together, in microseconds
 * @param cost what all of them cost together, in cost units
 */
public record UsageTotals(
    long executions, long errors, long micros, long cost, Latencies latencies) {

  /**
   * @throws IllegalArgumentException when a number is negative
   */
  public UsageTotals {
    if (executions < 0 || errors < 0 || micros < 0 || cost < 0) {
      throw new IllegalArgumentException("negative usage");
    }
  }

  /** No report has more of anything: what a day's reports come to must stay a number. */
  static final long MOST_REPORTED = 1_000_000_000_000_000L;

  /**
   * These, as one report has them.
   *
   * @throws IllegalArgumentException when they are more than a report could have
   */
  UsageTotals reported() {
    if (Math.max(Math.max(executions, errors), Math.max(micros, cost)) > MOST_REPORTED
        || latencies.counts().stream().anyMatch(count -> count > MOST_REPORTED)) {
      throw new IllegalArgumentException("a number is greater than 10^15");
    }
    return this;
  }

  UsageTotals plus(UsageTotals other) {
    List<Long> counts = new ArrayList<>();
    for (int range = 0; range < Latencies.SIZE; range++) {
      counts.add(latencies.counts().get(range) + other.latencies.counts().get(range));
    }
    return new UsageTotals(
        executions + other.executions,
        errors + other.errors,
        micros + other.micros,
        cost + other.cost,
        new Latencies(counts));
  }
}
