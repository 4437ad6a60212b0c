package dev.tributary.registry;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How long executions took, counted by how long: such counts can be added up, and say of any
 * percentile in which of their ranges it is.
 *
 * @param counts one for each of {@link #BOUNDS}, and one for what took longer
 */
public record Latencies(List<Long> counts) {

  /** Each range's upper bound, in milliseconds. */
  public static final List<Integer> BOUNDS =
      List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000);

  static final int SIZE = BOUNDS.size() + 1;

  public static final Latencies NONE = new Latencies(Collections.nCopies(SIZE, 0L));

  /**
   * @throws IllegalArgumentException when there are too few or too many, or negative ones
   */
  public Latencies {
    counts = List.copyOf(counts);
    if (counts.size() != SIZE || counts.stream().anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("latencies are %d counts".formatted(SIZE));
    }
  }

  /** The range that a time falls into. */
  public static int range(long micros) {
    int range = 0;
    while (range < BOUNDS.size() && micros > BOUNDS.get(range) * 1_000L) {
      range++;
    }
    return range;
  }

  /** Of these times, one each. */
  static Latencies of(long... micros) {
    Long[] counts = new Long[SIZE];
    Arrays.fill(counts, 0L);
    for (long each : micros) {
      counts[range(each)]++;
    }
    return new Latencies(List.of(counts));
  }

  /**
   * The upper bound of the range that a percentile falls into, in milliseconds; 0 when nothing was
   * counted. What took longest has no bound: twice the last one stands for it.
   *
   * @param percent from 0 to 100
   */
  public int percentile(double percent) {
    long all = counts.stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      return 0;
    }
    long wanted = Math.max(1, (long) Math.ceil(all * percent / 100));
    long seen = 0;
    for (int range = 0; range < SIZE; range++) {
      seen += counts.get(range);
      if (seen >= wanted) {
        return range < BOUNDS.size() ? BOUNDS.get(range) : 2 * BOUNDS.getLast();
      }
    }
    return 2 * BOUNDS.getLast();
  }
}
