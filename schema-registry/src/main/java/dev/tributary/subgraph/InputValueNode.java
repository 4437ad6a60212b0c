package dev.tributary.subgraph;

import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An argument, or a field of an input object. */
public record InputValueNode(
    String name,
    @Nullable String description,
    TypeRef type,
    @Nullable Value defaultValue,
    List<DirectiveNode> directives,
    Place place)
    implements ElementNode {

  public InputValueNode {
    directives = List.copyOf(directives);
  }

  /** Whether a caller must give it: non-null and without a default. */
  public boolean required() {
    return type.isNonNull() && defaultValue == null;
  }
}
