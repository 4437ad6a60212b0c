package dev.tributary.supergraph;

import graphql.Directives;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLSchema;
import java.util.List;
import java.util.Set;

/**
 * The directives of the API schema. graphql-java puts experiments of its own into every schema,
 * which nothing here executes: they are no part of ours.
 */
public final class ApiDirectives {

  /** The specification's own (September 2025, 3.13). */
  static final Set<String> SPECIFIED =
      Set.of("skip", "include", "deprecated", "specifiedBy", "oneOf");

  private ApiDirectives() {}

  /** All that clients may know of, in the schema's order. */
  public static List<GraphQLDirective> of(GraphQLSchema api) {
    return api.getDirectives().stream().filter(ApiDirectives::isOurs).toList();
  }

  /** Whether there is such a directive, and users defined it: subgraphs know what it means. */
  public static boolean isCustom(GraphQLSchema api, String name) {
    return api.getDirective(name) instanceof GraphQLDirective directive
        && !SPECIFIED.contains(name)
        && isOurs(directive);
  }

  private static boolean isOurs(GraphQLDirective directive) {
    // By identity: users may define one of the same name.
    return SPECIFIED.contains(directive.getName())
        || Directives.BUILT_IN_DIRECTIVES_MAP.get(directive.getName()) != directive;
  }
}
