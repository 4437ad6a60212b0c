package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which types clients can get to by what they see. */
final class VisibleTypes {
  private final Map<String, TypeNode> types;
  private final Set<String> hidden;
  private final Map<String, Set<String>> implementations = new HashMap<>();
  private final Set<String> reached = new HashSet<>();

  /** Types that a field may return or an argument take, not only name. */
  private final Set<String> used = new HashSet<>();

  private final Deque<String> open = new ArrayDeque<>();

  /**
   * @param hidden coordinates of what clients do not see
   */
  VisibleTypes(Map<String, TypeNode> types, Set<String> hidden) {
    this.types = types;
    this.hidden = hidden;
    for (TypeNode type : types.values()) {
      if (type instanceof TypeNode.WithFields withFields) {
        withFields
            .interfaces()
            .keySet()
            .forEach(
                name ->
                    implementations.computeIfAbsent(name, _ -> new HashSet<>()).add(type.name()));
      }
    }
  }

  /**
   * @param directives those that operations may use: clients see the types of their arguments
   */
  Set<String> from(Collection<String> roots, List<DirectiveDefinitionNode> directives) {
    roots.forEach(this::use);
    for (DirectiveDefinitionNode definition : directives) {
      values("@" + definition.name() + "(", ":)", definition.arguments().values());
    }
    while (!open.isEmpty()) {
      TypeNode type = types.get(open.remove());
      switch (type) {
        case TypeNode.WithFields withFields -> {
          withFields.fields().values().forEach(field -> field(withFields.name(), field));
          // It is named beside the type, which does not lead to its other implementations.
          withFields.interfaces().keySet().forEach(this::reach);
        }
        case TypeNode.UnionNode union -> union.members().keySet().forEach(this::use);
        case TypeNode.InputNode input -> values(input.name() + ".", "", input.fields().values());
        case TypeNode.EnumNode _, TypeNode.ScalarNode _ -> {}
        case null -> {}
      }
    }
    return reached;
  }

  private void field(String type, FieldNode field) {
    String coordinate = type + "." + field.name();
    if (!hidden.contains(coordinate)) {
      use(field.type().namedType());
      values(coordinate + "(", ":)", field.arguments().values());
    }
  }

  private void values(String before, String after, Collection<InputValueNode> values) {
    for (InputValueNode value : values) {
      if (!hidden.contains(before + value.name() + after)) {
        use(value.type().namedType());
      }
    }
  }

  private void use(String type) {
    if (!hidden.contains(type) && used.add(type)) {
      reach(type);
      if (types.get(type) instanceof TypeNode.InterfaceNode) {
        implementations.getOrDefault(type, Set.of()).forEach(this::use);
      }
    }
  }

  private void reach(String type) {
    if (types.containsKey(type) && !hidden.contains(type) && reached.add(type)) {
      open.add(type);
    }
  }
}
