package dev.tributary.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tags by which answers are invalidated. Those of different kinds never are the same. */
public final class CacheTags {
  /** The longest name that a service, a type or a tag may have, to be invalidated by it. */
  public static final int MOST_CHARACTERS = 500;

  private CacheTags() {}

  /** All answers of a service. */
  public static String service(String name) {
    return "service:" + name;
  }

  /** All answers that hold objects of a type. */
  public static String type(String name) {
    return "type:" + name;
  }

  /**
   * All answers that may hold objects of a type without it being known which: whoever invalidates
   * one entity invalidates these as well.
   */
  public static String within(String type) {
    return "within:" + type;
  }

  /**
   * The answers about one entity.
   *
   * @param key the fields of one of its keys, JSON values by name. A number is the same as the
   *     string of its digits, as in GraphQL's {@code ID}
   */
  public static String entity(String type, Map<String, ?> key) {
    CacheKey.Parts parts = CacheKey.of("entity");
    add(parts, key);
    return "entity:" + type + ":" + parts.key().hex().substring(0, 32);
  }

  /** A surrogate key, as services and operators write it. */
  public static String named(String tag) {
    return "tag:" + tag;
  }

  private static void add(CacheKey.Parts parts, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> object -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        object.forEach((name, field) -> sorted.put(String.valueOf(name), field));
        parts.add("{").add(sorted.size());
        sorted.forEach(
            (name, field) -> {
              parts.add(name);
              add(parts, field);
            });
      }
      case Collection<?> list -> {
        parts.add("[").add(list.size());
        List.copyOf(list).forEach(item -> add(parts, item));
      }
      case null -> parts.add("null");
      default -> parts.add("=").add(String.valueOf(value));
    }
  }
}
