package dev.tributary.subgraph;

import dev.tributary.supergraph.BuiltInScalars;
import dev.tributary.supergraph.TypeRef;
import java.util.Map;
import java.util.Set;

/**
 * GraphQL's own rules for a type system (GraphQL specification, 3): every name is known and of a
 * fitting kind, interfaces are implemented, defaults fit their types.
 */
public final class GraphQlRules {
  /** The code of everything that GraphQL itself refuses. */
  public static final String INVALID_GRAPHQL = "INVALID_GRAPHQL";

  private final Map<String, TypeNode> types;
  private final Problems problems;
  private final ValueRules values;
  private final Set<String> writable;

  private GraphQlRules(Map<String, TypeNode> types, Problems problems) {
    this.types = types;
    this.problems = problems;
    this.values = new ValueRules(types);
    this.writable = WritableInputs.of(types);
  }

  /** Of a document as it was written: composition forgets the built-in scalars next. */
  static void checkBuiltIns(SubgraphSchema schema, Problems problems) {
    GraphQlRules rules = new GraphQlRules(schema.types(), problems);
    for (TypeNode type : schema.types().values()) {
      if (BuiltInScalars.has(type.name()) && !(type instanceof TypeNode.ScalarNode)) {
        rules.error(
            type.name(),
            type.place(),
            "\"%s\" is a scalar of GraphQL's own: give this type another name."
                .formatted(type.name()));
      }
    }
  }

  static void check(SubgraphSchema schema, Problems problems) {
    GraphQlRules rules = new GraphQlRules(schema.types(), problems);
    schema.types().values().forEach(rules::check);
    for (DirectiveDefinitionNode definition : schema.directives().values()) {
      if (definition.name().startsWith("__")) {
        rules.error(
            "@" + definition.name(),
            definition.place(),
            "Names that begin with \"__\" belong to GraphQL itself: rename \"@%s\"."
                .formatted(definition.name()));
      }
      definition
          .arguments()
          .values()
          .forEach(
              argument ->
                  rules.input("@" + definition.name() + "(" + argument.name() + ":)", argument));
    }
  }

  private void check(TypeNode type) {
    name(type.name(), type.name(), type.place());
    switch (type) {
      case TypeNode.WithFields withFields -> fields(withFields);
      case TypeNode.UnionNode union -> union(union);
      case TypeNode.EnumNode constants -> constants(constants);
      case TypeNode.InputNode input -> inputObject(input);
      case TypeNode.ScalarNode _ -> {}
    }
  }

  private void name(String name, String coordinate, Place place) {
    if (name.startsWith("__")) {
      error(
          coordinate,
          place,
          "Names that begin with \"__\" belong to GraphQL itself: rename \"%s\".".formatted(name));
    }
  }

  private void fields(TypeNode.WithFields type) {
    // An extension without fields is fine: it may only add directives or interfaces.
    if (type.fields().isEmpty() && !type.head().extensionOnly()) {
      error(type.name(), type.place(), "\"%s\" has no fields: give it one.".formatted(type.name()));
    }
    for (FieldNode field : type.fields().values()) {
      String coordinate = type.name() + "." + field.name();
      name(field.name(), coordinate, field.place());
      output(coordinate, field.type(), field.place());
      field
          .arguments()
          .values()
          .forEach(argument -> input(coordinate + "(" + argument.name() + ":)", argument));
    }
    type.interfaces()
        .forEach(
            (name, place) -> {
              switch (types.get(name)) {
                case null -> unknown(type.name(), name, place);
                case TypeNode.InterfaceNode contract -> implementation(type, contract, place);
                case TypeNode other ->
                    error(
                        type.name(),
                        place,
                        "\"%s\" implements \"%s\", which is no interface but %s."
                            .formatted(type.name(), name, withArticle(other)));
              }
            });
  }

  private void implementation(
      TypeNode.WithFields type, TypeNode.InterfaceNode contract, Place place) {
    if (type.name().equals(contract.name())) {
      error(type.name(), place, "\"%s\" implements itself.".formatted(type.name()));
      return;
    }
    for (String above : contract.interfaces().keySet()) {
      if (!type.interfaces().containsKey(above) && !above.equals(type.name())) {
        error(
            type.name(),
            place,
            "\"%s\" implements \"%s\" and so must implement \"%s\" too."
                .formatted(type.name(), contract.name(), above));
      }
    }
    for (FieldNode wanted : contract.fields().values()) {
      FieldNode field = type.fields().get(wanted.name());
      String coordinate = type.name() + "." + wanted.name();
      if (field == null) {
        error(
            coordinate,
            type.place(),
            "\"%s\" lacks the field \"%s\" of its interface \"%s\"."
                .formatted(type.name(), wanted.name(), contract.name()));
        continue;
      }
      if (!isSubtype(field.type(), wanted.type())) {
        error(
            coordinate,
            field.place(),
            "\"%s\" is of type %s, and the interface \"%s\" wants %s or a subtype."
                .formatted(coordinate, field.type(), contract.name(), wanted.type()));
      }
      arguments(coordinate, field, wanted, contract.name());
    }
  }

  private void arguments(String coordinate, FieldNode field, FieldNode wanted, String contract) {
    for (InputValueNode expected : wanted.arguments().values()) {
      InputValueNode given = field.arguments().get(expected.name());
      String argument = coordinate + "(" + expected.name() + ":)";
      if (given == null) {
        error(
            argument,
            field.place(),
            "\"%s\" lacks the argument \"%s\" that the interface \"%s\" defines."
                .formatted(coordinate, expected.name(), contract));
      } else if (!given.type().equals(expected.type())) {
        error(
            argument,
            given.place(),
            "\"%s\" is of type %s, and the interface \"%s\" wants exactly %s."
                .formatted(argument, given.type(), contract, expected.type()));
      }
    }
    for (InputValueNode given : field.arguments().values()) {
      if (given.required() && !wanted.arguments().containsKey(given.name())) {
        error(
            coordinate + "(" + given.name() + ":)",
            given.place(),
            "\"%s\" requires the argument \"%s\", which the interface \"%s\" does not define: make it optional."
                .formatted(coordinate, given.name(), contract));
      }
    }
  }

  private boolean isSubtype(TypeRef given, TypeRef wanted) {
    if (given.equals(wanted)) {
      return true;
    }
    if (given instanceof TypeRef.NonNull(TypeRef inner)) {
      return isSubtype(
          inner, wanted instanceof TypeRef.NonNull(TypeRef wantedInner) ? wantedInner : wanted);
    }
    if (given instanceof TypeRef.ListOf(TypeRef element)
        && wanted instanceof TypeRef.ListOf(TypeRef wantedElement)) {
      return isSubtype(element, wantedElement);
    }
    if (given instanceof TypeRef.Named(String name)
        && wanted instanceof TypeRef.Named(String wantedName)) {
      return switch (types.get(wantedName)) {
        case TypeNode.UnionNode union -> union.members().containsKey(name);
        case TypeNode.InterfaceNode _ ->
            types.get(name) instanceof TypeNode.WithFields type
                && type.interfaces().containsKey(wantedName);
        case null, default -> false;
      };
    }
    return false;
  }

  private void union(TypeNode.UnionNode union) {
    if (union.members().isEmpty() && !union.head().extensionOnly()) {
      error(
          union.name(),
          union.place(),
          "\"%s\" has no members: give it one.".formatted(union.name()));
    }
    union
        .members()
        .forEach(
            (name, place) -> {
              switch (types.get(name)) {
                case null -> unknown(union.name(), name, place);
                case TypeNode.ObjectNode _ -> {}
                case TypeNode other ->
                    error(
                        union.name(),
                        place,
                        "\"%s\" is %s: a union has object types as members only."
                            .formatted(name, withArticle(other)));
              }
            });
  }

  private void constants(TypeNode.EnumNode constants) {
    if (constants.values().isEmpty() && !constants.head().extensionOnly()) {
      error(
          constants.name(),
          constants.place(),
          "\"%s\" has no values: give it one.".formatted(constants.name()));
    }
    for (EnumValueNode value : constants.values().values()) {
      String coordinate = constants.name() + "." + value.name();
      name(value.name(), coordinate, value.place());
      if (Set.of("true", "false", "null").contains(value.name())) {
        error(
            coordinate, value.place(), "\"%s\" cannot name an enum value.".formatted(value.name()));
      }
    }
  }

  private void inputObject(TypeNode.InputNode input) {
    if (input.fields().isEmpty() && !input.head().extensionOnly()) {
      error(
          input.name(),
          input.place(),
          "\"%s\" has no fields: give it one.".formatted(input.name()));
    }
    for (InputValueNode field : input.fields().values()) {
      String coordinate = input.name() + "." + field.name();
      name(field.name(), coordinate, field.place());
      input(coordinate, field);
      if (input.isOneOf() && (field.type().isNonNull() || field.defaultValue() != null)) {
        error(
            coordinate,
            field.place(),
            "\"%s\" is a field of a @oneOf input object: make it nullable, without a default."
                .formatted(coordinate));
      }
    }
    if (!writable.contains(input.name())) {
      error(
          input.name(),
          input.place(),
          "No value of \"%s\" could ever be written, since it needs another of itself in it: make a field on the way nullable%s."
              .formatted(
                  input.name(),
                  input.isOneOf() ? ", or add one that does not lead back to it" : ""));
    }
  }

  private void output(String coordinate, TypeRef type, Place place) {
    String name = type.namedType();
    switch (types.get(name)) {
      case null -> {
        if (!BuiltInScalars.has(name)) {
          unknown(coordinate, name, place);
        }
      }
      case TypeNode.InputNode _ ->
          error(
              coordinate,
              place,
              "\"%s\" returns \"%s\", an input object: a field returns output types only."
                  .formatted(coordinate, name));
      case TypeNode _ -> {}
    }
  }

  private void input(String coordinate, InputValueNode value) {
    name(value.name(), coordinate, value.place());
    String name = value.type().namedType();
    switch (types.get(name)) {
      case null -> {
        if (!BuiltInScalars.has(name)) {
          unknown(coordinate, name, value.place());
        }
      }
      case TypeNode.InputNode _, TypeNode.EnumNode _, TypeNode.ScalarNode _ -> {}
      case TypeNode other ->
          error(
              coordinate,
              value.place(),
              "\"%s\" takes \"%s\", which is %s: use a scalar, an enum or an input object."
                  .formatted(coordinate, name, withArticle(other)));
    }
    if (value.defaultValue() != null) {
      String problem = values.problem(value.defaultValue(), value.type());
      if (problem != null) {
        error(
            coordinate,
            value.place(),
            "The default of \"%s\" does not fit: %s.".formatted(coordinate, problem));
      }
    }
    if (value.required()
        && value.directives().stream().anyMatch(use -> use.name().equals("deprecated"))) {
      error(
          coordinate,
          value.place(),
          "\"%s\" is required and cannot be deprecated: make it optional first."
              .formatted(coordinate));
    }
  }

  private static String withArticle(TypeNode type) {
    String kind = type.kind();
    return ("aeiou".indexOf(kind.charAt(0)) >= 0 && !kind.startsWith("union") ? "an " : "a ")
        + kind;
  }

  private void unknown(String coordinate, String name, Place place) {
    error(
        coordinate,
        place,
        "There is no type \"%s\" in this document: define it, or mend the name.".formatted(name));
  }

  private void error(String coordinate, Place place, String message) {
    problems.error(INVALID_GRAPHQL, coordinate, place, message);
  }
}
