package dev.tributary.plan.verify;

import dev.tributary.operation.SelectionSet;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All the data that the subgraphs of a supergraph hold together, as one monolith would.
 *
 * <p>Nothing is stored: each type has a few objects, and a field's value follows from the object,
 * the arguments and the seed, so that every subgraph that resolves a field has the same answer.
 * What {@code @requires} asks for flows into the value: a subgraph that was sent something else
 * answers something else.
 */
final class World {

  /** Objects of each type; few, so that different paths often lead to the same. */
  private static final int OBJECTS = 3;

  /** One object; roots have one, with number 0. */
  record Thing(String type, int number) {}

  /** Stands for what introspection answers, which is not the planner's to fetch. */
  static final String INTROSPECTION = "(introspection)";

  private final Supergraph supergraph;
  private final Capabilities capabilities;
  private final long seed;
  private final Set<String> identifying = new HashSet<>();

  World(Supergraph supergraph, Capabilities capabilities, long seed) {
    this.supergraph = supergraph;
    this.capabilities = capabilities;
    this.seed = seed;
    supergraph.types().values().stream()
        .filter(WithFields.class::isInstance)
        .map(WithFields.class::cast)
        .forEach(this::markKeys);
  }

  private void markKeys(WithFields type) {
    for (InSubgraph in : type.in().values()) {
      for (Key key : in.keys()) {
        mark(type.name(), key.fields());
      }
    }
  }

  private void mark(String type, FieldSet fields) {
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment -> mark(fragment.typeCondition(), fragment.selection());
        case FieldSet.Field field -> {
          for (String possible : supergraph.possibleTypes().getOrDefault(type, Set.of())) {
            identifying.add(possible + "." + field.name());
          }
          if (field.selection() != null) {
            mark(field(type, field.name()).type().namedType(), field.selection());
          }
        }
      }
    }
  }

  /** Every object of an object type. */
  List<Thing> things(String type) {
    List<Thing> things = new ArrayList<>();
    for (int number = 0; number < OBJECTS; number++) {
      things.add(new Thing(type, number));
    }
    return things;
  }

  FieldDefinition field(String type, String name) {
    if (supergraph.types().get(type) instanceof WithFields withFields
        && withFields.fields().get(name) instanceof FieldDefinition field) {
      return field;
    }
    throw new IllegalArgumentException("no field " + type + "." + name);
  }

  /** The value of a field, what it requires taken from the world itself. */
  @Nullable Object value(Thing thing, String fieldName, Map<String, @Nullable Object> arguments) {
    for (Map.Entry<Integer, FieldInSubgraph> in : field(thing.type(), fieldName).in().entrySet()) {
      FieldSet requires = in.getValue().requires();
      if (requires != null) {
        return value(thing, fieldName, arguments, selected(thing, requires, in.getKey()));
      }
    }
    return value(thing, fieldName, arguments, null);
  }

  /**
   * The value of a field.
   *
   * @param arguments coerced, without defaults
   * @param required what a subgraph was sent for the field's {@code @requires}
   * @return null, a scalar, a {@link Thing}, or a list of these
   */
  @Nullable Object value(
      Thing thing,
      String fieldName,
      Map<String, @Nullable Object> arguments,
      @Nullable Object required) {
    FieldDefinition field = field(thing.type(), fieldName);
    SortedMap<String, @Nullable Object> all = new TreeMap<>();
    for (ArgumentDefinition argument : field.arguments().values()) {
      if (arguments.containsKey(argument.name())) {
        all.put(argument.name(), arguments.get(argument.name()));
      } else if (argument.defaultValue() != null) {
        all.put(argument.name(), Json.plain(argument.defaultValue(), Map.of()));
      }
    }
    boolean identifies = identifying.contains(thing.type() + "." + fieldName);
    String where =
        thing.type()
            + thing.number()
            + "."
            + fieldName
            + (all.isEmpty() ? "" : all.toString())
            + (required == null ? "" : "<-" + required);
    return value(thing, field, field.type(), where, identifies);
  }

  private @Nullable Object value(
      Thing owner, FieldDefinition field, TypeRef type, String where, boolean identifies) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> notNull(owner, field, inner, where, identifies);
      case TypeRef.ListOf list -> nullOr(owner, field, type, where, identifies);
      case TypeRef.Named named -> nullOr(owner, field, type, where, identifies);
    };
  }

  private @Nullable Object nullOr(
      Thing owner, FieldDefinition field, TypeRef type, String where, boolean identifies) {
    return !identifies && chance(where + "?", 8) == 0
        ? null
        : notNull(owner, field, type, where, identifies);
  }

  private @Nullable Object notNull(
      Thing owner, FieldDefinition field, TypeRef type, String where, boolean identifies) {
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> notNull(owner, field, inner, where, identifies);
      case TypeRef.ListOf(TypeRef element) -> {
        List<@Nullable Object> items = new ArrayList<>();
        int size = identifies ? 2 : chance(where + "#", 3);
        for (int i = 0; i < size; i++) {
          items.add(value(owner, field, element, where + "[" + i + "]", identifies));
        }
        yield items;
      }
      case TypeRef.Named(String name) ->
          supergraph.types().get(name) instanceof Composite
              ? thing(owner, field, where, identifies)
              : leaf(owner, name, where, identifies);
    };
  }

  private @Nullable Thing thing(
      Thing owner, FieldDefinition field, String where, boolean identifies) {
    List<String> possible = List.copyOf(capabilities.possible(owner.type(), field));
    if (possible.isEmpty()) {
      return null;
    }
    String type = possible.get(chance(where + "/", possible.size()));
    if (type.equals(supergraph.queryType())) {
      return new Thing(type, 0);
    }
    // Different objects must have different keys, so a key through another object tells them apart.
    return new Thing(type, identifies ? owner.number() : chance(where + "@", OBJECTS));
  }

  private Object leaf(Thing owner, String type, String where, boolean identifies) {
    int unique = Math.floorMod(owner.type().hashCode(), 10_000) * 10 + owner.number();
    return switch (type) {
      case "Int" -> identifies ? unique : chance(where, 1_000);
      case "Float" -> (identifies ? unique : chance(where, 1_000)) + 0.5;
      case "Boolean" -> chance(where, 2) == 1;
      default -> {
        if (supergraph.types().get(type) instanceof EnumType anEnum) {
          List<String> values =
              anEnum.values().values().stream()
                  .filter(value -> !value.inaccessible())
                  .filter(value -> value.in().equals(anEnum.in()))
                  .map(EnumValueDefinition::name)
                  .toList();
          yield values.get(chance(where, values.size()));
        }
        yield where;
      }
    };
  }

  private int chance(String where, int bound) {
    long hash = seed;
    for (int i = 0; i < where.length(); i++) {
      hash = hash * 31 + where.charAt(i);
    }
    hash ^= hash >>> 32;
    hash *= 0x9E3779B97F4A7C15L;
    return (int) Long.remainderUnsigned(hash >>> 20, bound);
  }

  /** What a field set of a subgraph selects on a thing, as JSON. */
  Object selected(Thing thing, FieldSet fields, int subgraph) {
    Map<String, @Nullable Object> object = new TreeMap<>();
    select(thing, fields, subgraph, object);
    return object;
  }

  /**
   * What a field set selects below a field, as JSON; {@code __typename} is left out, and so are
   * objects of types that the subgraph does not know there.
   *
   * @param known the types that it does know
   */
  private @Nullable Object selected(
      @Nullable Object value, FieldSet fields, int subgraph, Set<String> known) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>();
      list.stream()
          .filter(item -> !(item instanceof Thing thing) || known.contains(thing.type()))
          .forEach(item -> items.add(selected(item, fields, subgraph, known)));
      return items;
    }
    if (!(value instanceof Thing thing)) {
      return value;
    }
    return known.contains(thing.type()) ? selected(thing, fields, subgraph) : null;
  }

  private Set<String> knownBelow(String type, String name, int subgraph) {
    FieldDefinition field = field(type, name);
    FieldInSubgraph in = field.in().get(subgraph);
    Set<String> known =
        in == null
            ? Set.of()
            : capabilities.possibleIn(
                (in.type() == null ? field.type() : in.type()).namedType(), subgraph);
    return known.isEmpty() ? capabilities.possible(type, field) : known;
  }

  private void select(
      Thing thing, FieldSet fields, int subgraph, Map<String, @Nullable Object> object) {
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment -> {
          if (isA(thing.type(), fragment.typeCondition())) {
            select(thing, fragment.selection(), subgraph, object);
          }
        }
        case FieldSet.Field field -> {
          if (!field.name().equals("__typename")) {
            Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
            field.arguments().forEach((name, v) -> arguments.put(name, Json.plain(v, Map.of())));
            Object value = value(thing, field.name(), arguments);
            Object below =
                field.selection() == null
                    ? value
                    : selected(
                        value,
                        field.selection(),
                        subgraph,
                        knownBelow(thing.type(), field.name(), subgraph));
            object.merge(field.name(), below == null ? Json.NULL : below, Json::merged);
          }
        }
      }
    }
  }

  boolean isA(String objectType, String condition) {
    return supergraph.possibleTypes().getOrDefault(condition, Set.of()).contains(objectType);
  }

  /** The answer to a query, computed as one server would (GraphQL specification, 6.3). */
  @Nullable Map<String, @Nullable Object> answer(
      SelectionSet selections, String rootType, Map<String, @Nullable Object> variables) {
    try {
      return object(new Thing(rootType, 0), List.of(selections), variables);
    } catch (NullWhereNone e) {
      return null;
    }
  }

  private Map<String, @Nullable Object> object(
      Thing thing, List<SelectionSet> sets, Map<String, @Nullable Object> variables) {
    Map<String, List<SelectionSet.Field>> collected = new LinkedHashMap<>();
    sets.forEach(set -> collect(thing.type(), set, variables, collected));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    collected.forEach(
        (key, fields) -> {
          SelectionSet.Field first = fields.getFirst();
          if (first.name().equals("__typename")) {
            answer.put(key, thing.type());
            return;
          }
          if (first.name().startsWith("__")) {
            answer.put(key, INTROSPECTION);
            return;
          }
          List<SelectionSet> below = new ArrayList<>();
          for (SelectionSet.Field field : fields) {
            if (field.selections() != null) {
              below.add(field.selections());
            }
          }
          Object value = value(thing, first.name(), Json.arguments(first.arguments(), variables));
          TypeRef type = field(thing.type(), first.name()).type();
          answer.put(key, complete(type, value, below, variables));
        });
    return answer;
  }

  private @Nullable Object complete(
      TypeRef type,
      @Nullable Object value,
      List<SelectionSet> below,
      Map<String, @Nullable Object> variables) {
    if (type instanceof TypeRef.NonNull(TypeRef inner)) {
      Object completed = complete(inner, value, below, variables);
      if (completed == null) {
        throw new NullWhereNone();
      }
      return completed;
    }
    try {
      if (value instanceof List<?> list && type instanceof TypeRef.ListOf(TypeRef element)) {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(complete(element, item, below, variables)));
        return items;
      }
      if (value instanceof Thing thing) {
        return isVisible(thing.type()) ? object(thing, below, variables) : null;
      }
      return value;
    } catch (NullWhereNone e) {
      return null;
    }
  }

  boolean isVisible(String type) {
    return supergraph.types().get(type) instanceof Composite known && !known.inaccessible();
  }

  private void collect(
      String type,
      SelectionSet set,
      Map<String, @Nullable Object> variables,
      Map<String, List<SelectionSet.Field>> collected) {
    for (SelectionSet.Selection selection : set.selections()) {
      if (selection.condition().holds(name -> Boolean.TRUE.equals(variables.get(name)))) {
        switch (selection) {
          case SelectionSet.Field field ->
              collected.computeIfAbsent(field.responseKey(), any -> new ArrayList<>()).add(field);
          case SelectionSet.Fragment fragment -> {
            if (isA(type, fragment.typeCondition())) {
              collect(type, fragment.selections(), variables, collected);
            }
          }
        }
      }
    }
  }

  /** Null at a position that is never null: propagates to the parent. */
  static final class NullWhereNone extends RuntimeException {
    NullWhereNone() {
      super("null at a non-null position", null, false, false);
    }
  }

  /** JSON as plain values. */
  static final class Json {
    private Json() {}

    /** Stands for null in maps that are merged. */
    static final Object NULL =
        new Object() {
          @Override
          public String toString() {
            return "null";
          }
        };

    static Map<String, @Nullable Object> arguments(
        Map<String, Value> arguments, Map<String, @Nullable Object> variables) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      arguments.forEach(
          (name, value) -> {
            // An argument whose variable is absent is absent itself.
            if (!(value instanceof Value.Variable(String variable))
                || variables.containsKey(variable)) {
              plain.put(name, plain(value, variables));
            }
          });
      return plain;
    }

    static @Nullable Object plain(Value value, Map<String, @Nullable Object> variables) {
      return switch (value) {
        case Value.Variable(String name) -> variables.get(name);
        case Value.NullValue() -> null;
        case Value.BooleanValue(boolean bool) -> bool;
        case Value.StringValue(String text) -> text;
        case Value.EnumValue(String name) -> name;
        case Value.IntValue(var number) -> number.toString();
        case Value.FloatValue(var number) -> number.toString();
        case Value.ListValue(List<Value> values) -> {
          List<@Nullable Object> items = new ArrayList<>();
          values.forEach(item -> items.add(plain(item, variables)));
          yield items;
        }
        case Value.ObjectValue(var fields) -> {
          Map<String, @Nullable Object> object = new TreeMap<>();
          fields.forEach((name, item) -> object.put(name, plain(item, variables)));
          yield object;
        }
      };
    }

    @SuppressWarnings("unchecked")
    static Object merged(Object one, Object other) {
      if (one instanceof Map<?, ?> && other instanceof Map<?, ?>) {
        Map<String, Object> merged = new TreeMap<>((Map<String, Object>) one);
        ((Map<String, Object>) other).forEach((name, v) -> merged.merge(name, v, Json::merged));
        return merged;
      }
      if (one instanceof List<?> left && other instanceof List<?> right) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
          Object a = left.get(i);
          Object b = right.get(i);
          items.add(a == null || b == null ? a : merged(a, b));
        }
        return items;
      }
      return one;
    }
  }
}
