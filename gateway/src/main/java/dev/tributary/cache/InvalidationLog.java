package dev.tributary.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When tags were last invalidated, in numbers of a sequence. Read by all threads without a lock;
 * one writes at a time.
 */
final class InvalidationLog {

  private final int mostTags;
  private final ConcurrentHashMap<String, Long> last = new ConcurrentHashMap<>();
  private volatile long floor;
  private volatile long latest;

  /**
   * @param mostTags when more have been invalidated, the earlier half is forgotten
   */
  InvalidationLog(int mostTags) {
    this.mostTags = mostTags;
  }

  /** The last number that is known. */
  long latest() {
    return latest;
  }

  /** Whether none of the tags was invalidated after a number. */
  boolean holds(long since, List<String> tags) {
    if (latest <= since) {
      return true;
    }
    if (since < floor) {
      return false;
    }
    for (String tag : tags) {
      Long at = last.get(tag);
      if (at != null && at > since) {
        return false;
      }
    }
    // What was forgotten since the floor was looked at is told by the floor.
    return since >= floor;
  }

  /** Invalidates tags by the next numbers. */
  synchronized void append(Collection<String> tags) {
    long number = latest;
    for (String tag : tags) {
      last.put(tag, ++number);
    }
    latest = number;
    forget();
  }

  /** A tag has been invalidated elsewhere, by a number after all that are known. */
  synchronized void note(String tag, long number) {
    last.merge(tag, number, Math::max);
    latest = Math.max(latest, number);
    forget();
  }

  /** Numbers before this are known nowhere any more. */
  synchronized void raiseFloor(long number) {
    floor = Math.max(floor, number);
    latest = Math.max(latest, number);
  }

  private void forget() {
    if (last.size() <= mostTags) {
      return;
    }
    long[] numbers = last.values().stream().mapToLong(Long::longValue).sorted().toArray();
    long lowest = numbers[numbers.length / 2];
    floor = Math.max(floor, lowest);
    last.values().removeIf(number -> number <= lowest);
  }
}
