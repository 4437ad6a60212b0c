package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a REST service's schema says of its JSON, gathered. In a supergraph it stands on the schema
 * and not on the elements that it is about: {@code @join__directive} has no place on enum values,
 * unions and input fields (join v0.5).
 */
final class JsonNames {

  /** What it is called in a supergraph. */
  static final String DIRECTIVE = "restNames";

  private final List<Value> applied = new ArrayList<>();

  private JsonNames() {}

  /** The arguments of the directive; empty when there is nothing to say. */
  static SequencedMap<String, Value> of(SubgraphSchema schema) {
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    if (schema.links().to(Feature.REST) == null) {
      return arguments;
    }
    JsonNames names = new JsonNames();
    schema.types().values().forEach(names::gather);
    if (!names.applied.isEmpty()) {
      arguments.put("applied", new Value.ListValue(names.applied));
    }
    return arguments;
  }

  private void gather(TypeNode type) {
    add(type.name(), type.first(FederationDirective.REST_UNION));
    Iterable<? extends ElementNode> elements =
        switch (type) {
          case TypeNode.WithFields composite -> composite.fields().values();
          case TypeNode.InputNode input -> input.fields().values();
          case TypeNode.EnumNode values -> values.values().values();
          case TypeNode.UnionNode union -> List.of();
          case TypeNode.ScalarNode scalar -> List.of();
        };
    for (ElementNode element : elements) {
      String coordinate = type.name() + "." + element.name();
      add(coordinate, element.first(FederationDirective.REST_FIELD));
      add(coordinate, element.first(FederationDirective.REST_ENUM));
    }
  }

  private void add(String coordinate, @Nullable DirectiveNode use) {
    if (use == null) {
      return;
    }
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    fields.put("on", new Value.StringValue(coordinate));
    // The name of an enum value is called so, too.
    use.arguments()
        .forEach((name, value) -> fields.put(name.equals("value") ? "name" : name, value));
    applied.add(new Value.ObjectValue(fields));
  }
}
