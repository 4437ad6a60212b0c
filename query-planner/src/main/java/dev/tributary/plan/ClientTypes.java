package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.graph.TypeSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of the supergraph's types a client may see: everything that is not inaccessible. */
final class ClientTypes {

  private final TypeSet accessible;
  private final Map<String, Set<String>> enumValues = new HashMap<>();

  ClientTypes(Supergraph supergraph, QueryGraph graph) {
    TypeSet objects = TypeSet.EMPTY;
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof TypeDefinition.ObjectType object && !object.inaccessible()) {
        objects = objects.or(TypeSet.of(graph.number(object.name())));
      }
      if (type instanceof EnumType values) {
        Set<String> names = new LinkedHashSet<>();
        for (EnumValueDefinition value : values.values().values()) {
          if (!value.inaccessible()) {
            names.add(value.name());
          }
        }
        enumValues.put(values.name(), Set.copyOf(names));
      }
    }
    this.accessible = objects;
  }

  TypeSet visible(TypeSet types) {
    return types.and(accessible);
  }

  /** Null when the type is no enum. */
  @Nullable Set<String> enumValues(String type) {
    return enumValues.get(type);
  }
}
