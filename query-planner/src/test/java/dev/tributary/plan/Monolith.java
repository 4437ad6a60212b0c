package dev.tributary.plan;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.World.Thing;
import dev.tributary.supergraph.Supergraph;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers operations from the whole truth, as one service that has everything would. */
final class Monolith {

  private final Supergraph supergraph;
  private final World world;
  private final Map<String, Object> variables;

  Monolith(Supergraph supergraph, World world, Map<String, Object> variables) {
    this.supergraph = supergraph;
    this.world = world;
    this.variables = variables;
  }

  Map<String, Object> answer(Operation operation) {
    Map<String, Object> result = new LinkedHashMap<>();
    answer(result, operation.selections(), new Thing(operation.rootType(), 0));
    return result;
  }

  private void answer(Map<String, Object> result, SelectionSet selections, Thing thing) {
    for (SelectionSet.Selection selection : selections.selections()) {
      if (!selection.condition().holds(name -> Boolean.TRUE.equals(variables.get(name)))) {
        continue;
      }
      switch (selection) {
        case SelectionSet.Fragment fragment -> {
          if (Objects.requireNonNull(supergraph.possibleTypes().get(fragment.typeCondition()))
              .contains(thing.type())) {
            answer(result, fragment.selections(), thing);
          }
        }
        case SelectionSet.Field field -> {
          String key = field.responseKey();
          if (field.name().equals("__typename")) {
            result.put(key, thing.type());
          } else if (field.name().startsWith("__")) {
            result.put(key, "introspection");
          } else {
            Object truth = world.value(thing, field.name(), arguments(field));
            Object value = value(truth, field, result.get(key));
            result.put(key, value);
          }
        }
      }
    }
  }

  private Map<String, Object> arguments(SelectionSet.Field field) {
    if (field.arguments().isEmpty()) {
      return Map.of();
    }
    StringBuilder text = new StringBuilder("{f(");
    field.arguments().forEach((name, value) -> text.append(name + ":" + value + " "));
    Field parsed =
        (Field)
            Parser.parse(text.append(")}").toString())
                .getDefinitionsOfType(OperationDefinition.class)
                .getFirst()
                .getSelectionSet()
                .getSelections()
                .getFirst();
    return Values.arguments(parsed, variables);
  }

  private Object value(
      Object truth, SelectionSet.Field field, @org.jspecify.annotations.Nullable Object before) {
    if (truth instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        Object known = before instanceof List<?> items0 ? items0.get(i) : null;
        items.add(value(Objects.requireNonNull(list.get(i)), field, known));
      }
      return items;
    }
    if (truth instanceof Thing thing) {
      Map<String, Object> object = new LinkedHashMap<>();
      if (before instanceof Map<?, ?> known) {
        known.forEach((key, value) -> object.put((String) key, Objects.requireNonNull(value)));
      }
      answer(object, Objects.requireNonNull(field.selections()), thing);
      return object;
    }
    return truth;
  }
}
