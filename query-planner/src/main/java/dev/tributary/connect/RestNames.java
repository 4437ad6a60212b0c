package dev.tributary.connect;

import dev.tributary.supergraph.LinkImports;
import dev.tributary.supergraph.Value;
import dev.tributary.supergraph.Value.StringValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a document calls the directives of our own rest specification, which says of a service's
 * JSON what connect cannot say.
 *
 * @param local by the specification's name, all without {@code @}
 */
record RestNames(Map<String, String> local) {

  /** The value is mapped by its type: on what has {@code @connect} too. */
  static final String BY_TYPE = "restAuto";

  /** The name of a field in JSON. */
  static final String FIELD = "restField";

  /** An enum's value in JSON. */
  static final String ENUM = "restEnum";

  /** How members of a union are told apart. */
  static final String UNION = "restUnion";

  /** How a composed schema carries all of these but {@link #BY_TYPE}, in one directive. */
  static final String ALL = "restNames";

  private static final String IDENTITY = "https://specs.tributary.dev/rest/";

  /** For a document that does not link to the specification. */
  static final RestNames NONE = new RestNames(Map.of());

  /** Of the {@code @link}s of a document; the arguments of each. */
  static RestNames of(List<? extends Map<String, Value>> links) {
    for (Map<String, Value> link : links) {
      if (link.get("url") instanceof StringValue(String url) && url.startsWith(IDENTITY)) {
        return ofLink(link);
      }
    }
    return NONE;
  }

  private static RestNames ofLink(Map<String, Value> link) {
    String prefix = link.get("as") instanceof StringValue(String as) ? as : "rest";
    Map<String, String> local = new HashMap<>();
    for (String name : List.of(BY_TYPE, FIELD, ENUM, UNION)) {
      local.put(name, prefix + "__" + name);
    }
    LinkImports.of(link.get("import"))
        .forEach(
            (name, as) -> {
              if (name.startsWith("@") && as.startsWith("@")) {
                local.replace(name.substring(1), as.substring(1));
              }
            });
    return new RestNames(Map.copyOf(local));
  }

  /** Whether a directive called {@code name} is the specification's {@code wanted}. */
  boolean is(String name, String wanted) {
    return name.equals(local.get(wanted));
  }
}
