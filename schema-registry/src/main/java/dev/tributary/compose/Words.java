package dev.tributary.compose;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of messages. */
final class Words {
  private Words() {}

  /** {@code "a", "b" and "c"}. */
  static String names(Collection<String> names) {
    List<String> quoted = names.stream().map(name -> "\"" + name + "\"").toList();
    return list(quoted);
  }

  /** {@code a, b and c}. */
  static String list(List<String> parts) {
    if (parts.size() < 2) {
      return String.join("", parts);
    }
    return parts.subList(0, parts.size() - 1).stream().collect(Collectors.joining(", "))
        + " and "
        + parts.getLast();
  }
}
