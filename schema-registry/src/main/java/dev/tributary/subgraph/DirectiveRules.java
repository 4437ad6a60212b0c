package dev.tributary.subgraph;

import static dev.tributary.subgraph.GraphQlRules.INVALID_GRAPHQL;

import dev.tributary.supergraph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every directive is known, stands where it may, and has the arguments that it defines. */
final class DirectiveRules {
  private final SubgraphSchema schema;
  private final Problems problems;
  private final ValueRules values;

  private DirectiveRules(SubgraphSchema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
    this.values = new ValueRules(schema.types());
  }

  static void check(SubgraphSchema schema, Problems problems) {
    if (!RedefinitionRules.hold(schema, problems)) {
      return; // what a directive with a wrong definition may say cannot be told
    }
    new DirectiveRules(schema, problems).check();
  }

  private void check() {
    check("schema", schema.schemaDirectives(), "SCHEMA");
    for (DirectiveDefinitionNode definition : schema.directives().values()) {
      definition
          .arguments()
          .values()
          .forEach(
              argument ->
                  check(
                      "@" + definition.name() + "(" + argument.name() + ":)",
                      argument.directives(),
                      "ARGUMENT_DEFINITION"));
    }
    for (TypeNode type : schema.types().values()) {
      String name = type.name();
      switch (type) {
        case TypeNode.WithFields withFields -> {
          check(
              name,
              type.directives(),
              type instanceof TypeNode.ObjectNode ? "OBJECT" : "INTERFACE");
          withFields.fields().values().forEach(field -> check(name, field));
        }
        case TypeNode.UnionNode _ -> check(name, type.directives(), "UNION");
        case TypeNode.ScalarNode _ -> check(name, type.directives(), "SCALAR");
        case TypeNode.EnumNode constants -> {
          check(name, type.directives(), "ENUM");
          constants
              .values()
              .values()
              .forEach(value -> check(name + "." + value.name(), value.directives(), "ENUM_VALUE"));
        }
        case TypeNode.InputNode input -> {
          check(name, type.directives(), "INPUT_OBJECT");
          input
              .fields()
              .values()
              .forEach(
                  field ->
                      check(
                          name + "." + field.name(), field.directives(), "INPUT_FIELD_DEFINITION"));
        }
      }
    }
  }

  private void check(String type, FieldNode field) {
    String coordinate = type + "." + field.name();
    check(coordinate, field.directives(), "FIELD_DEFINITION");
    field
        .arguments()
        .values()
        .forEach(
            argument ->
                check(
                    coordinate + "(" + argument.name() + ":)",
                    argument.directives(),
                    "ARGUMENT_DEFINITION"));
  }

  private void check(String coordinate, List<DirectiveNode> uses, String location) {
    Set<String> seen = new HashSet<>();
    for (DirectiveNode use : uses) {
      DirectiveDefinitionNode definition = definition(use);
      if (definition == null) {
        problems.error(INVALID_GRAPHQL, coordinate, use.place(), unknown(use.name()));
        continue;
      }
      if (!definition.locations().contains(location)) {
        problems.error(
            INVALID_GRAPHQL,
            coordinate,
            use.place(),
            "@%s may not stand on %s (%s): its places are %s."
                .formatted(
                    use.name(), coordinate, location, String.join(", ", definition.locations())));
      }
      if (!seen.add(use.name()) && !definition.repeatable()) {
        problems.error(
            INVALID_GRAPHQL,
            coordinate,
            use.place(),
            "@%s may stand here only once.".formatted(use.name()));
      }
      arguments(coordinate, use, definition);
    }
  }

  private void arguments(String coordinate, DirectiveNode use, DirectiveDefinitionNode definition) {
    for (var given : use.arguments().entrySet()) {
      InputValueNode argument = definition.arguments().get(given.getKey());
      if (argument == null) {
        problems.error(
            INVALID_GRAPHQL,
            coordinate,
            use.place(),
            "@%s has no argument \"%s\".".formatted(use.name(), given.getKey()));
        continue;
      }
      String problem =
          given.getValue() instanceof Value.NullValue && argument.type().isNonNull()
              ? "null is given where %s is wanted".formatted(argument.type())
              : values.problem(given.getValue(), argument.type());
      if (problem != null) {
        problems.error(
            INVALID_GRAPHQL,
            coordinate,
            use.place(),
            "@%s(%s:): %s.".formatted(use.name(), given.getKey(), problem));
      }
    }
    for (InputValueNode argument : definition.arguments().values()) {
      if (argument.required() && !use.arguments().containsKey(argument.name())) {
        problems.error(
            INVALID_GRAPHQL,
            coordinate,
            use.place(),
            "@%s needs its argument \"%s\" of type %s."
                .formatted(use.name(), argument.name(), argument.type()));
      }
    }
  }

  private @Nullable DirectiveDefinitionNode definition(DirectiveNode use) {
    FederationDirective meaning = use.meaning();
    DirectiveDefinitionNode own = schema.directives().get(use.name());
    if (meaning != null) {
      return own == null
              || (meaning.since() == null && meaning != FederationDirective.CACHE_CONTROL)
              || RedefinitionRules.isLookedOver(own, schema)
          ? FederationDefinitions.of(meaning, schema.links())
          : own;
    }
    return own != null ? own : FederationDefinitions.BUILT_IN.get(use.name());
  }

  private String unknown(String name) {
    FederationDirective known = FederationDefinitions.named(name);
    if (known == null) {
      return "@%s is not defined in this document.".formatted(name);
    }
    if (known == FederationDirective.CACHE_CONTROL) {
      return "@cacheControl is not defined in this document: add \"%s\", and \"enum CacheControlScope { PUBLIC PRIVATE }\"."
          .formatted(
              "directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge:"
                  + " Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION");
    }
    if (known.isRest()) {
      return "@%s is a directive of the rest specification: link to it with @link(url: \"%s/v0.1\", import: [\"@%s\"])."
          .formatted(name, Feature.REST, name);
    }
    if (known.isConnector()) {
      return "@%s is a directive of the connectors specification: link to it with @link(url: \"%s/v0.2\", import: [\"@%s\"])."
          .formatted(name, Feature.CONNECT, name);
    }
    Link federation = schema.links().federation();
    if (federation == null) {
      return "@%s is a Federation 2 directive, and this document does not say that it is one: add extend schema @link(url: \"%s/v2.9\", import: [\"@%s\"])."
          .formatted(name, Feature.FEDERATION, name);
    }
    Integer since = known.since();
    if (since != null && since > federation.feature().minor()) {
      return "@%s came with Federation v2.%d, and this document links to %s: link to a newer version."
          .formatted(name, since, federation.feature().version());
    }
    return "@%s is not imported: write @%s, or add \"@%s\" to the import list of the federation @link."
        .formatted(name, schema.links().localName(known), name);
  }
}
