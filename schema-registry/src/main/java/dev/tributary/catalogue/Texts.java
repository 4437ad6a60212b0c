package dev.tributary.catalogue;

import dev.tributary.registry.Catalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The long texts of one answer, which together are no longer than an answer may be. That is counted
 * when they are read, since a request may ask for many, and when they are told, since it may ask
 * for one many times.
 */
final class Texts {

  /** Documents that are read at once: their length is known only then. */
  private static final int MOST_AT_ONCE = 20;

  private final AtomicLong read = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private final long most;

  /**
   * @param most characters
   */
  Texts(long most) {
    this.most = most;
  }

  /**
   * @throws Refusal when it is too much with what was read before
   */
  Map<String, String> read(Set<String> hashes, Catalogue catalogue) {
    Map<String, String> found = new HashMap<>();
    List<String> all = List.copyOf(hashes);
    for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
      Map<String, String> some =
          catalogue.documents(
              Set.copyOf(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE))));
      count(read, some.values().stream().mapToLong(String::length).sum());
      found.putAll(some);
    }
    return found;
  }

  /**
   * The text.
   *
   * @throws Refusal when it is too much with what was told before
   */
  String told(String text) {
    count(told, text.length());
    return text;
  }

  private void count(AtomicLong characters, long more) {
    if (characters.addAndGet(more) > most) {
      throw new Refusal(
          "ANSWER_TOO_LARGE",
          "The texts of an answer may have %d characters together: ask for fewer.".formatted(most));
    }
  }
}
