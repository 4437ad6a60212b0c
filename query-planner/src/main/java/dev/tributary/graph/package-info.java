/**
 * The query graph: what can be reached from where, by which move, on what condition.
 *
 * <p>{@code QueryGraph} answers for one supergraph: which subgraphs resolve a field of an object
 * type ({@code Resolver}), by which keys a subgraph can be entered ({@code EntityMove}), which
 * object types an abstract type may be, here or anywhere ({@code TypeSet}). {@code Reach} finds the
 * cheapest chains of entity moves, and remembers them.
 */
@NullMarked
package dev.tributary.graph;

import org.jspecify.annotations.NullMarked;
