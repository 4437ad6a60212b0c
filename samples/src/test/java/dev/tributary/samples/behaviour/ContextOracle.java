package dev.tributary.samples.behaviour;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.samples.behaviour.Things.Thing;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Answers as one service with everything would that knows where each object stands: walks the
 * client's selection, and fills arguments by looking up the way it came. Knows nothing of plans.
 */
final class ContextOracle {

  private final Supergraph supergraph;
  private final Map<String, SubgraphSdl> subgraphs = new HashMap<>();
  private final Things things;
  private final Map<String, @Nullable Object> variables;

  /** The objects on the way here, the nearest first. */
  private final Deque<Thing> above = new ArrayDeque<>();

  ContextOracle(Supergraph supergraph, Scenario scenario, Map<String, @Nullable Object> variables) {
    this.supergraph = supergraph;
    scenario.subgraphs().forEach((name, sdl) -> subgraphs.put(name, new SubgraphSdl(sdl)));
    this.things = new Things(scenario.data(), "");
    this.variables = variables;
  }

  Map<String, @Nullable Object> data(Operation operation) {
    return object(things.root(operation.rootType()), operation.rootType(), operation.selections());
  }

  private Map<String, @Nullable Object> object(Thing thing, String type, SelectionSet selections) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    select(thing, type, selections, answer);
    return answer;
  }

  private void select(
      Thing thing, String type, SelectionSet selections, Map<String, @Nullable Object> into) {
    for (SelectionSet.Selection selection : selections.selections()) {
      if (!selection.condition().holds(name -> Boolean.TRUE.equals(variables.get(name)))) {
        continue;
      }
      switch (selection) {
        case SelectionSet.Fragment fragment -> {
          if (isA(type, fragment.typeCondition())) {
            select(thing, type, fragment.selections(), into);
          }
        }
        case SelectionSet.Field field ->
            into.merge(
                field.responseKey(),
                wrap(field.name().equals("__typename") ? type : field(thing, type, field)),
                ContextOracle::merged);
      }
    }
  }

  /** Maps do not merge what is null. */
  private static Object wrap(@Nullable Object value) {
    return value == null ? NULL : value;
  }

  static final Object NULL = new Object();

  @SuppressWarnings("unchecked")
  private static Object merged(Object one, Object other) {
    if (one instanceof Map<?, ?> && other instanceof Map<?, ?> more) {
      ((Map<String, Object>) more)
          .forEach(
              (key, value) -> ((Map<String, Object>) one).merge(key, value, ContextOracle::merged));
    } else if (one instanceof List<?> list && other instanceof List<?> more) {
      for (int i = 0; i < list.size(); i++) {
        ((List<Object>) list).set(i, merged(wrap(list.get(i)), wrap(more.get(i))));
      }
    }
    return one;
  }

  private boolean isA(String type, String condition) {
    return type.equals(condition)
        || supergraph.possibleTypes().getOrDefault(condition, Set.of()).contains(type);
  }

  private @Nullable Object field(Thing thing, String type, SelectionSet.Field field) {
    String arguments = arguments(type, field);
    Object value = value(thing, field.name(), arguments);
    if (value instanceof String text && text.startsWith("ERROR ")) {
      return null;
    }
    above.push(new Thing(type, thing.values()));
    try {
      return told(value, field, arguments);
    } finally {
      above.pop();
    }
  }

  private @Nullable Object value(Thing thing, String field, String arguments) {
    Map<String, @Nullable Object> known = thing.values();
    String with = field + "(" + arguments + ")";
    if (known.containsKey(with)) {
      return known.get(with);
    }
    if (!known.containsKey(field) && known.containsKey("id")) {
      // An interface object tells of the same thing under another name.
      for (Thing other : things.all()) {
        if (other.values().containsKey(field)
            && Objects.equals(other.values().get("id"), known.get("id"))) {
          return other.values().get(field);
        }
      }
    }
    return known.get(field);
  }

  private @Nullable Object told(
      @Nullable Object value, SelectionSet.Field field, String arguments) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> told = new ArrayList<>();
      list.forEach(item -> told.add(told(item, field, arguments)));
      return told;
    }
    Thing thing = things.referred(value);
    SelectionSet below = field.selections();
    if (thing != null && below != null) {
      String type = thing.type().isEmpty() ? field.type().namedType() : thing.type();
      return object(thing, type, below);
    }
    return value instanceof String text ? text.replace("$args", arguments) : value;
  }

  /** In the order in which a subgraph defines them. */
  private String arguments(String type, SelectionSet.Field field) {
    StringJoiner text = new StringJoiner(" ");
    FieldDefinition definition =
        ((WithFields) Objects.requireNonNull(supergraph.types().get(type)))
            .fields()
            .get(field.name());
    if (definition == null) {
      return "";
    }
    for (Map.Entry<Integer, FieldInSubgraph> in : definition.in().entrySet()) {
      if (in.getValue().contextArguments().isEmpty()) {
        continue;
      }
      String name = supergraph.subgraphs().get(in.getKey()).name();
      var declared = Objects.requireNonNull(subgraphs.get(name)).definition(type, field.name());
      for (var argument : Objects.requireNonNull(declared).getInputValueDefinitions()) {
        ContextArgument filled =
            in.getValue().contextArguments().stream()
                .filter(one -> one.argument().equals(argument.getName()))
                .findFirst()
                .orElse(null);
        if (filled != null) {
          text.add(argument.getName() + "=" + print(context(filled)));
        } else {
          given(field, argument.getName(), text);
        }
      }
      return text.toString();
    }
    definition.arguments().keySet().forEach(argument -> given(field, argument, text));
    return text.toString();
  }

  private void given(SelectionSet.Field field, String argument, StringJoiner into) {
    Value value = field.arguments().get(argument);
    if (value instanceof Value.Variable(String name)) {
      if (variables.containsKey(name)) {
        into.add(argument + "=" + variables.get(name));
      }
    } else if (value != null) {
      into.add(argument + "=" + value.toString().replace("\"", ""));
    }
  }

  private @Nullable Object context(ContextArgument argument) {
    for (Thing thing : above) {
      boolean sets =
          supergraph.types().values().stream()
              .filter(type -> isA(thing.type(), type.name()))
              .flatMap(type -> type.directives().stream())
              .anyMatch(
                  use ->
                      use.name().equals("context")
                          && new Value.StringValue(argument.context())
                              .equals(use.arguments().get("name")));
      if (sets) {
        return read(thing, argument.selection());
      }
    }
    throw new IllegalStateException("nothing sets " + argument.context());
  }

  private @Nullable Object read(Thing thing, FieldSet selection) {
    for (FieldSet.Selection selected : selection.selections()) {
      switch (selected) {
        case FieldSet.Fragment fragment -> {
          if (isA(thing.type(), fragment.typeCondition())) {
            return read(thing, fragment.selection());
          }
        }
        case FieldSet.Field field -> {
          return read(thing.values().get(field.name()), field.selection());
        }
      }
    }
    return null;
  }

  private @Nullable Object read(@Nullable Object value, @Nullable FieldSet below) {
    if (below == null || value == null) {
      return value;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> values = new ArrayList<>();
      list.forEach(item -> values.add(read(item, below)));
      return values;
    }
    return read(Objects.requireNonNull(things.referred(value)), below);
  }

  private static String print(@Nullable Object value) {
    if (value instanceof List<?> list) {
      StringJoiner text = new StringJoiner(" ", "[", "]");
      list.forEach(item -> text.add(print(item)));
      return text.toString();
    }
    return String.valueOf(value);
  }
}
