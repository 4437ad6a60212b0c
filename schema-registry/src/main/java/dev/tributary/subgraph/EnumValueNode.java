package dev.tributary.subgraph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of an enum. */
public record EnumValueNode(
    String name, @Nullable String description, List<DirectiveNode> directives, Place place)
    implements ElementNode {
  public EnumValueNode {
    directives = List.copyOf(directives);
  }
}
