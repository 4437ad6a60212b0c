package dev.tributary.supergraph;

import graphql.introspection.Introspection.DirectiveLocation;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Where directives may stand (GraphQL specification, 3.13). */
public final class DirectiveLocations {

  /** Those in an operation. */
  public static final Set<String> EXECUTABLE =
      Set.of(
          "QUERY",
          "MUTATION",
          "SUBSCRIPTION",
          "FIELD",
          "FRAGMENT_DEFINITION",
          "FRAGMENT_SPREAD",
          "INLINE_FRAGMENT",
          "VARIABLE_DEFINITION");

  /** All there are. */
  static final Set<String> ALL =
      Arrays.stream(DirectiveLocation.values())
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  private DirectiveLocations() {}
}
