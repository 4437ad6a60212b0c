/** The query graph: what can be reached from where, by which move, on what condition. */
@NullMarked
package dev.tributary.graph;

import org.jspecify.annotations.NullMarked;
