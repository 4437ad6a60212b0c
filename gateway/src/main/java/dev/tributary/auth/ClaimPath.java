package dev.tributary.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a claim is found: its name, or a JSON Pointer (RFC 6901) such as {@code
 * /realm_access/roles}.
 */
public final class ClaimPath {

  private final List<String> names;

  private ClaimPath(List<String> names) {
    this.names = names;
  }

  public static ClaimPath parse(String text) {
    if (!text.startsWith("/")) {
      return new ClaimPath(List.of(text));
    }
    List<String> names = new ArrayList<>();
    for (String name : text.substring(1).split("/", -1)) {
      names.add(name.replace("~1", "/").replace("~0", "~"));
    }
    return new ClaimPath(List.copyOf(names));
  }

  /** What is there; null when nothing is. */
  public @Nullable Object in(Map<String, ? extends @Nullable Object> claims) {
    Object value = claims;
    for (String name : names) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  /** The first of the paths that holds a text. */
  static @Nullable String firstText(
      List<ClaimPath> paths, Map<String, ? extends @Nullable Object> claims) {
    for (ClaimPath path : paths) {
      if (path.in(claims) instanceof String text && !text.isBlank()) {
        return text;
      }
    }
    return null;
  }

  /**
   * The words of the first path that holds any: a text with spaces between (RFC 6749, 3.3), or a
   * list of texts.
   */
  static Set<String> firstWords(
      List<ClaimPath> paths, Map<String, ? extends @Nullable Object> claims) {
    for (ClaimPath path : paths) {
      switch (path.in(claims)) {
        case String text -> {
          Set<String> words = new LinkedHashSet<>(List.of(text.strip().split("\\s+")));
          words.remove("");
          return words;
        }
        case Collection<?> list -> {
          Set<String> words = new LinkedHashSet<>();
          for (Object each : list) {
            if (each instanceof String word) {
              words.add(word);
            }
          }
          return words;
        }
        case null, default -> {}
      }
    }
    return Set.of();
  }

  static List<ClaimPath> parse(List<String> texts) {
    return texts.stream().map(ClaimPath::parse).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClaimPath path && names.equals(path.names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(names);
  }
}
