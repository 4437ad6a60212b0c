package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.TypeNode;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A supergraph's schema before it is printed.
 *
 * @param types by name, with their join directives
 * @param directives the definitions of custom directives
 * @param schemaDirectives links first
 * @param names what federation's directives are called
 */
record MergedSchema(
    List<Participant> participants,
    SequencedMap<String, TypeNode> types,
    SequencedMap<String, DirectiveDefinitionNode> directives,
    List<DirectiveNode> schemaDirectives,
    SupergraphNames names,
    @Nullable String description) {

  MergedSchema {
    participants = List.copyOf(participants);
    schemaDirectives = List.copyOf(schemaDirectives);
  }
}
