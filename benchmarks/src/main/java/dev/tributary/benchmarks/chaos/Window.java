package dev.tributary.benchmarks.chaos;

import java.util.Map;
import java.util.TreeMap;

/**
 * What clients saw for a while. Not safe for use by several threads.
 *
 * <p>An error is any answer that is not whole: with a status other than 200, with {@code errors},
 * or none at all.
 */
final class Window {

  private final Latencies latencies = new Latencies();
  private final Map<String, Long> errors = new TreeMap<>();
  private long requests;
  private long partial;

  /**
   * @param error what kind; empty when the answer was whole
   * @param hasData whether a part of it was there
   */
  void add(long nanos, String error, boolean hasData) {
    requests++;
    latencies.add(nanos);
    if (!error.isEmpty()) {
      errors.merge(error, 1L, Long::sum);
      partial += hasData ? 1 : 0;
    }
  }

  void add(Window other) {
    requests += other.requests;
    partial += other.partial;
    latencies.add(other.latencies);
    other.errors.forEach((error, count) -> errors.merge(error, count, Long::sum));
  }

  long requests() {
    return requests;
  }

  Map<String, Long> errors() {
    return errors;
  }

  long failed() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of those with errors, how many were answered with {@code data}. */
  long partial() {
    return partial;
  }

  /** From 0 to 1. */
  double errorShare() {
    return requests == 0 ? 0 : (double) failed() / requests;
  }

  Latencies latencies() {
    return latencies;
  }
}
