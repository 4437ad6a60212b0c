package dev.tributary.graph;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Interfaces that no subgraph implements, and that some have as an interface object. Nothing else
 * stands for these objects in a graph of object types, so the interface object itself does.
 */
final class StandIns {

  private StandIns() {}

  /** The supergraph in which such interfaces are object types of those subgraphs. */
  static Supergraph in(Supergraph supergraph) {
    SequencedMap<String, TypeDefinition> types = new LinkedHashMap<>(supergraph.types());
    SequencedMap<String, Set<String>> possible = new LinkedHashMap<>(supergraph.possibleTypes());
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof InterfaceType contract
          && possible.getOrDefault(contract.name(), Set.of()).isEmpty()
          && contract.in().values().stream().anyMatch(InSubgraph::interfaceObject)) {
        types.put(contract.name(), object(contract));
        possible.put(contract.name(), Set.of(contract.name()));
      }
    }
    return new Supergraph(
        supergraph.subgraphs(),
        types,
        supergraph.queryType(),
        supergraph.mutationType(),
        supergraph.subscriptionType(),
        possible,
        supergraph.schemaDirectives(),
        supergraph.api());
  }

  private static ObjectType object(InterfaceType contract) {
    SortedMap<Integer, InSubgraph> in = new TreeMap<>();
    contract
        .in()
        .forEach(
            (subgraph, there) -> {
              if (there.interfaceObject()) {
                in.put(subgraph, new InSubgraph(there.keys(), false));
              }
            });
    return new ObjectType(
        contract.name(),
        in,
        contract.fields(),
        new LinkedHashMap<>(),
        contract.inaccessible(),
        contract.directives());
  }
}
