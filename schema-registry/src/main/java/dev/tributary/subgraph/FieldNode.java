package dev.tributary.subgraph;

import dev.tributary.supergraph.TypeRef;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A field of an object or interface type. */
public record FieldNode(
    String name,
    @Nullable String description,
    TypeRef type,
    SequencedMap<String, InputValueNode> arguments,
    List<DirectiveNode> directives,
    Place place)
    implements ElementNode {
  public FieldNode {
    directives = List.copyOf(directives);
  }

  /** This field with other directives. */
  public FieldNode withDirectives(List<DirectiveNode> changed) {
    return new FieldNode(name, description, type, arguments, changed, place);
  }
}
