package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts a mapped value into the shape of a selection: response keys, fragments, type names. */
final class RestShape {

  /** Told of a field that the mapping left out, and that a connector may resolve. */
  @FunctionalInterface
  interface Absent {
    /**
     * @param object as mapped
     * @param into its shape, where the field is null so far
     * @param path where {@code into} stands
     */
    void field(String runtimeType, ObjectNode object, ObjectNode into, Field field, Trail path);
  }

  /** Told of a value that is not of the kind that its position has. */
  @FunctionalInterface
  interface Mismatch {
    /**
     * @param expected what kind of value the position has, such as "a list"
     * @param found what the mapping made
     */
    void value(String expected, JsonNode found, Trail path);
  }

  /** A path in an answer, from its end: response keys and indexes. */
  record Trail(@Nullable Trail before, @Nullable String key, int index) {
    Trail key(String below) {
      return new Trail(this, below, 0);
    }

    Trail index(int below) {
      return new Trail(this, null, below);
    }

    /** The same path below another place. */
    Trail moved(Trail from, Trail to) {
      return this == from
          ? to
          : new Trail(before == null ? null : before.moved(from, to), key, index);
    }

    void writeTo(ArrayNode path) {
      if (before != null) {
        before.writeTo(path);
      }
      if (key != null) {
        path.add(key);
      } else {
        path.add(index);
      }
    }
  }

  private final Map<String, Set<String>> possibleTypes;
  private final Predicate<String> variableHolds;
  private final Absent absent;
  private final Mismatch mismatch;

  /**
   * @param possibleTypes of every composite type
   * @param variableHolds the value of a Boolean variable
   */
  RestShape(
      Map<String, Set<String>> possibleTypes,
      Predicate<String> variableHolds,
      Absent absent,
      Mismatch mismatch) {
    this.possibleTypes = possibleTypes;
    this.variableHolds = variableHolds;
    this.absent = absent;
    this.mismatch = mismatch;
  }

  /**
   * The fields that are asked of an object of this type, fragments and conditions resolved.
   *
   * @param runtimeType an object type
   */
  List<Field> fields(SelectionSet selections, String runtimeType) {
    List<Field> fields = new ArrayList<>();
    collect(selections, runtimeType, fields);
    return fields;
  }

  private void collect(SelectionSet selections, String runtimeType, List<Field> into) {
    for (SelectionSet.Selection selection : selections.selections()) {
      if (!selection.condition().holds(variableHolds)) {
        continue;
      }
      switch (selection) {
        case Field field -> into.add(field);
        case Fragment fragment -> {
          if (applies(fragment.typeCondition(), runtimeType)) {
            collect(fragment.selections(), runtimeType, into);
          }
        }
      }
    }
  }

  private boolean applies(String condition, String runtimeType) {
    return condition.equals(runtimeType)
        || possibleTypes.getOrDefault(condition, Set.of()).contains(runtimeType);
  }

  /** What a mapping must compute for a selection. */
  MappingRequest wanted(SelectionSet selections) {
    MappingRequest wanted = new MappingRequest();
    addWanted(selections, wanted);
    return wanted;
  }

  private void addWanted(SelectionSet selections, MappingRequest wanted) {
    for (SelectionSet.Selection selection : selections.selections()) {
      switch (selection) {
        case Field field -> {
          MappingRequest below = wanted.field(field.name());
          if (field.selections() != null) {
            addWanted(field.selections(), below);
          }
        }
        case Fragment fragment -> addWanted(fragment.selections(), wanted);
      }
    }
  }

  /**
   * The value at a position of this type; null where the mapping made something of another shape,
   * which is told. Whether a scalar fits its type is found when the client's answer is written.
   *
   * @param selections null on a leaf
   * @param path where the position is
   */
  JsonNode shape(JsonNode value, TypeRef type, @Nullable SelectionSet selections, Trail path) {
    if (value.isNull() || value.isMissingNode()) {
      return MappingValues.NODES.nullNode();
    }
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> shape(value, inner, selections, path);
      case TypeRef.ListOf(TypeRef element) -> {
        if (!(value instanceof ArrayNode array)) {
          mismatch.value("a list", value, path);
          yield MappingValues.NODES.nullNode();
        }
        ArrayNode shaped = MappingValues.NODES.arrayNode(array.size());
        for (int i = 0; i < array.size(); i++) {
          shaped.add(shape(array.get(i), element, selections, path.index(i)));
        }
        yield shaped;
      }
      case TypeRef.Named(String name) ->
          selections == null ? leaf(value, name) : object(value, name, selections, path);
    };
  }

  /** Services number what GraphQL calls an ID; it is a string there (specification, 3.5.5). */
  private static JsonNode leaf(JsonNode value, String type) {
    return type.equals("ID") && value.isIntegralNumber()
        ? MappingValues.NODES.textNode(value.asText())
        : value;
  }

  private JsonNode object(JsonNode value, String type, SelectionSet selections, Trail path) {
    if (!(value instanceof ObjectNode object)) {
      mismatch.value("an object", value, path);
      return MappingValues.NODES.nullNode();
    }
    String runtimeType = runtimeType(value, type);
    if (runtimeType == null) {
      return MappingValues.NODES.nullNode();
    }
    ObjectNode shaped = MappingValues.NODES.objectNode();
    for (Field field : fields(selections, runtimeType)) {
      String key = field.responseKey();
      if (field.name().equals("__typename")) {
        shaped.put(key, runtimeType);
        continue;
      }
      JsonNode below = object.get(field.name());
      if (below == null) {
        shaped.putNull(key);
        absent.field(runtimeType, object, shaped, field, path);
      } else {
        shaped.set(key, shape(below, field.type(), field.selections(), path.key(key)));
      }
    }
    return shaped;
  }

  /** Null when the mapping does not tell which of an abstract type's members this is. */
  private @Nullable String runtimeType(JsonNode value, String type) {
    Set<String> possible = possibleTypes.getOrDefault(type, Set.of());
    if (possible.size() == 1 && possible.contains(type)) {
      return type;
    }
    String named = value.path("__typename").textValue();
    return named != null && possible.contains(named) ? named : null;
  }
}
