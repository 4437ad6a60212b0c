package dev.tributary.supergraph;

import graphql.schema.GraphQLSchema;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A composed supergraph.
 *
 * @param subgraphs by id
 * @param types every type of the composed schema by name, join and link machinery left out,
 *     inaccessible ones included
 * @param queryType the name of the query root; likewise the others, null when there is none
 * @param possibleTypes for each object, interface and union, the names of the object types that it
 *     may be at run time, over all subgraphs
 * @param schemaDirectives directives on the schema definition, such as {@code @source}
 * @param api the client-facing schema: federation machinery and inaccessible elements removed. Used
 *     for validation, coercion and introspection only
 */
public record Supergraph(
    List<Subgraph> subgraphs,
    SequencedMap<String, TypeDefinition> types,
    String queryType,
    @Nullable String mutationType,
    @Nullable String subscriptionType,
    SequencedMap<String, Set<String>> possibleTypes,
    List<AppliedDirective> schemaDirectives,
    GraphQLSchema api) {}
