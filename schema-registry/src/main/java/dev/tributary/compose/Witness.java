package dev.tributary.compose;

import dev.tributary.compose.Satisfiability.State;
import dev.tributary.compose.Satisfiability.Step;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints the operation that leads to a field: valid GraphQL, with made-up arguments. */
final class Witness {
  private static final int MAX_INPUT_DEPTH = 3;

  private final Supergraph supergraph;

  private Witness(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  static String print(State state, FieldDefinition field, Supergraph supergraph) {
    return new Witness(supergraph).print(state, field);
  }

  private String print(State state, FieldDefinition last) {
    List<String> levels = new ArrayList<>();
    String root = state.type();
    for (State at = state; at != null; at = at.parent()) {
      Step step = at.step();
      if (step != null) {
        FieldDefinition field = step.field();
        levels.addFirst(field == null ? "... on " + step.type() : call(field));
      }
      root = at.type();
    }
    levels.add(
        supergraph.types().get(last.type().namedType()) instanceof Composite
            ? call(last) + " { __typename }"
            : call(last));
    StringBuilder out = new StringBuilder(keyword(root)).append("{\n");
    for (int i = 0; i < levels.size(); i++) {
      out.append("  ".repeat(i + 1)).append(levels.get(i));
      out.append(i + 1 < levels.size() ? " {\n" : "\n");
    }
    for (int i = levels.size() - 1; i >= 0; i--) {
      out.append("  ".repeat(i)).append("}\n");
    }
    return out.toString().stripTrailing();
  }

  private String keyword(String root) {
    if (root.equals(supergraph.mutationType())) {
      return "mutation ";
    }
    return root.equals(supergraph.subscriptionType()) ? "subscription " : "";
  }

  private String call(FieldDefinition field) {
    String arguments =
        field.arguments().values().stream()
            .filter(Witness::isRequired)
            .map(argument -> argument.name() + ": " + value(argument.type(), 0))
            .collect(Collectors.joining(", "));
    return arguments.isEmpty() ? field.name() : field.name() + "(" + arguments + ")";
  }

  private static boolean isRequired(ArgumentDefinition argument) {
    return isRequired(argument.type(), argument.defaultValue());
  }

  private static boolean isRequired(TypeRef type, @Nullable Object defaultValue) {
    return type.isNonNull() && defaultValue == null;
  }

  private String value(TypeRef type, int depth) {
    if (type.nullable() instanceof TypeRef.ListOf) {
      return "[]";
    }
    return switch (type.namedType()) {
      case "Int" -> "0";
      case "Float" -> "0.0";
      case "Boolean" -> "true";
      case "ID" -> "\"<any id>\"";
      default ->
          switch (supergraph.types().get(type.namedType())) {
            case TypeDefinition.EnumType constants ->
                constants.values().values().stream()
                    .filter(value -> !value.inaccessible())
                    .map(TypeDefinition.EnumValueDefinition::name)
                    .findFirst()
                    .orElse("null");
            case TypeDefinition.InputType input when depth < MAX_INPUT_DEPTH ->
                input.fields().values().stream()
                    .filter(field -> isRequired(field.type(), field.defaultValue()))
                    .map(field -> field.name() + ": " + value(field.type(), depth + 1))
                    .collect(Collectors.joining(", ", "{", "}"));
            case null, default -> "\"<any value>\"";
          };
    };
  }
}
