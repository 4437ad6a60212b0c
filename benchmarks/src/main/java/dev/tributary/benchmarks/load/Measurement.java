package dev.tributary.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * What one contender showed in one scenario, over all rounds.
 *
 * @param coldStartMillis from the start of the process to its first right answer
 * @param rounds each round's load
 * @param cpuMillisPerRequest the contender's own CPU time, user and system, per answer
 * @param serviceCpuMillisPerRequest that of the services beneath it
 * @param callsPerRequest upstream calls per answer
 * @param peakResidentMegabytes of the contender's processes
 */
record Measurement(
    String scenario,
    String contender,
    String title,
    boolean floor,
    long coldStartMillis,
    List<Load> rounds,
    double cpuMillisPerRequest,
    double serviceCpuMillisPerRequest,
    double callsPerRequest,
    double peakResidentMegabytes) {

  Measurement {
    rounds = List.copyOf(rounds);
  }

  /** Whether there was no answer at all: then nothing else says anything. */
  boolean isSilent() {
    return rounds.stream().allMatch(one -> one.requests() == 0);
  }

  /** Answers per second, the median of the rounds. */
  double requestsPerSecond() {
    return median(rounds.stream().mapToDouble(one -> one.requests() / one.seconds()).toArray());
  }

  double p50() {
    return median(rounds.stream().mapToDouble(Load::p50).toArray());
  }

  double p90() {
    return median(rounds.stream().mapToDouble(Load::p90).toArray());
  }

  double p99() {
    return median(rounds.stream().mapToDouble(Load::p99).toArray());
  }

  double p999() {
    return median(rounds.stream().mapToDouble(Load::p999).toArray());
  }

  /** Answers that were not the expected one, and requests that brought none. */
  long bad() {
    return rounds.stream().mapToLong(one -> one.wrong() + one.failed()).sum();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
