package dev.tributary.plan;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The truth that all simulated subgraphs tell parts of: objects by type and number, and for each
 * field of each object one value, which follows from its name.
 */
final class World {

  /** How many objects there are of each type. */
  static final int OBJECTS = 3;

  record Thing(String type, int number) {}

  private final Supergraph supergraph;
  private final Map<String, SimulatedSubgraph> subgraphs;

  World(Supergraph supergraph, Map<String, SimulatedSubgraph> subgraphs) {
    this.supergraph = supergraph;
    this.subgraphs = subgraphs;
  }

  /** A leaf's value, a {@link Thing}, or a list of such. */
  Object value(Thing thing, String field, Map<String, Object> arguments) {
    FieldDefinition definition =
        Objects.requireNonNull(definition(thing.type(), field), thing.type() + "." + field);
    String seed = thing.type() + thing.number() + "." + field;
    if (!arguments.isEmpty()) {
      seed += new java.util.TreeMap<>(arguments);
    }
    return value(thing.type(), field, definition.type(), seed);
  }

  @Nullable FieldDefinition definition(String type, String field) {
    return supergraph.types().get(type) instanceof WithFields fields
        ? fields.fields().get(field)
        : null;
  }

  private Object value(String type, String field, TypeRef ref, String seed) {
    return switch (ref) {
      case TypeRef.NonNull(TypeRef inner) -> value(type, field, inner, seed);
      case TypeRef.ListOf(TypeRef inner) -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          list.add(value(type, field, inner, seed + "#" + i));
        }
        yield list;
      }
      case TypeRef.Named(String name) -> named(type, field, name, seed);
    };
  }

  private Object named(String type, String field, String name, String seed) {
    int hash = Math.floorMod(seed.hashCode() * 31, 7919);
    return switch (name) {
      case "Int" -> hash;
      case "Float" -> hash + 0.5;
      case "Boolean" -> hash % 2 == 0;
      case "String", "ID" -> seed;
      default -> {
        TypeDefinition definition = Objects.requireNonNull(supergraph.types().get(name), name);
        if (definition instanceof EnumType values) {
          yield values.values().firstEntry().getKey();
        }
        Set<String> possible = supergraph.possibleTypes().get(name);
        if (possible == null) {
          yield seed;
        }
        List<String> met = List.copyOf(met(type, field, new TreeSet<>(possible)));
        if (met.isEmpty()) {
          throw new IllegalStateException("nothing can be met at " + type + "." + field);
        }
        boolean root = name.equals(supergraph.queryType());
        yield new Thing(met.get(hash % met.size()), root ? 0 : hash % OBJECTS);
      }
    };
  }

  /** What every subgraph that resolves the field can answer with. */
  private Set<String> met(String type, String field, Set<String> possible) {
    for (SimulatedSubgraph subgraph : subgraphs.values()) {
      Set<String> there = subgraph.possibleBelow(type, field);
      if (there != null) {
        possible.retainAll(there);
      }
    }
    return possible;
  }
}
