package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.EnumValueNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.SdlFragment;
import dev.tributary.subgraph.TypeNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * The definitions that a supergraph needs besides its own types: of the join specification v0.5, of
 * the link specification v1.0, and of the directives that it uses of other specifications.
 */
final class JoinDefinitions {
  private static final String SPECIFICATIONS = "https://specs.apollo.dev/";

  private static final String CARRIER = "join__directive";

  private JoinDefinitions() {}

  private static final SdlFragment MACHINERY =
      SdlFragment.parse(
          """
          directive @join__directive(
            graphs: [join__Graph!], name: String!, args: join__DirectiveArguments
          ) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION
          directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
          directive @join__field(
            graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String
            external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String
            contextArguments: [join__ContextArgument!]
          ) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
          directive @join__graph(name: String!, url: String!) on ENUM_VALUE
          directive @join__implements(graph: join__Graph!, interface: String!)
            repeatable on OBJECT | INTERFACE
          directive @join__type(
            graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false
            resolvable: Boolean! = true, isInterfaceObject: Boolean! = false
          ) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
          directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
          directive @link(
            url: String, as: String, for: link__Purpose, import: [link__Import]
          ) repeatable on SCHEMA
          input join__ContextArgument {
            name: String!
            type: String!
            context: String!
            selection: join__FieldValue!
          }
          scalar join__DirectiveArguments
          scalar join__FieldSet
          scalar join__FieldValue
          scalar link__Import
          enum link__Purpose {
            "`SECURITY` features provide metadata necessary to securely resolve fields."
            SECURITY

            "`EXECUTION` features provide metadata necessary for operation execution."
            EXECUTION
          }
          """);

  private static final Map<String, SdlFragment> FEATURES =
      Map.of(
          "tag",
          SdlFragment.parse(
              """
              directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE
                | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT
                | INPUT_FIELD_DEFINITION | SCHEMA
              """),
          "inaccessible",
          SdlFragment.parse(
              """
              directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
                | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT
                | INPUT_FIELD_DEFINITION
              """),
          "authenticated",
          SdlFragment.parse(
              """
              directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
              """),
          "requiresScopes",
          SdlFragment.parse(
              """
              directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!)
                on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
              scalar requiresScopes__Scope
              """),
          "policy",
          SdlFragment.parse(
              """
              directive @policy(policies: [[policy__Policy!]!]!)
                on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
              scalar policy__Policy
              """),
          "context",
          SdlFragment.parse(
              """
              directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION
              directive @context__fromContext(field: context__ContextFieldValue)
                on ARGUMENT_DEFINITION
              scalar context__ContextFieldValue
              """),
          "cost",
          SdlFragment.parse(
              """
              directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION
                | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
              directive @listSize(
                assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]
                requireOneSlicingArgument: Boolean = true
              ) on FIELD_DEFINITION
              """));

  /** The definition of a directive that bears its specification's name. */
  static DirectiveDefinitionNode of(FederationDirective directive, SupergraphNames names) {
    String name = directive.directiveName();
    SdlFragment fragment = FEATURES.get(name);
    DirectiveDefinitionNode definition = fragment == null ? null : fragment.directives().get(name);
    if (definition == null) {
      throw new IllegalArgumentException("no specification: " + directive);
    }
    return named(definition, names.of(directive));
  }

  private static DirectiveDefinitionNode named(DirectiveDefinitionNode definition, String name) {
    return new DirectiveDefinitionNode(
        name,
        definition.description(),
        definition.arguments(),
        definition.repeatable(),
        definition.locations(),
        definition.place());
  }

  private static boolean isUnionThatCarries(TypeNode type) {
    return type instanceof TypeNode.UnionNode
        && type.directives().stream().anyMatch(use -> use.name().equals(CARRIER));
  }

  /** The specification has no use for it there, and readers mind directives out of place. */
  private static DirectiveDefinitionNode alsoOnUnions(DirectiveDefinitionNode carrier) {
    SequencedSet<String> locations = new LinkedHashSet<>(carrier.locations());
    locations.add("UNION");
    return new DirectiveDefinitionNode(
        carrier.name(),
        carrier.description(),
        carrier.arguments(),
        carrier.repeatable(),
        locations,
        carrier.place());
  }

  static SequencedMap<String, DirectiveDefinitionNode> directives(MergedSchema schema) {
    SequencedMap<String, DirectiveDefinitionNode> directives =
        new LinkedHashMap<>(MACHINERY.directives());
    if (schema.types().values().stream().anyMatch(JoinDefinitions::isUnionThatCarries)) {
      directives.computeIfPresent(CARRIER, (_, carrier) -> alsoOnUnions(carrier));
    }
    for (SdlFragment fragment : linked(schema)) {
      for (DirectiveDefinitionNode definition : fragment.directives().values()) {
        String name = schema.names().inSupergraph(definition.name());
        directives.put(name, named(definition, name));
      }
    }
    return directives;
  }

  static SequencedMap<String, TypeNode> types(MergedSchema schema) {
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>(MACHINERY.types());
    linked(schema).forEach(fragment -> types.putAll(fragment.types()));
    TypeNode graph = graphs(schema.participants());
    types.put(graph.name(), graph);
    return types;
  }

  private static List<SdlFragment> linked(MergedSchema schema) {
    return schema.schemaDirectives().stream()
        .filter(use -> use.name().equals("link"))
        .map(use -> String.valueOf(use.string("url")))
        .filter(url -> url.startsWith(SPECIFICATIONS))
        .map(url -> FEATURES.get(url.substring(SPECIFICATIONS.length()).replaceAll("/.*", "")))
        .filter(fragment -> fragment != null)
        .toList();
  }

  private static TypeNode graphs(List<Participant> participants) {
    SequencedMap<String, EnumValueNode> values = new LinkedHashMap<>();
    for (Participant participant : participants) {
      Join graph =
          Join.directive("join__graph")
              .with("name", participant.name())
              .with("url", participant.schema().url());
      values.put(
          participant.enumName(),
          new EnumValueNode(participant.enumName(), null, List.of(graph.build()), Join.NOWHERE));
    }
    return new TypeNode.EnumNode(
        new TypeNode.Head("join__Graph", null, List.of(), Join.NOWHERE, false), values);
  }
}
