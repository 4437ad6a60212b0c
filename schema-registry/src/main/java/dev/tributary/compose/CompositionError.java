package dev.tributary.compose;

import java.util.List;

/**
 * One problem that keeps subgraphs from composing.
 *
 * @param code stable; the public Federation error reference's where it has one
 * @param message what is wrong and what would mend it
 * @param coordinate the schema coordinate it is about, such as {@code Product.price}; empty when it
 *     is about a whole subgraph
 * @param nodes where it stands in the subgraphs' documents; empty when nowhere in particular
 */
public record CompositionError(
    String code, String message, String coordinate, List<SourceLocation> nodes) {
  public CompositionError {
    nodes = List.copyOf(nodes);
  }
}
