package dev.tributary.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tags that were invalidated at this gateway, and that the shared log may not have yet. What others
 * have kept with any of them does not hold here. Safe for use by many threads.
 */
final class UntoldTags {

  private final int most;
  private final AtomicLong numbers = new AtomicLong();
  private final ConcurrentHashMap<String, Long> tags = new ConcurrentHashMap<>();
  private final AtomicLong overflow = new AtomicLong();

  /**
   * @param most when there are more, no tag is told apart from others
   */
  UntoldTags(int most) {
    this.most = most;
  }

  /**
   * Tags are being invalidated.
   *
   * @return a number, to be given when they are told
   */
  long add(Collection<String> some) {
    long number = numbers.incrementAndGet();
    if (tags.size() + some.size() > most) {
      overflow.accumulateAndGet(number, Math::max);
    } else {
      some.forEach(tag -> tags.merge(tag, number, Math::max));
    }
    return number;
  }

  /** Whether an answer may be older than an invalidation of which the shared log does not know. */
  boolean has(List<String> any) {
    return isTooMany() || (!tags.isEmpty() && any.stream().anyMatch(tags::containsKey));
  }

  boolean isEmpty() {
    return tags.isEmpty() && !isTooMany();
  }

  /** Whether there are more than are told apart. */
  boolean isTooMany() {
    return overflow.get() != 0;
  }

  /** The number that all who were added up to now have, or one before. */
  long latest() {
    return numbers.get();
  }

  List<String> some(int count) {
    return tags.keySet().stream().limit(count).toList();
  }

  /** The shared log has these, unless they were added again after a number. */
  void told(Collection<String> some, long number) {
    some.forEach(tag -> tags.computeIfPresent(tag, (same, at) -> at <= number ? null : at));
  }

  /** Nothing holds any more that others have kept before a number. */
  void toldAll(long number) {
    tags.values().removeIf(at -> at <= number);
    overflow.updateAndGet(at -> at <= number ? 0 : at);
  }
}
