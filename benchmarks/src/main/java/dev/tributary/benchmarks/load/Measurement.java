package dev.tributary.benchmarks.load;

import java.util.List;

/**
 * What one contender showed in one scenario, over all rounds.
 *
 * @param coldStartMillis from the start of the process to its first right answer
 * @param rounds each round's load
 * @param cpuMillisPerRequest the contender's own CPU time, user and system, per answer: the median
 *     of the rounds, as of all other figures, for in the first one compilers are still at work
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
    return median(rounds.stream().map(one -> one.requests() / one.seconds()).toList());
  }

  double p50() {
    return median(rounds.stream().map(Load::p50).toList());
  }

  double p90() {
    return median(rounds.stream().map(Load::p90).toList());
  }

  double p99() {
    return median(rounds.stream().map(Load::p99).toList());
  }

  double p999() {
    return median(rounds.stream().map(Load::p999).toList());
  }

  /** Answers that were not the expected one, and requests that brought none. */
  long bad() {
    return rounds.stream().mapToLong(one -> one.wrong() + one.failed()).sum();
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
