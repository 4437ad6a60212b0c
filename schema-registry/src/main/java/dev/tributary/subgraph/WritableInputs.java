package dev.tributary.subgraph;

import dev.tributary.supergraph.TypeRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The input objects of which a value can be written at all: one that needs another of itself in it
 * has none of finite size (GraphQL specification, 3.10, circular references).
 *
 * <p>Found from the leaves up. Each input is looked at again only when one that it waits for turns
 * out to be writable, so that the work is linear in the fields.
 */
final class WritableInputs {

  private final Map<String, TypeNode> types;
  private final Set<String> writable = new HashSet<>();

  private WritableInputs(Map<String, TypeNode> types) {
    this.types = types;
  }

  /** The names of those that can be written. */
  static Set<String> of(Map<String, TypeNode> types) {
    WritableInputs inputs = new WritableInputs(types);
    inputs.find();
    return inputs.writable;
  }

  private void find() {
    Map<String, List<TypeNode.InputNode>> waiting = new HashMap<>();
    Deque<TypeNode.InputNode> open = new ArrayDeque<>();
    for (TypeNode type : types.values()) {
      if (type instanceof TypeNode.InputNode input) {
        open.add(input);
        for (InputValueNode field : input.fields().values()) {
          String needed = needed(input, field);
          if (needed != null) {
            waiting.computeIfAbsent(needed, first -> new ArrayList<>()).add(input);
          }
        }
      }
    }
    while (!open.isEmpty()) {
      TypeNode.InputNode input = open.remove();
      if (isWritable(input) && writable.add(input.name())) {
        open.addAll(waiting.getOrDefault(input.name(), List.of()));
      }
    }
  }

  /** One field is enough for a {@code @oneOf} input; others need all that are not nullable. */
  private boolean isWritable(TypeNode.InputNode input) {
    long open =
        input.fields().values().stream()
            .map(field -> needed(input, field))
            .filter(needed -> needed == null || writable.contains(needed))
            .count();
    return input.isOneOf()
        ? open > 0 || input.fields().isEmpty()
        : open == input.fields().values().size();
  }

  /** The input object without a value of which the field cannot be given one; null when none. */
  private @Nullable String needed(TypeNode.InputNode input, InputValueNode field) {
    boolean required = input.isOneOf() || field.type().isNonNull();
    return required
            && field.type().nullable() instanceof TypeRef.Named(String name)
            && types.get(name) instanceof TypeNode.InputNode
        ? name
        : null;
  }
}
