package dev.tributary.compose;

import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.GraphQlRules;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.RootKind;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.subgraph.ValueRules;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.List;

/** What must hold of the merged schema though every subgraph is valid alone. */
final class MergedRules {
  private final MergedSchema schema;
  private final Problems problems;
  private final Subtypes subtypes;
  private final ValueRules values;

  private MergedRules(MergedSchema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
    this.subtypes = Subtypes.of(schema.participants());
    this.values = new ValueRules(schema.types());
  }

  static void check(MergedSchema schema, Problems problems) {
    MergedRules rules = new MergedRules(schema, problems);
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        rules.interfaces(withFields);
        for (FieldNode field : withFields.fields().values()) {
          String coordinate = type.name() + "." + field.name();
          field
              .arguments()
              .values()
              .forEach(
                  argument -> rules.defaultOf(coordinate + "(" + argument.name() + ":)", argument));
        }
      } else if (type instanceof TypeNode.InputNode input) {
        input
            .fields()
            .values()
            .forEach(field -> rules.defaultOf(type.name() + "." + field.name(), field));
      }
    }
  }

  /** A default may use what merging took away: an enum value, an input field. */
  private void defaultOf(String coordinate, InputValueNode value) {
    Value given = value.defaultValue();
    String problem = given == null ? null : values.problem(given, value.type());
    if (problem != null) {
      problems.error(
          GraphQlRules.INVALID_GRAPHQL,
          coordinate,
          value.place(),
          "The default of \"%s\", %s, does not fit the supergraph, which has only what all subgraphs know: %s."
              .formatted(coordinate, given, problem));
    }
  }

  /** Said together with what keeps types from merging. */
  static void query(MergedSchema schema, Problems problems) {
    if (!(schema.types().get(RootKind.QUERY.typeName()) instanceof TypeNode.WithFields query)
        || query.fields().isEmpty()) {
      List<Place> nowhere = List.of();
      problems.error(
          "NO_QUERIES",
          "Query",
          nowhere,
          "No subgraph defines a query, and a graph without one cannot be asked: add a field to"
              + " type Query in one.");
    }
  }

  private void interfaces(TypeNode.WithFields type) {
    type.interfaces()
        .forEach(
            (name, place) -> {
              if (schema.types().get(name) instanceof TypeNode.InterfaceNode contract) {
                contract.fields().values().forEach(wanted -> field(type, contract, wanted));
              }
            });
  }

  private void field(TypeNode.WithFields type, TypeNode.InterfaceNode contract, FieldNode wanted) {
    FieldNode field = type.fields().get(wanted.name());
    String coordinate = type.name() + "." + wanted.name();
    if (field == null) {
      List<Place> places = new ArrayList<>(List.of(wanted.place()));
      for (Participant participant : schema.participants()) {
        TypeNode.WithFields there = participant.schema().withFields(type.name());
        if (there != null && there.interfaces().containsKey(contract.name())) {
          places.add(there.place());
        }
      }
      problems.error(
          "INTERFACE_FIELD_NO_IMPLEM",
          coordinate,
          places,
          "\"%s.%s\" is a field of the interface in some subgraph, and no subgraph gives \"%s\" that field: add it there, or take it out of the interface."
              .formatted(contract.name(), wanted.name(), type.name()));
      return;
    }
    if (!subtypes.isSubtype(field.type(), wanted.type())) {
      problems.error(
          GraphQlRules.INVALID_GRAPHQL,
          coordinate,
          List.of(field.place(), wanted.place()),
          "Merged, \"%s\" is of type %s, and its interface \"%s\" wants %s: make the types agree."
              .formatted(coordinate, field.type(), contract.name(), wanted.type()));
    }
    for (InputValueNode expected : wanted.arguments().values()) {
      InputValueNode given = field.arguments().get(expected.name());
      if (given == null || !given.type().equals(expected.type())) {
        problems.error(
            GraphQlRules.INVALID_GRAPHQL,
            coordinate + "(" + expected.name() + ":)",
            List.of(field.place(), expected.place()),
            given == null
                ? "Merged, \"%s\" lacks the argument \"%s\" of its interface \"%s\": some subgraph does not define it."
                    .formatted(coordinate, expected.name(), contract.name())
                : "Merged, the argument \"%s\" of \"%s\" is of type %s, and its interface \"%s\" wants %s."
                    .formatted(
                        expected.name(),
                        coordinate,
                        given.type(),
                        contract.name(),
                        expected.type()));
      }
    }
    for (InputValueNode given : field.arguments().values()) {
      if (given.required() && !wanted.arguments().containsKey(given.name())) {
        problems.error(
            GraphQlRules.INVALID_GRAPHQL,
            coordinate + "(" + given.name() + ":)",
            List.of(given.place(), wanted.place()),
            "Merged, \"%s\" requires the argument \"%s\", which its interface \"%s\" does not have: make it optional."
                .formatted(coordinate, given.name(), contract.name()));
      }
    }
  }
}
