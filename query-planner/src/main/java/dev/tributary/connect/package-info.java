/**
 * REST connectors: {@code @source} and {@code @connect} as records, the mapping language parsed to
 * a sealed AST, and the expansion of a connector subgraph into what the planner can plan.
 */
@NullMarked
package dev.tributary.connect;

import org.jspecify.annotations.NullMarked;
