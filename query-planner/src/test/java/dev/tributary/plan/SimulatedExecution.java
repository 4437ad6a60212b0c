package dev.tributary.plan;

import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.Projection.Projected;
import dev.tributary.plan.Projection.ProjectedField;
import dev.tributary.plan.Projection.ProjectedIntrospection;
import dev.tributary.plan.Projection.ProjectedTypename;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs a plan over simulated subgraphs, to the letter of the plan's contract and no cleverer. */
final class SimulatedExecution {

  private final QueryPlan plan;
  private final Map<String, SimulatedSubgraph> subgraphs;
  private final Map<String, Object> variables;
  private final Predicate<String> flag;
  private final Map<String, Object> data = new LinkedHashMap<>();

  SimulatedExecution(
      QueryPlan plan, Map<String, SimulatedSubgraph> subgraphs, Map<String, Object> variables) {
    this.plan = plan;
    this.subgraphs = subgraphs;
    this.variables = variables;
    this.flag = name -> Boolean.TRUE.equals(variables.get(name));
  }

  Map<String, Object> run(String rootType) {
    for (FetchStep step : plan.steps()) {
      if (!step.dependsOn().stream().allMatch(before -> before < step.id())) {
        throw new AssertionError("step " + step.id() + " depends on a later one");
      }
      if (step.condition().holds(flag)) {
        run(step);
      }
    }
    return project(plan.projection(), data, Set.of(rootType));
  }

  private void run(FetchStep step) {
    SimulatedSubgraph subgraph = Objects.requireNonNull(subgraphs.get(step.subgraph().name()));
    Map<String, Object> sent = new HashMap<>();
    for (String name : step.variables()) {
      if (variables.containsKey(name)) {
        sent.put(name, Objects.requireNonNull(variables.get(name)));
      }
    }
    switch (step.target()) {
      case FetchTarget.Root(List<PathElement> path, var _) -> {
        Map<String, Object> answer = subgraph.answer(step.document(), sent);
        targets(path).forEach(target -> merge(target, answer));
      }
      case FetchTarget.Entities(List<EntityGroup> groups) -> {
        Map<EntityGroup, List<Map<String, Object>>> asked = new LinkedHashMap<>();
        for (EntityGroup group : groups) {
          List<Map<String, Object>> targets = new ArrayList<>();
          List<Object> representations = new ArrayList<>();
          if (group.condition().holds(flag)) {
            for (Map<String, Object> target : targets(group.path())) {
              Map<String, Object> representation = represent(group, target);
              if (representation != null) {
                targets.add(target);
                representations.add(representation);
              }
            }
          }
          sent.put(group.variable(), representations);
          asked.put(group, targets);
        }
        Map<String, Object> answer = subgraph.answer(step.document(), sent);
        asked.forEach(
            (group, targets) -> {
              if (answer.get(group.responseKey()) instanceof List<?> entities) {
                for (int i = 0; i < targets.size(); i++) {
                  merge(targets.get(i), object(entities.get(i)));
                }
              }
            });
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private List<Map<String, Object>> targets(List<PathElement> path) {
    List<Object> at = new ArrayList<>(List.of(data));
    for (PathElement element : path) {
      List<Object> next = new ArrayList<>();
      for (Object one : at) {
        Map<String, Object> object = object(one);
        switch (element) {
          case PathElement.Key(String key) -> flatten(object.get(key), next);
          case PathElement.OnTypes(Set<String> types) -> {
            if (types.contains(
                String.valueOf(Objects.requireNonNull(object.get("__typename"), "type unknown")))) {
              next.add(object);
            }
          }
        }
      }
      at = next;
    }
    return at.stream().map(SimulatedExecution::object).toList();
  }

  private static void flatten(@Nullable Object value, List<Object> into) {
    if (value instanceof List<?> list) {
      list.forEach(item -> flatten(item, into));
    } else if (value != null) {
      into.add(value);
    }
  }

  private @Nullable Map<String, Object> represent(EntityGroup group, Map<String, Object> target) {
    for (Representation representation : group.representations()) {
      if (!applies(representation.runtimeTypes(), target)) {
        continue;
      }
      Map<String, Object> result = new LinkedHashMap<>();
      String typename = representation.typename();
      result.put(
          "__typename",
          typename != null
              ? typename
              : Objects.requireNonNull(target.get("__typename"), "type unknown"));
      return fill(result, representation.fields(), target) ? result : null;
    }
    return null;
  }

  private static boolean applies(Set<String> types, Map<String, Object> object) {
    return types.isEmpty()
        || types.contains(
            String.valueOf(
                Objects.requireNonNull(object.get("__typename"), () -> "type unknown: " + object)));
  }

  private boolean fill(
      Map<String, Object> result, List<RepresentationField> fields, Map<String, Object> from) {
    for (RepresentationField field : fields) {
      if (!applies(field.runtimeTypes(), from)) {
        continue;
      }
      Object value = value(field, from.get(field.dataKey()));
      if (value == null && field.required()) {
        return false;
      }
      if (value != null) {
        if (result.put(field.name(), value) != null) {
          throw new AssertionError(field.name() + " is sent twice");
        }
      }
    }
    return true;
  }

  private @Nullable Object value(RepresentationField field, @Nullable Object from) {
    if (field.fields().isEmpty() || from == null) {
      return from;
    }
    if (from instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      for (Object item : list) {
        if (isUnknown(field, item)) {
          continue;
        }
        Object value = value(field, item);
        if (value == null) {
          return null;
        }
        items.add(value);
      }
      return items;
    }
    if (isUnknown(field, from)) {
      return null;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    return fill(result, field.fields(), object(from)) ? result : null;
  }

  private boolean isUnknown(RepresentationField field, Object value) {
    return !(value instanceof List<?>) && !applies(field.objectTypes(), object(value));
  }

  private static void merge(Map<String, Object> into, Map<String, Object> from) {
    from.forEach((key, value) -> into.merge(key, copy(value), SimulatedExecution::merged));
  }

  private static Object merged(Object known, Object more) {
    if (known instanceof List<?> list && more instanceof List<?> others) {
      if (list.size() != others.size()) {
        throw new AssertionError("lists of unlike length");
      }
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        items.add(
            merged(Objects.requireNonNull(list.get(i)), Objects.requireNonNull(others.get(i))));
      }
      return items;
    }
    if (known instanceof Map<?, ?> && more instanceof Map<?, ?>) {
      merge(object(known), object(more));
      return known;
    }
    if (!known.equals(more)) {
      throw new AssertionError(known + " is overwritten by " + more);
    }
    return known;
  }

  private static Object copy(Object value) {
    return switch (value) {
      case List<?> list ->
          new ArrayList<>(list.stream().map(item -> copy(Objects.requireNonNull(item))).toList());
      case Map<?, ?> map -> {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((key, item) -> result.put((String) key, copy(Objects.requireNonNull(item))));
        yield result;
      }
      default -> value;
    };
  }

  private Map<String, Object> project(
      Projection projection, Map<String, Object> from, Set<String> possible) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Projected projected : projection.selections()) {
      if (!projected.condition().holds(flag)
          || !projected.runtimeTypes().isEmpty()
              && !projected.runtimeTypes().contains(type(from, possible))) {
        continue;
      }
      switch (projected) {
        case ProjectedTypename typename ->
            put(
                result,
                typename,
                typename.typeName() != null
                    ? typename.typeName()
                    : from.get(Objects.requireNonNull(typename.dataKey())));
        case ProjectedField field -> put(result, field, project(field, from.get(field.dataKey())));
        case ProjectedIntrospection introspection -> put(result, introspection, "introspection");
      }
    }
    return result;
  }

  private static void put(Map<String, Object> result, Projected field, @Nullable Object value) {
    if (result.containsKey(field.responseKey())) {
      throw new AssertionError(field.responseKey() + " stands twice");
    }
    result.put(field.responseKey(), value == null ? "null" : value);
  }

  private static String type(Map<String, Object> object, Set<String> possible) {
    Object told = object.get("__typename");
    if (told != null) {
      return (String) told;
    }
    if (possible.size() != 1) {
      throw new AssertionError("type unknown of " + object + ", one of " + possible);
    }
    return possible.iterator().next();
  }

  private @Nullable Object project(ProjectedField field, @Nullable Object value) {
    if (field.selections() == null || value == null) {
      return value;
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(Objects.requireNonNull(project(field, item))));
      return items;
    }
    return project(field.selections(), object(value), field.possibleTypes());
  }
}
