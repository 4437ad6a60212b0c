package dev.tributary.graph;

import dev.tributary.supergraph.FieldSet;
import org.jspecify.annotations.Nullable;

/**
 * Where an object can be read: a subgraph, or a <em>view</em> of it below a field that provides.
 *
 * @param provided what is resolvable here although external elsewhere in the subgraph; null when
 *     there is nothing of the kind
 */
public record Node(int subgraph, @Nullable FieldSet provided) {}
