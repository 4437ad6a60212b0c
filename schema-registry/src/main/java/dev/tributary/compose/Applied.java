package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Value;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The directives that a subgraph's schema applies. */
final class Applied {
  private Applied() {}

  /** Hands every directive on every element of {@code schema} to {@code visit}, in order. */
  static void each(SubgraphSchema schema, Consumer<DirectiveNode> visit) {
    schema.schemaDirectives().forEach(visit);
    schema
        .directives()
        .values()
        .forEach(
            definition ->
                definition.arguments().values().forEach(argument -> element(argument, visit)));
    for (TypeNode type : schema.types().values()) {
      element(type, visit);
      switch (type) {
        case TypeNode.WithFields withFields ->
            withFields
                .fields()
                .values()
                .forEach(
                    field -> {
                      element(field, visit);
                      field.arguments().values().forEach(argument -> element(argument, visit));
                    });
        case TypeNode.EnumNode constants ->
            constants.values().values().forEach(value -> element(value, visit));
        case TypeNode.InputNode input ->
            input.fields().values().forEach(field -> element(field, visit));
        case TypeNode.UnionNode _, TypeNode.ScalarNode _ -> {}
      }
    }
  }

  private static void element(ElementNode element, Consumer<DirectiveNode> visit) {
    element.directives().forEach(visit);
  }

  /**
   * The arguments with the defaults of those left out: to rely on a default and to write it are the
   * same application.
   */
  static SequencedMap<String, Value> withDefaults(
      DirectiveNode use, @Nullable DirectiveDefinitionNode definition) {
    if (definition == null) {
      return use.arguments();
    }
    SequencedMap<String, Value> arguments = new LinkedHashMap<>(use.arguments());
    for (InputValueNode argument : definition.arguments().values()) {
      Value defaultValue = argument.defaultValue();
      if (defaultValue != null) {
        arguments.putIfAbsent(argument.name(), defaultValue);
      }
    }
    return arguments;
  }
}
