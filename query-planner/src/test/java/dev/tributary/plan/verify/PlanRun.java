package dev.tributary.plan.verify;

import dev.tributary.operation.Condition;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.FetchTarget.Representation;
import dev.tributary.plan.FetchTarget.RepresentationField;
import dev.tributary.plan.Projection;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.verify.World.NullWhereNone;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan over {@link InMemorySubgraphs}, step by step, exactly as {@link QueryPlan} and {@link
 * FetchTarget} say that plans are run. Slow and plain: it is there to be right.
 */
final class PlanRun {

  private final QueryPlan plan;
  private final InMemorySubgraphs subgraphs;
  private final Map<String, @Nullable Object> variables;
  private final Map<String, @Nullable Object> data = new LinkedHashMap<>();

  private PlanRun(
      QueryPlan plan, InMemorySubgraphs subgraphs, Map<String, @Nullable Object> variables) {
    this.plan = plan;
    this.subgraphs = subgraphs;
    this.variables = variables;
  }

  /** The {@code data} of the client's answer. */
  static @Nullable Map<String, @Nullable Object> answer(
      QueryPlan plan,
      String rootType,
      InMemorySubgraphs subgraphs,
      Map<String, @Nullable Object> variables) {
    PlanRun run = new PlanRun(plan, subgraphs, variables);
    plan.steps().forEach(run::run);
    return run.project(rootType);
  }

  private void run(FetchStep step) {
    for (int dependency : step.dependsOn()) {
      if (dependency >= step.id()) {
        throw new IllegalStateException("step " + step.id() + " depends on step " + dependency);
      }
    }
    if (!holds(step.condition())) {
      return;
    }
    switch (step.target()) {
      case FetchTarget.Root root -> {
        Map<String, @Nullable Object> answer = ask(step, new HashMap<>());
        for (Map<String, @Nullable Object> object : objects(root.path())) {
          merge(object, answer);
        }
      }
      case FetchTarget.Entities entities -> entities(step, entities.groups());
    }
  }

  /** One representation, with the objects that gave it. */
  private record Asked(
      EntityGroup group,
      List<Map<String, Object>> sent,
      List<List<Map<String, @Nullable Object>>> givers) {}

  private void entities(FetchStep step, List<EntityGroup> groups) {
    Map<String, @Nullable Object> sent = new HashMap<>();
    List<Asked> asked = new ArrayList<>();
    for (EntityGroup group : groups) {
      Map<Map<String, Object>, List<Map<String, @Nullable Object>>> byRepresentation =
          new LinkedHashMap<>();
      if (holds(group.condition())) {
        for (Map<String, @Nullable Object> object : objects(group.path())) {
          Map<String, Object> representation = representation(group.representations(), object);
          if (representation != null) {
            byRepresentation.computeIfAbsent(representation, r -> new ArrayList<>()).add(object);
          }
        }
      }
      asked.add(
          new Asked(
              group,
              List.copyOf(byRepresentation.keySet()),
              List.copyOf(byRepresentation.values())));
      Object before = sent.put(group.variable(), List.copyOf(byRepresentation.keySet()));
      if (before != null && !before.equals(sent.get(group.variable()))) {
        throw new IllegalStateException("groups of step " + step.id() + " share a variable");
      }
    }
    if (asked.stream().allMatch(group -> group.sent().isEmpty())) {
      return;
    }
    Map<String, @Nullable Object> answer = ask(step, sent);
    for (Asked group : asked) {
      if (!(answer.get(group.group().responseKey()) instanceof List<?> entities)) {
        // A group whose condition is false is not part of the request.
        continue;
      }
      for (int i = 0; i < entities.size(); i++) {
        if (entities.get(i) instanceof Map<?, ?> entity) {
          for (Map<String, @Nullable Object> giver : group.givers().get(i)) {
            merge(giver, entity);
          }
        }
      }
    }
  }

  private Map<String, @Nullable Object> ask(
      FetchStep step, Map<String, @Nullable Object> representations) {
    Map<String, @Nullable Object> sent = new HashMap<>(representations);
    for (String name : step.variables()) {
      if (variables.containsKey(name)) {
        sent.put(name, variables.get(name));
      }
    }
    return subgraphs.answer(step.subgraph(), step.document(), sent);
  }

  private List<Map<String, @Nullable Object>> objects(List<PathElement> path) {
    List<@Nullable Object> here = new ArrayList<>();
    here.add(data);
    for (PathElement element : path) {
      List<@Nullable Object> next = new ArrayList<>();
      for (Object object : here) {
        if (object instanceof Map<?, ?> map) {
          switch (element) {
            case PathElement.Key(String key) -> flatten(map.get(key), next);
            case PathElement.OnTypes(Set<String> types) -> {
              if (types.contains(typename(map))) {
                next.add(map);
              }
            }
          }
        }
      }
      here = next;
    }
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (Object object : here) {
      if (object instanceof Map<?, ?> map) {
        objects.add(cast(map));
      }
    }
    return objects;
  }

  private static void flatten(@Nullable Object value, List<@Nullable Object> into) {
    if (value instanceof List<?> list) {
      list.forEach(item -> flatten(item, into));
    } else if (value != null) {
      into.add(value);
    }
  }

  /** Types are told apart only where the plan fetched {@code __typename}. */
  private static String typename(Map<?, ?> object) {
    if (object.get("__typename") instanceof String type) {
      return type;
    }
    throw new IllegalStateException("the plan does not know the type of " + object);
  }

  private static @Nullable Map<String, Object> representation(
      List<Representation> representations, Map<String, @Nullable Object> object) {
    for (Representation representation : representations) {
      if (representation.runtimeTypes().isEmpty()
          || representation.runtimeTypes().contains(typename(object))) {
        Map<String, Object> sent = new LinkedHashMap<>();
        sent.put(
            "__typename",
            representation.typename() == null ? typename(object) : representation.typename());
        return fields(representation.fields(), object, sent) ? sent : null;
      }
    }
    return null;
  }

  private static boolean fields(
      List<RepresentationField> fields, Map<?, ?> object, Map<String, Object> sent) {
    for (RepresentationField field : fields) {
      if (!field.runtimeTypes().isEmpty() && !field.runtimeTypes().contains(typename(object))) {
        continue;
      }
      Object value = sentValue(field, object.get(field.dataKey()));
      if (value == null && field.required()) {
        return false;
      }
      @SuppressWarnings("NullAway") // a requirement may be sent as null
      Object before = sent.put(field.name(), value);
      if (before != null && !before.equals(value)) {
        throw new IllegalStateException(field.name() + " stands twice in a representation");
      }
    }
    return true;
  }

  private static boolean isUnknown(RepresentationField field, @Nullable Object value) {
    return value instanceof Map<?, ?> object
        && !field.objectTypes().isEmpty()
        && !field.objectTypes().contains(typename(object));
  }

  private static @Nullable Object sentValue(RepresentationField field, @Nullable Object value) {
    if (field.fields().isEmpty() || value == null) {
      return value;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>();
      list.stream()
          .filter(item -> !isUnknown(field, item))
          .forEach(item -> items.add(sentValue(field, item)));
      return items;
    }
    if (isUnknown(field, value)) {
      return null;
    }
    Map<String, Object> below = new LinkedHashMap<>();
    return fields(field.fields(), (Map<?, ?>) value, below) ? below : null;
  }

  private static void merge(Map<String, @Nullable Object> into, Map<?, ?> from) {
    for (Map.Entry<?, ?> entry : from.entrySet()) {
      String key = (String) entry.getKey();
      into.put(key, merged(into.get(key), entry.getValue()));
    }
  }

  private static @Nullable Object merged(@Nullable Object old, @Nullable Object value) {
    if (old instanceof Map<?, ?> object && value instanceof Map<?, ?> other) {
      merge(cast(object), other);
      return object;
    }
    if (old instanceof List<?> list && value instanceof List<?> other) {
      List<@Nullable Object> items = new ArrayList<>();
      for (int i = 0; i < Math.min(list.size(), other.size()); i++) {
        items.add(merged(list.get(i), other.get(i)));
      }
      return items;
    }
    // What one subgraph had, another's null does not take away.
    return value == null ? old : copied(value);
  }

  /** An answer is merged into several objects; each gets its own. */
  private static @Nullable Object copied(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((key, item) -> copy.put((String) key, copied(item)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(copied(item)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private @Nullable Map<String, @Nullable Object> project(String rootType) {
    try {
      return object(plan.projection(), data, rootType);
    } catch (NullWhereNone e) {
      return null;
    }
  }

  /**
   * @param staticType the type where it is known beforehand
   */
  private Map<String, @Nullable Object> object(
      Projection projection, Map<?, ?> object, @Nullable String staticType) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    for (Projection.Projected projected : projection.selections()) {
      if (!holds(projected.condition())
          || (!projected.runtimeTypes().isEmpty()
              && !projected.runtimeTypes().contains(type(object, staticType)))) {
        continue;
      }
      if (answer.containsKey(projected.responseKey())) {
        throw new IllegalStateException(projected.responseKey() + " is projected twice");
      }
      switch (projected) {
        case Projection.ProjectedTypename typename ->
            answer.put(
                typename.responseKey(),
                typename.typeName() != null
                    ? typename.typeName()
                    : object.get(Objects.requireNonNull(typename.dataKey())));
        case Projection.ProjectedField field ->
            answer.put(
                field.responseKey(), value(field, field.type(), object.get(field.dataKey())));
        case Projection.ProjectedWithheld withheld -> answer.put(withheld.responseKey(), null);
        case Projection.ProjectedIntrospection introspection ->
            answer.put(introspection.responseKey(), World.INTROSPECTION);
      }
    }
    return answer;
  }

  private static String type(Map<?, ?> object, @Nullable String staticType) {
    return object.get("__typename") instanceof String || staticType == null
        ? typename(object)
        : staticType;
  }

  private @Nullable Object value(
      Projection.ProjectedField field, TypeRef type, @Nullable Object value) {
    if (type instanceof TypeRef.NonNull(TypeRef inner)) {
      Object projected = value(field, inner, value);
      if (projected == null) {
        throw new NullWhereNone();
      }
      return projected;
    }
    try {
      if (value instanceof List<?> list && type instanceof TypeRef.ListOf(TypeRef element)) {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(value(field, element, item)));
        return items;
      }
      if (value instanceof Map<?, ?> object && field.selections() != null) {
        Set<String> possible = new LinkedHashSet<>(field.possibleTypes());
        String staticType = possible.size() == 1 ? possible.iterator().next() : null;
        if (object.get("__typename") instanceof String runtimeType
            && !possible.contains(runtimeType)) {
          return null;
        }
        return object(field.selections(), object, staticType);
      }
      return value;
    } catch (NullWhereNone e) {
      return null;
    }
  }

  private boolean holds(Condition condition) {
    return condition.holds(name -> Boolean.TRUE.equals(variables.get(name)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> cast(Map<?, ?> object) {
    return (Map<String, @Nullable Object>) object;
  }
}
