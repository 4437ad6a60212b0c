package dev.tributary.compose;

import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.TypeRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether enums (and all other types) are returned, taken as input, or both. */
final class EnumUse {
  /** A coordinate that uses a type, and where it stands. */
  record Use(String coordinate, Place place) {}

  private final Map<String, Use> inputs = new HashMap<>();
  private final Map<String, Use> outputs = new HashMap<>();

  static EnumUse of(List<Participant> participants) {
    EnumUse use = new EnumUse();
    for (Participant participant : participants) {
      for (TypeNode type : participant.schema().types().values()) {
        switch (type) {
          case TypeNode.WithFields withFields ->
              withFields.fields().values().forEach(field -> use.field(type.name(), field));
          case TypeNode.InputNode input ->
              input
                  .fields()
                  .values()
                  .forEach(field -> use.input(type.name() + "." + field.name(), field));
          case TypeNode.UnionNode _, TypeNode.EnumNode _, TypeNode.ScalarNode _ -> {}
        }
      }
    }
    return use;
  }

  private void field(String type, FieldNode field) {
    String coordinate = type + "." + field.name();
    outputs.putIfAbsent(named(field.type()), new Use(coordinate, field.place()));
    for (InputValueNode argument : field.arguments().values()) {
      input(coordinate + "(" + argument.name() + ":)", argument);
    }
  }

  private void input(String coordinate, InputValueNode value) {
    inputs.putIfAbsent(named(value.type()), new Use(coordinate, value.place()));
  }

  private static String named(TypeRef type) {
    return type.namedType();
  }

  /** A place that takes {@code type} as input; null when none does. */
  @Nullable Use input(String type) {
    return inputs.get(type);
  }

  /** A field that returns {@code type}; null when none does. */
  @Nullable Use output(String type) {
    return outputs.get(type);
  }
}
