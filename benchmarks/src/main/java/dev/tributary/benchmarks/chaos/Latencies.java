package dev.tributary.benchmarks.chaos;

/** How long requests took, in buckets of which each is a fiftieth wider than the one before. */
final class Latencies {

  private static final double WIDER = 1.02;
  private static final double LEAST_MICROS = 50;
  private static final int BUCKETS = 720;

  private final long[] counts = new long[BUCKETS];
  private long all;
  private double most;

  void add(long nanos) {
    double micros = nanos / 1e3;
    int bucket = (int) (Math.log(Math.max(1, micros / LEAST_MICROS)) / Math.log(WIDER));
    counts[Math.min(BUCKETS - 1, bucket)]++;
    all++;
    most = Math.max(most, micros / 1e3);
  }

  void add(Latencies others) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += others.counts[i];
    }
    all += others.all;
    most = Math.max(most, others.most);
  }

  /** In milliseconds, within a fiftieth; 0 when there was none. */
  double quantile(double part) {
    long below = (long) Math.ceil(all * part);
    long seen = 0;
    for (int i = 0; i < BUCKETS && all > 0; i++) {
      seen += counts[i];
      if (seen >= below) {
        return Math.min(most, LEAST_MICROS * Math.pow(WIDER, i + 1) / 1e3);
      }
    }
    return 0;
  }

  /** In milliseconds. */
  double most() {
    return most;
  }
}
