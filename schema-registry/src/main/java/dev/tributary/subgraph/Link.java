package dev.tributary.subgraph;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code @link}: what it links to, and under which names.
 *
 * @param namespace the prefix of elements that are not imported
 * @param imports local name to the specification's name; directives with their {@code @} on both
 *     sides
 * @param purpose {@code SECURITY} or {@code EXECUTION}; null when not given
 */
public record Link(
    Feature feature,
    String namespace,
    Map<String, String> imports,
    @Nullable String purpose,
    DirectiveNode use) {

  public Link {
    imports = Map.copyOf(imports);
  }

  /** The specification's name of the directive called {@code local}; null when it has no part. */
  public @Nullable String directive(String local) {
    String imported = imports.get("@" + local);
    if (imported != null) {
      return imported.substring(1);
    }
    if (local.equals(namespace)) {
      return feature.name();
    }
    return prefixed(local);
  }

  /** The specification's name of the type called {@code local}; null when it has no part. */
  @Nullable String type(String local) {
    String imported = imports.get(local);
    return imported != null ? imported : prefixed(local);
  }

  private @Nullable String prefixed(String local) {
    String prefix = namespace + "__";
    return local.startsWith(prefix) ? local.substring(prefix.length()) : null;
  }

  /** What a document calls the specification's directive {@code name}. */
  public String localDirective(String name) {
    for (var entry : imports.entrySet()) {
      if (entry.getValue().equals("@" + name)) {
        return entry.getKey().substring(1);
      }
    }
    return name.equals(feature.name()) ? namespace : namespace + "__" + name;
  }
}
