package dev.tributary.subgraph;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GraphQL's own directives (GraphQL specification, 3.13, and incremental delivery). */
public final class GraphQlDirectives {
  private GraphQlDirectives() {}

  static final Map<String, DirectiveDefinitionNode> ALL =
      SdlFragment.parse(
              """
              directive @deprecated(reason: String = "No longer supported")
                on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
              directive @specifiedBy(url: String!) on SCALAR
              directive @oneOf on INPUT_OBJECT
              directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
              directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
              directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT
              directive @stream(label: String, if: Boolean! = true, initialCount: Int = 0) on FIELD
              """)
          .directives();

  /** The definition of the directive called {@code name}; null when GraphQL has none. */
  public static @Nullable DirectiveDefinitionNode definition(String name) {
    return ALL.get(name);
  }
}
