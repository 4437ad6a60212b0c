package dev.tributary.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How amounts are spread, in buckets of which four double: a few numbers for any number of amounts.
 * Not safe for use by several threads.
 */
public final class Spread {

  /** Amounts below have buckets of their own. */
  private static final int EXACT = 8;

  private static final int BUCKETS = 4 * Long.SIZE;

  private final long[] counts = new long[BUCKETS];
  private final long[] requests = new long[BUCKETS];
  private final long[] units = new long[BUCKETS];

  /**
   * One bucket.
   *
   * @param index which
   * @param count how many amounts are in it
   * @param requests how many requests they are of
   * @param units what they add up to
   */
  public record Bucket(int index, long count, long requests, long units) {

    double mean() {
      return (double) units / count;
    }
  }

  /**
   * Adds an amount.
   *
   * @param ofRequests how many requests it is of
   */
  public void add(long amount, long ofRequests) {
    add(index(amount), 1, ofRequests, amount);
  }

  static boolean isIndex(int index) {
    return index >= 0 && index < BUCKETS;
  }

  void add(Bucket bucket) {
    add(bucket.index(), bucket.count(), bucket.requests(), bucket.units());
  }

  private void add(int index, long count, long ofRequests, long amount) {
    counts[index] += count;
    requests[index] += ofRequests;
    units[index] += amount;
  }

  /** What an amount's first bit is, and the two behind it. */
  private static int index(long units) {
    if (units < EXACT) {
      return (int) Math.max(0, units);
    }
    int first = Long.SIZE - 1 - Long.numberOfLeadingZeros(units);
    return (first << 2) + (int) ((units >>> (first - 2)) & 3);
  }

  /** By size. */
  public List<Bucket> buckets() {
    List<Bucket> all = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      if (counts[i] > 0) {
        all.add(new Bucket(i, counts[i], requests[i], units[i]));
      }
    }
    return all;
  }

  /**
   * What all but a share of the amounts are no larger than, to a quarter.
   *
   * @param share from 0 to 1, such as 0.99
   */
  public long quantile(double share) {
    long all = Arrays.stream(counts).sum();
    long rank = (long) Math.ceil(all * share);
    long seen = 0;
    for (Bucket bucket : buckets()) {
      seen += bucket.count();
      if (seen >= rank) {
        return Math.round(bucket.mean());
      }
    }
    return 0;
  }

  /** How many requests there would have been too many, had no amount been allowed to be larger. */
  public long beyond(long limit) {
    double refused = 0;
    for (Bucket bucket : buckets()) {
      if (bucket.mean() > limit) {
        refused += bucket.requests() * (1 - limit / bucket.mean());
      }
    }
    return Math.round(refused);
  }

  /** How many amounts were larger. */
  public long larger(long limit) {
    return buckets().stream()
        .filter(bucket -> bucket.mean() > limit)
        .mapToLong(Bucket::count)
        .sum();
  }
}
