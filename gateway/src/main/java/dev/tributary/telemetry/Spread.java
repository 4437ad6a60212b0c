package dev.tributary.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How amounts are spread, in buckets of which each is a fifth wider than the one before: a few
 * numbers for any number of amounts. Not safe for use by several threads.
 */
public final class Spread {

  /** Buckets in which amounts double. */
  private static final int PER_DOUBLING = 4;

  private final SortedMap<Integer, long[]> buckets = new TreeMap<>();

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
   * @param requests how many requests it is of
   */
  public void add(long units, long requests) {
    add(new Bucket(index(units), 1, requests, units));
  }

  void add(Bucket bucket) {
    long[] sums = buckets.computeIfAbsent(bucket.index(), index -> new long[3]);
    sums[0] += bucket.count();
    sums[1] += bucket.requests();
    sums[2] += bucket.units();
  }

  private static int index(long units) {
    return units <= 0 ? 0 : 1 + (int) (PER_DOUBLING * (Math.log(units) / Math.log(2)));
  }

  /** By size. */
  public List<Bucket> buckets() {
    List<Bucket> all = new ArrayList<>();
    buckets.forEach((index, sums) -> all.add(new Bucket(index, sums[0], sums[1], sums[2])));
    return all;
  }

  /**
   * What all but a share of the amounts are no larger than, to a fifth.
   *
   * @param share from 0 to 1, such as 0.99
   */
  public long quantile(double share) {
    long all = buckets.values().stream().mapToLong(sums -> sums[0]).sum();
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
