package dev.tributary.subgraph;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all elements of a schema that can be described and carry directives have in common. */
public interface ElementNode {

  String name();

  @Nullable String description();

  List<DirectiveNode> directives();

  /** Where it is defined; the first place when there are several. */
  Place place();

  default boolean has(FederationDirective directive) {
    return directives().stream().anyMatch(use -> use.is(directive));
  }

  /** Every use of {@code directive} on this element, in document order. */
  default List<DirectiveNode> all(FederationDirective directive) {
    return directives().stream().filter(use -> use.is(directive)).toList();
  }

  /** The first use of {@code directive} on this element. */
  default @Nullable DirectiveNode first(FederationDirective directive) {
    Stream<DirectiveNode> uses = directives().stream().filter(use -> use.is(directive));
    return uses.findFirst().orElse(null);
  }
}
