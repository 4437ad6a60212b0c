package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.EnumValueNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.RootKind;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What clients can see must make sense without what {@code @inaccessible} hides from them
 * (inaccessible specification v0.2).
 */
final class InaccessibleRules {
  private final MergedSchema schema;
  private final Problems problems;

  /** The query root type. */
  private final String query;

  private InaccessibleRules(MergedSchema schema, String query, Problems problems) {
    this.schema = schema;
    this.query = query;
    this.problems = problems;
  }

  static void check(MergedSchema schema, Problems problems) {
    check(schema, Map.of(), problems);
  }

  /**
   * @param roots root types that go by other names than the usual
   */
  static void check(MergedSchema schema, Map<RootKind, String> roots, Problems problems) {
    InaccessibleRules rules =
        new InaccessibleRules(
            schema, roots.getOrDefault(RootKind.QUERY, RootKind.QUERY.typeName()), problems);
    schema.types().values().forEach(rules::type);
    for (DirectiveDefinitionNode definition : schema.directives().values()) {
      // Those of the type system stay out of what clients see.
      if (!ExecutableDirectives.isExecutable(definition)) {
        rules.typeSystemDirective(definition);
      } else {
        for (InputValueNode argument : definition.arguments().values()) {
          rules.value("@" + definition.name() + "(" + argument.name() + ":)", argument);
        }
      }
    }
  }

  private void typeSystemDirective(DirectiveDefinitionNode definition) {
    for (InputValueNode argument : definition.arguments().values()) {
      if (isHidden(argument)) {
        problems.error(
            "DISALLOWED_INACCESSIBLE",
            "@" + definition.name() + "(" + argument.name() + ":)",
            argument.place(),
            "@%s stands on types and fields, where clients do not see it: its argument \"%s\" cannot be @inaccessible."
                .formatted(definition.name(), argument.name()));
      }
    }
  }

  private static boolean isHidden(ElementNode element) {
    return element.has(FederationDirective.INACCESSIBLE);
  }

  private void type(TypeNode type) {
    if (isHidden(type)) {
      if (type.name().equals(query)) {
        problems.error(
            "QUERY_ROOT_TYPE_INACCESSIBLE",
            type.name(),
            type.place(),
            "The query root type is @inaccessible, and a graph without one cannot be asked: hide"
                + " its fields instead.");
      }
      return;
    }
    switch (type) {
      case TypeNode.WithFields withFields -> {
        children(type, "field", withFields.fields().values());
        withFields.fields().values().forEach(field -> field(withFields, field));
      }
      case TypeNode.EnumNode constants -> children(type, "value", constants.values().values());
      case TypeNode.InputNode input -> {
        children(type, "field", input.fields().values());
        for (InputValueNode field : input.fields().values()) {
          value(input.name() + "." + field.name(), field);
        }
      }
      case TypeNode.UnionNode union -> {
        if (!union.members().isEmpty()
            && union.members().keySet().stream().allMatch(this::isHiddenType)) {
          onlyHidden(type, "member");
        }
      }
      case TypeNode.ScalarNode _ -> {}
    }
  }

  private boolean isHiddenType(String name) {
    TypeNode type = schema.types().get(name);
    return type != null && isHidden(type);
  }

  private void children(TypeNode type, String noun, Collection<? extends ElementNode> children) {
    if (!children.isEmpty() && children.stream().allMatch(InaccessibleRules::isHidden)) {
      onlyHidden(type, noun);
    }
  }

  private void onlyHidden(TypeNode type, String noun) {
    problems.error(
        "ONLY_INACCESSIBLE_CHILDREN",
        type.name(),
        type.place(),
        "Clients can see \"%s\" and no %s of it: hide the type too, or show one."
            .formatted(type.name(), noun));
  }

  private void field(TypeNode.WithFields type, FieldNode field) {
    String coordinate = type.name() + "." + field.name();
    if (isHidden(field)) {
      promised(type, field)
          .forEach(
              (contract, wanted) ->
                  problems.error(
                      "IMPLEMENTED_BY_INACCESSIBLE",
                      coordinate,
                      List.of(field.place(), wanted.place()),
                      "\"%s\" is @inaccessible, and clients see \"%s.%s\", which it implements: hide that too, or show this."
                          .formatted(coordinate, contract, field.name())));
      return;
    }
    references(coordinate, field.type(), field);
    for (InputValueNode argument : field.arguments().values()) {
      String at = coordinate + "(" + argument.name() + ":)";
      value(at, argument);
      promised(type, field)
          .forEach(
              (contract, wanted) -> {
                InputValueNode wantedArgument = wanted.arguments().get(argument.name());
                if (wantedArgument != null) {
                  argument(at, argument, contract + "." + field.name(), wantedArgument);
                }
              });
    }
  }

  /** The same field of each interface, where clients see it there. */
  private SequencedMap<String, FieldNode> promised(TypeNode.WithFields type, FieldNode field) {
    SequencedMap<String, FieldNode> promised = new LinkedHashMap<>();
    for (String name : type.interfaces().keySet()) {
      if (schema.types().get(name) instanceof TypeNode.InterfaceNode contract
          && !isHidden(contract)) {
        FieldNode wanted = contract.fields().get(field.name());
        if (wanted != null && !isHidden(wanted)) {
          promised.put(name, wanted);
        }
      }
    }
    return promised;
  }

  /**
   * An argument beside the interface's.
   *
   * @param contract the coordinate of the interface's field
   */
  private void argument(
      String at, InputValueNode argument, String contract, InputValueNode wanted) {
    if (isHidden(argument) && !isHidden(wanted)) {
      problems.error(
          "IMPLEMENTED_BY_INACCESSIBLE",
          at,
          List.of(argument.place(), wanted.place()),
          "\"%s\" is @inaccessible, and clients see the same argument of \"%s\", which its field implements: hide that too, or show this."
              .formatted(at, contract));
    } else if (!isHidden(argument)
        && argument.required()
        && isHidden(wanted)
        && !wanted.required()) {
      // Who goes by the interface does not see the argument, and could never give it.
      problems.error(
          "REQUIRED_INACCESSIBLE",
          contract + "(" + argument.name() + ":)",
          List.of(wanted.place(), argument.place()),
          "The argument \"%s\" of \"%s\" is @inaccessible, and \"%s\", which implements it, requires it: make it optional there, or show both."
              .formatted(argument.name(), contract, at));
    }
  }

  private void value(String coordinate, InputValueNode value) {
    if (isHidden(value)) {
      if (value.required()) {
        problems.error(
            "REQUIRED_INACCESSIBLE",
            coordinate,
            value.place(),
            "\"%s\" is required and @inaccessible, so no client could give it: make it optional, or show it."
                .formatted(coordinate));
      }
      return;
    }
    references(coordinate, value.type(), value);
    for (String hidden : hiddenIn(value.defaultValue(), value.type()).toList()) {
      problems.error(
          "DEFAULT_VALUE_USES_INACCESSIBLE",
          coordinate,
          value.place(),
          "The default of \"%s\" uses \"%s\", which is @inaccessible: show that, or change the default."
              .formatted(coordinate, hidden));
    }
  }

  private void references(String coordinate, TypeRef type, ElementNode element) {
    TypeNode target = schema.types().get(type.namedType());
    if (target != null && isHidden(target)) {
      problems.error(
          "REFERENCED_INACCESSIBLE",
          coordinate,
          List.of(element.place(), target.place()),
          "Clients see \"%s\", and its type \"%s\" is @inaccessible: hide both, or neither."
              .formatted(coordinate, target.name()));
    }
  }

  /** The hidden enum values and input fields that {@code value} uses. */
  private Stream<String> hiddenIn(@Nullable Value value, TypeRef type) {
    TypeNode target = schema.types().get(type.namedType());
    return switch (value) {
      case Value.ListValue(List<Value> items) ->
          items.stream().flatMap(item -> hiddenIn(item, element(type)));
      case Value.EnumValue(String name) when target instanceof TypeNode.EnumNode constants -> {
        EnumValueNode constant = constants.values().get(name);
        yield constant != null && isHidden(constant)
            ? Stream.of(constants.name() + "." + name)
            : Stream.of();
      }
      case Value.ObjectValue object when target instanceof TypeNode.InputNode input ->
          object.fields().entrySet().stream()
              .flatMap(
                  entry -> {
                    InputValueNode field = input.fields().get(entry.getKey());
                    if (field == null) {
                      return Stream.of();
                    }
                    return isHidden(field)
                        ? Stream.of(input.name() + "." + field.name())
                        : hiddenIn(entry.getValue(), field.type());
                  });
      case null, default -> Stream.of();
    };
  }

  private static TypeRef element(TypeRef type) {
    return type.nullable() instanceof TypeRef.ListOf list ? list.element() : type;
  }
}
