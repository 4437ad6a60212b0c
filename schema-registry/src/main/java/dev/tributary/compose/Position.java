package dev.tributary.compose;

import dev.tributary.supergraph.FieldSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a plan may stand: at an object of some type, fetched from some subgraph.
 *
 * @param id its index among all positions
 * @param type the type as the subgraph knows it
 * @param view what can be read here although external in the subgraph: below a {@code @provides};
 *     null when nothing
 */
record Position(int id, String type, int subgraph, @Nullable FieldSet view) {}
