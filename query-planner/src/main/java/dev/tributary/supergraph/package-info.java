/**
 * What a supergraph is: which types and fields exist, and which subgraph resolves what.
 *
 * <p>Read from supergraph SDL annotated with the join specification, versions 0.1 to 0.5, whichever
 * Federation 2 composer wrote it. Everything here is an immutable record; subgraphs are numbered so
 * that later stages can work on ints and bit sets.
 */
@NullMarked
package dev.tributary.supergraph;

import org.jspecify.annotations.NullMarked;
