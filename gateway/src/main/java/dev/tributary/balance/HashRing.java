package dev.tributary.balance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Points on a circle, many for each instance: a key belongs to the next one. Where an instance goes
 * or comes, only its own keys move (Karger et al., 1997).
 */
final class HashRing {

  private static final int POINTS_PER_WEIGHT = 100;

  /** So many for one instance at most. */
  private static final int MOST_POINTS = 1_000;

  private final long[] points;
  private final Instance[] owners;

  private HashRing(long[] points, Instance[] owners) {
    this.points = points;
    this.owners = owners;
  }

  private record Point(long at, Instance owner) {}

  static HashRing of(List<Instance> instances) {
    List<Point> points = new ArrayList<>();
    for (Instance instance : instances) {
      int count = Math.min(MOST_POINTS, instance.place().weight() * POINTS_PER_WEIGHT);
      for (int i = 0; i < count; i++) {
        points.add(new Point(hash(instance.place() + "#" + i), instance));
      }
    }
    points.sort((one, other) -> Long.compare(one.at, other.at));
    return new HashRing(
        points.stream().mapToLong(Point::at).toArray(),
        points.stream().map(Point::owner).toArray(Instance[]::new));
  }

  /**
   * @param usable one of these is the answer; not empty
   */
  Instance find(int hash, List<Instance> usable) {
    int found = Arrays.binarySearch(points, mixed(hash));
    int at = found >= 0 ? found : -found - 1;
    for (int i = 0; i < points.length; i++) {
      Instance owner = owners[(at + i) % points.length];
      if (usable.contains(owner)) {
        return owner;
      }
    }
    return usable.getFirst();
  }

  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xFF) * 0x100000001B3L;
    }
    return mixed(hash);
  }

  /** All bits depend on all bits, so that neighbours on the circle are no relatives. */
  private static long mixed(long value) {
    long mixed = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ mixed >>> 33;
  }
}
