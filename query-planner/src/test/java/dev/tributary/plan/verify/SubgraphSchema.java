package dev.tributary.plan.verify;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One subgraph's own schema, as its server has it: upstream documents must be valid there. */
final class SubgraphSchema {

  private static final Set<String> BUILT_IN = Set.of("Int", "Float", "String", "Boolean", "ID");

  private final Supergraph supergraph;
  private final Capabilities capabilities;
  private final int subgraph;
  private final StringBuilder sdl = new StringBuilder();

  private SubgraphSchema(Supergraph supergraph, Capabilities capabilities, int subgraph) {
    this.supergraph = supergraph;
    this.capabilities = capabilities;
    this.subgraph = subgraph;
  }

  static GraphQLSchema of(Supergraph supergraph, Capabilities capabilities, int subgraph) {
    SubgraphSchema schema = new SubgraphSchema(supergraph, capabilities, subgraph);
    return UnExecutableSchemaGenerator.makeUnExecutableSchema(
        new SchemaParser().parse(schema.write()));
  }

  private String write() {
    List<String> entities = new ArrayList<>();
    supergraph.types().values().forEach(type -> write(type, entities));
    if (!entities.isEmpty()) {
      sdl.append("scalar _Any\nunion _Entity = ").append(String.join(" | ", entities)).append('\n');
    }
    // A subgraph without root fields of its own still has a query root.
    sdl.append("schema { query: ");
    sdl.append(
        capabilities.knows(supergraph.queryType(), subgraph) ? supergraph.queryType() : "_Q");
    root("mutation", supergraph.mutationType());
    root("subscription", supergraph.subscriptionType());
    sdl.append(" }\n");
    if (!capabilities.knows(supergraph.queryType(), subgraph)) {
      sdl.append("type _Q { ").append(rootFields(entities)).append(" }\n");
    }
    return sdl.toString().replace("ENTITIES", rootFields(entities));
  }

  private static String rootFields(List<String> entities) {
    return "_sdl: String"
        + (entities.isEmpty() ? "" : " _entities(representations: [_Any!]!): [_Entity]!");
  }

  private void root(String kind, @Nullable String type) {
    if (type != null && capabilities.knows(type, subgraph)) {
      sdl.append(' ').append(kind).append(": ").append(type);
    }
  }

  private void write(TypeDefinition type, List<String> entities) {
    switch (type) {
      case ObjectType object -> withFields(object, "type", entities);
      case InterfaceType anInterface ->
          withFields(
              anInterface,
              capabilities.isInterfaceObject(anInterface.name(), subgraph) ? "type" : "interface",
              entities);
      case UnionType union -> {
        if (union.in().get(subgraph)) {
          line(
              "union "
                  + union.name()
                  + " = "
                  + String.join(" | ", capabilities.possibleIn(union.name(), subgraph)));
        }
      }
      case EnumType anEnum -> {
        if (anEnum.in().get(subgraph)) {
          line(
              anEnum.values().values().stream()
                  .filter(value -> value.in().get(subgraph))
                  .map(TypeDefinition.EnumValueDefinition::name)
                  .collect(Collectors.joining(" ", "enum " + anEnum.name() + " { ", " }")));
        }
      }
      case InputType input -> {
        if (input.in().get(subgraph)) {
          line(
              input.fields().values().stream()
                  .filter(field -> field.in().get(subgraph))
                  .map(
                      field ->
                          field.name()
                              + ": "
                              + field.type()
                              + (field.defaultValue() == null ? "" : " = " + field.defaultValue()))
                  .collect(Collectors.joining(" ", "input " + input.name() + " { ", " }")));
        }
      }
      case ScalarType scalar -> {
        if (!BUILT_IN.contains(scalar.name()) && scalar.in().get(subgraph)) {
          line("scalar " + scalar.name());
        }
      }
    }
  }

  private void withFields(WithFields type, String keyword, List<String> entities) {
    InSubgraph in = type.in().get(subgraph);
    if (in == null) {
      return;
    }
    if (keyword.equals("type") && in.keys().stream().anyMatch(TypeDefinition.Key::resolvable)) {
      if (!entities.contains(type.name())) {
        entities.add(type.name());
      }
    } else if (keyword.equals("interface") && !in.keys().isEmpty()) {
      // An interface stands in no union; its implementations do, if only to be answered.
      capabilities.possibleIn(type.name(), subgraph).stream()
          .filter(name -> !entities.contains(name))
          .forEach(entities::add);
    }
    List<String> interfaces =
        type.interfaces().entrySet().stream()
            .filter(entry -> entry.getValue().get(subgraph))
            .map(Map.Entry::getKey)
            .filter(name -> !capabilities.isInterfaceObject(name, subgraph))
            .toList();
    List<String> fields = new ArrayList<>();
    type.fields().values().stream()
        .filter(field -> field.in().containsKey(subgraph))
        .forEach(field -> fields.add(field(field)));
    if (type.name().equals(supergraph.queryType())) {
      fields.add("ENTITIES");
    }
    if (fields.isEmpty()) {
      fields.add("_empty: Int");
    }
    line(
        keyword
            + " "
            + type.name()
            + (interfaces.isEmpty() ? "" : " implements " + String.join(" & ", interfaces))
            + " { "
            + String.join(" ", fields)
            + " }");
  }

  private String field(FieldDefinition field) {
    TypeDefinition.FieldInSubgraph in = field.in().get(subgraph);
    String arguments =
        field.arguments().values().stream()
            .map(SubgraphSchema::argument)
            .collect(Collectors.joining(", "));
    return field.name()
        + (arguments.isEmpty() ? "" : "(" + arguments + ")")
        + ": "
        + (in == null || in.type() == null ? field.type() : in.type());
  }

  private static String argument(ArgumentDefinition argument) {
    return argument.name()
        + ": "
        + argument.type()
        + (argument.defaultValue() == null ? "" : " = " + argument.defaultValue());
  }

  private void line(String text) {
    sdl.append(text).append('\n');
  }
}
