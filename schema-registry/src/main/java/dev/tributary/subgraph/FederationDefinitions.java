package dev.tributary.subgraph;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** How the specifications define their directives (Federation 2 and connect v0.4, GraphQL). */
final class FederationDefinitions {
  private FederationDefinitions() {}

  /** GraphQL's own type system directives, by name. */
  static final Map<String, DirectiveDefinitionNode> BUILT_IN = GraphQlDirectives.ALL;

  private static final Map<String, DirectiveDefinitionNode> FEDERATION =
      SdlFragment.parse(
              """
              directive @key(fields: FieldSet!, resolvable: Boolean = true)
                repeatable on OBJECT | INTERFACE
              directive @external(reason: String) on OBJECT | FIELD_DEFINITION
              directive @requires(fields: FieldSet!) on FIELD_DEFINITION
              directive @provides(fields: FieldSet!) on FIELD_DEFINITION
              directive @extends on OBJECT | INTERFACE
              directive @shareable repeatable on OBJECT | FIELD_DEFINITION
              directive @override(from: String!, label: String) on FIELD_DEFINITION
              directive @tag(name: String!) repeatable on FIELD_DEFINITION | INTERFACE | OBJECT | UNION
                | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT
                | INPUT_FIELD_DEFINITION | SCHEMA
              directive @inaccessible on FIELD_DEFINITION | INTERFACE | OBJECT | UNION
                | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT
                | INPUT_FIELD_DEFINITION
              directive @composeDirective(name: String) repeatable on SCHEMA
              directive @interfaceObject on OBJECT
              directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
              directive @requiresScopes(scopes: [[Scope!]!]!)
                on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
              directive @policy(policies: [[Policy!]!]!)
                on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
              directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION
              directive @fromContext(field: ContextFieldValue) on ARGUMENT_DEFINITION
              directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION
                | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
              directive @listSize(
                assumedSize: Int
                slicingArguments: [String!]
                sizedFields: [String!]
                requireOneSlicingArgument: Boolean = true
              ) on FIELD_DEFINITION
              directive @cacheTag(format: String!) repeatable on OBJECT | FIELD_DEFINITION
              directive @cacheControl(
                maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean
              ) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
              directive @connect(
                source: String
                id: String
                http: ConnectHTTP
                batch: ConnectBatch
                errors: ConnectorErrors
                selection: JSONSelection!
                entity: Boolean = false
                isSuccess: JSONSelection
              ) repeatable on FIELD_DEFINITION | OBJECT
              directive @source(
                name: String!
                http: SourceHTTP!
                errors: ConnectorErrors
                isSuccess: JSONSelection
              ) repeatable on SCHEMA
              directive @restAuto(
                deep: [String!]
                repeat: [String!]
                join: [String!]
                path: [RestPath!]
                parts: [RestPart!]
              ) on FIELD_DEFINITION | OBJECT
              directive @restField(name: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
              directive @restEnum(value: String!) on ENUM_VALUE
              directive @restUnion(discriminator: String, members: [RestMember!])
                on UNION | INTERFACE | INPUT_OBJECT
              """)
          .directives();

  /** Minor versions of Federation 2 that widened a directive. */
  private static final int SHAREABLE_REPEATABLE = 2;

  private static final int TAG_ON_SCHEMA = 3;
  private static final int OVERRIDE_LABEL = 7;

  private static final Map<FederationDirective, DirectiveDefinitionNode> BY_DIRECTIVE = byEnum();

  /** The definition in the version that the document links to. */
  static DirectiveDefinitionNode of(FederationDirective directive, Links links) {
    DirectiveDefinitionNode newest = of(directive);
    Link federation = links.federation();
    int minor = federation == null ? 0 : federation.feature().minor();
    return switch (directive) {
      case SHAREABLE ->
          new DirectiveDefinitionNode(
              newest.name(),
              newest.description(),
              newest.arguments(),
              minor >= SHAREABLE_REPEATABLE,
              newest.locations(),
              newest.place());
      case OVERRIDE -> minor >= OVERRIDE_LABEL ? newest : without(newest, "label", "");
      case TAG -> minor >= TAG_ON_SCHEMA ? newest : without(newest, "", "SCHEMA");
      default -> newest;
    };
  }

  private static DirectiveDefinitionNode without(
      DirectiveDefinitionNode definition, String argument, String location) {
    SequencedMap<String, InputValueNode> arguments = new LinkedHashMap<>(definition.arguments());
    arguments.remove(argument);
    SequencedSet<String> locations = new LinkedHashSet<>(definition.locations());
    locations.remove(location);
    return new DirectiveDefinitionNode(
        definition.name(),
        definition.description(),
        arguments,
        definition.repeatable(),
        locations,
        definition.place());
  }

  private static DirectiveDefinitionNode of(FederationDirective directive) {
    DirectiveDefinitionNode definition = BY_DIRECTIVE.get(directive);
    if (definition == null) {
      throw new IllegalStateException("not defined: " + directive);
    }
    return definition;
  }

  /** The federation directive that the specification calls {@code name}. */
  static @Nullable FederationDirective named(String name) {
    for (FederationDirective directive : FederationDirective.values()) {
      if (directive.directiveName().equals(name)) {
        return directive;
      }
    }
    return null;
  }

  private static Map<FederationDirective, DirectiveDefinitionNode> byEnum() {
    Map<FederationDirective, DirectiveDefinitionNode> found =
        new EnumMap<>(FederationDirective.class);
    for (FederationDirective directive : FederationDirective.values()) {
      DirectiveDefinitionNode definition = FEDERATION.get(directive.directiveName());
      if (definition != null) {
        found.put(directive, definition);
      }
    }
    return found;
  }
}
