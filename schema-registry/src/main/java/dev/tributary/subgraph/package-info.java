/**
 * One subgraph: its SDL read, Federation 1 upgraded, validated on its own.
 *
 * <p>{@link dev.tributary.subgraph.SubgraphReader} is the door. It turns a document into a {@link
 * dev.tributary.subgraph.SubgraphSchema}: plain records for types, fields and directives, each with
 * its place in the document, each federation directive recognised whatever name the document's
 * {@code @link} gave it. Everything wrong with the document comes back as {@link
 * dev.tributary.subgraph.Problem}s, all at once. Nothing here looks at a second subgraph, but for
 * {@link dev.tributary.subgraph.FederationOneUpgrade}.
 */
@NullMarked
package dev.tributary.subgraph;

import org.jspecify.annotations.NullMarked;
