package dev.tributary.subgraph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all elements of a schema that can be described and carry directives have in common. */
public interface ElementNode {

  String name();

  @Nullable String description();

  List<DirectiveNode> directives();

  /** Where it is defined; the first place when there are several. */
  Place place();

  // Composition asks millions of times, mostly of elements that have none: a stream for each was a
  // twentieth of its time.

  default boolean has(FederationDirective directive) {
    return first(directive) != null;
  }

  /** Every use of {@code directive} on this element, in document order. */
  default List<DirectiveNode> all(FederationDirective directive) {
    if (first(directive) == null) {
      return List.of();
    }
    return directives().stream().filter(use -> use.is(directive)).toList();
  }

  /** The first use of {@code directive} on this element. */
  default @Nullable DirectiveNode first(FederationDirective directive) {
    for (DirectiveNode use : directives()) {
      if (use.is(directive)) {
        return use;
      }
    }
    return null;
  }
}
