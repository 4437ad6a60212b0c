package dev.tributary.subgraph;

import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.List;

/** Where {@code @cost} and {@code @listSize} make sense (cost specification v0.1). */
final class CostRules {
  private final SubgraphSchema schema;
  private final Problems problems;

  private CostRules(SubgraphSchema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
  }

  static void check(SubgraphSchema schema, Problems problems) {
    CostRules rules = new CostRules(schema, problems);
    for (TypeNode type : schema.types().values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        withFields.fields().values().forEach(field -> rules.field(withFields, field));
      }
    }
  }

  private void field(TypeNode.WithFields type, FieldNode field) {
    String coordinate = type.name() + "." + field.name();
    DirectiveNode cost = field.first(FederationDirective.COST);
    if (cost != null && type instanceof TypeNode.InterfaceNode) {
      problems.error(
          "COST_APPLIED_TO_INTERFACE_FIELD",
          coordinate,
          cost.place(),
          "@%s on \"%s\", a field of an interface: weigh the implementations' fields instead."
              .formatted(cost.name(), coordinate));
    }
    DirectiveNode listSize = field.first(FederationDirective.LIST_SIZE);
    if (listSize != null) {
      listSize(coordinate, field, listSize);
    }
  }

  private void listSize(String coordinate, FieldNode field, DirectiveNode use) {
    List<String> sizedFields = strings(use, "sizedFields");
    if (sizedFields.isEmpty() && !isList(field.type())) {
      error(
          "LIST_SIZE_APPLIED_TO_NON_LIST",
          coordinate,
          use,
          "\"%s\" is of type %s, no list: name the list fields below it in \"sizedFields\""
              .formatted(coordinate, field.type()));
    }
    if (use.arguments().get("assumedSize") instanceof Value.IntValue(var size)
        && size.signum() < 0) {
      error(
          "LIST_SIZE_INVALID_ASSUMED_SIZE",
          coordinate,
          use,
          "\"assumedSize\" is %s and cannot be negative".formatted(size));
    }
    for (String name : strings(use, "slicingArguments")) {
      InputValueNode argument = field.arguments().get(name);
      if (argument == null) {
        error(
            "LIST_SIZE_INVALID_SLICING_ARGUMENT",
            coordinate,
            use,
            "\"%s\" has no argument \"%s\"".formatted(coordinate, name));
      } else if (!argument.type().nullable().equals(new TypeRef.Named("Int"))) {
        error(
            "LIST_SIZE_INVALID_SLICING_ARGUMENT",
            coordinate,
            use,
            "the slicing argument \"%s\" is of type %s and must be Int"
                .formatted(name, argument.type()));
      }
    }
    TypeNode.WithFields target = schema.withFields(field.type().namedType());
    for (String name : sizedFields) {
      FieldNode sized = target == null ? null : target.fields().get(name);
      if (sized == null || !isList(sized.type())) {
        error(
            "LIST_SIZE_INVALID_SIZED_FIELD",
            coordinate,
            use,
            sized == null
                ? "\"%s\" has no field \"%s\"".formatted(field.type().namedType(), name)
                : "\"%s.%s\" is of type %s, no list"
                    .formatted(field.type().namedType(), name, sized.type()));
      }
    }
  }

  private static boolean isList(TypeRef type) {
    return type.nullable() instanceof TypeRef.ListOf;
  }

  private static List<String> strings(DirectiveNode use, String argument) {
    return use.arguments().get(argument) instanceof Value.ListValue(List<Value> values)
        ? values.stream()
            .filter(Value.StringValue.class::isInstance)
            .map(value -> ((Value.StringValue) value).value())
            .toList()
        : List.of();
  }

  private void error(String code, String coordinate, DirectiveNode use, String what) {
    problems.error(
        code,
        coordinate,
        use.place(),
        "@%s on \"%s\": %s.".formatted(use.name(), coordinate, what));
  }
}
