package dev.tributary.graph;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which subgraphs resolve a field, from what composition wrote down. */
final class FieldMoves {

  private final Supergraph supergraph;
  private final Set<String> overrideLabels;

  FieldMoves(Supergraph supergraph, Set<String> overrideLabels) {
    this.supergraph = supergraph;
    this.overrideLabels = overrideLabels;
  }

  /** The resolvers of each field of the type. */
  Map<String, List<Resolver>> of(ObjectType type) {
    Map<String, List<Resolver>> result = new HashMap<>();
    for (FieldDefinition field : type.fields().values()) {
      List<Resolver> resolvers = new ArrayList<>();
      addResolvers(resolvers, type, field);
      addInterfaceObjects(resolvers, type, field.name());
      resolvers.sort(Comparator.comparingInt(Resolver::subgraph));
      result.put(field.name(), List.copyOf(resolvers));
    }
    return result;
  }

  private void addResolvers(List<Resolver> resolvers, WithFields type, FieldDefinition field) {
    for (Map.Entry<Integer, FieldInSubgraph> declared : field.in().entrySet()) {
      InSubgraph here = type.in().get(declared.getKey());
      if (here != null && resolves(declared.getValue())) {
        resolvers.add(resolver(type, field, declared.getKey(), declared.getValue()));
      }
    }
  }

  /**
   * What an interface object says holds for every implementation. Where an implementation has the
   * field of its own too, composition made both sides say that they share it, so either may answer.
   */
  private void addInterfaceObjects(List<Resolver> resolvers, ObjectType type, String name) {
    for (String implemented : type.interfaces().keySet()) {
      WithFields definition = (WithFields) QueryGraph.type(supergraph, implemented);
      FieldDefinition field = definition.fields().get(name);
      if (field == null) {
        continue;
      }
      for (Map.Entry<Integer, FieldInSubgraph> declared : field.in().entrySet()) {
        InSubgraph here = definition.in().get(declared.getKey());
        if (here != null
            && here.interfaceObject()
            && !type.in().containsKey(declared.getKey())
            && resolves(declared.getValue())) {
          resolvers.add(resolver(definition, field, declared.getKey(), declared.getValue()));
        }
      }
    }
  }

  private boolean resolves(FieldInSubgraph declared) {
    if (declared.overrideLabel() != null) {
      // The same label stands on the subgraph that takes the field and on the one that loses it.
      return overrideLabels.contains(declared.overrideLabel()) == (declared.overrides() != null);
    }
    return !declared.external() && !declared.usedOverridden();
  }

  private static Resolver resolver(
      WithFields type, FieldDefinition field, int subgraph, FieldInSubgraph declared) {
    return new Resolver(
        subgraph,
        type.name(),
        declared.type() == null ? field.type() : declared.type(),
        declared.requires(),
        declared.provides(),
        declared.contextArguments());
  }

  static FieldSet union(@Nullable FieldSet one, FieldSet other) {
    if (one == null) {
      return other;
    }
    List<FieldSet.Selection> all = new ArrayList<>(one.selections());
    all.addAll(other.selections());
    return new FieldSet(all);
  }
}
