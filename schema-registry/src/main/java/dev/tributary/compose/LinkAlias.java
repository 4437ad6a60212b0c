package dev.tributary.compose;

import dev.tributary.supergraph.Value;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/** How a supergraph's {@code @link}s name specifications and what they import. */
final class LinkAlias {
  private LinkAlias() {}

  /**
   * The specification's own name, or another where that would be taken for someone else's.
   *
   * @param taken names of directives that other specifications' imports have
   */
  static String of(String name, Set<String> taken) {
    String alias = name;
    for (int i = 0; taken.contains(alias); i++) {
      alias = "_" + i + name;
    }
    return alias;
  }

  /** One entry of an {@code import} list. */
  static Value imported(String original, String local) {
    if (original.equals(local)) {
      return new Value.StringValue("@" + original);
    }
    SequencedMap<String, Value> renamed = new LinkedHashMap<>();
    renamed.put("name", new Value.StringValue("@" + original));
    renamed.put("as", new Value.StringValue("@" + local));
    return new Value.ObjectValue(renamed);
  }
}
