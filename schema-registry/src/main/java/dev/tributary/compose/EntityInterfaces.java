package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldRoles;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Interfaces with keys, and the object types that stand for them. A subgraph that can be asked for
 * any object of the interface must know what every object may be.
 */
final class EntityInterfaces {
  private final Merging merging;

  private EntityInterfaces(Merging merging) {
    this.merging = merging;
  }

  static void check(Iterable<TypeNode> types, Merging merging) {
    EntityInterfaces rules = new EntityInterfaces(merging);
    types.forEach(
        type -> {
          if (type instanceof TypeNode.InterfaceNode contract) {
            rules.check(contract, merging.sources(contract.name()));
          } else if (type instanceof TypeNode.ObjectNode) {
            rules.check(type.name(), merging.sources(type.name()));
          }
        });
  }

  /** An object type that is an interface object everywhere stands for nothing. */
  private void check(String name, List<Source<TypeNode>> sources) {
    if (sources.stream().allMatch(EntityInterfaces::isInterfaceObject)) {
      merging
          .problems()
          .error(
              "INTERFACE_OBJECT_USAGE_ERROR",
              name,
              Source.places(sources),
              "\"%s\" is an @interfaceObject in every subgraph that has it: one of them must define the interface."
                  .formatted(name));
    }
  }

  private void check(TypeNode.InterfaceNode contract, List<Source<TypeNode>> sources) {
    Set<String> implementations = new TreeSet<>();
    for (Participant participant : merging.participants()) {
      implementations.addAll(participant.roles().implementations(contract.name()));
    }
    for (Source<TypeNode> source : sources) {
      if (isInterfaceObject(source)) {
        bothKinds(contract, source, implementations);
      } else if (FieldRoles.keys(source.node()).stream().anyMatch(FieldRoles.Key::resolvable)) {
        knowsAll(contract, source, implementations);
      }
    }
  }

  private void bothKinds(
      TypeNode.InterfaceNode contract, Source<TypeNode> source, Set<String> implementations) {
    for (String implementation : implementations) {
      TypeNode type = source.participant().schema().types().get(implementation);
      if (type != null) {
        merging
            .problems()
            .error(
                "INTERFACE_OBJECT_USAGE_ERROR",
                contract.name(),
                List.of(source.node().place(), type.place()),
                "\"%s\" has \"%s\" as an @interfaceObject and also \"%s\", which implements it: define one or the other."
                    .formatted(source.participant().name(), contract.name(), implementation));
      }
    }
  }

  private void knowsAll(
      TypeNode.InterfaceNode contract, Source<TypeNode> source, Set<String> implementations) {
    List<String> missing =
        implementations.stream()
            .filter(
                name ->
                    !source.participant().roles().implementations(contract.name()).contains(name))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    List<Place> places = new ArrayList<>(List.of(source.node().place()));
    for (Participant participant : merging.participants()) {
      for (String name : missing) {
        TypeNode type = participant.schema().types().get(name);
        if (type != null && participant.roles().implementations(contract.name()).contains(name)) {
          places.add(type.place());
        }
      }
    }
    merging
        .problems()
        .error(
            "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE",
            contract.name(),
            places,
            "\"%s\" can be asked for any \"%s\" by its key, and does not define %s, which %s it elsewhere: define %s there too, or make the interface an @interfaceObject."
                .formatted(
                    source.participant().name(),
                    contract.name(),
                    Words.names(missing),
                    missing.size() == 1 ? "implements" : "implement",
                    missing.size() == 1 ? "it" : "them"));
  }

  private static boolean isInterfaceObject(Source<TypeNode> source) {
    return source.node().has(FederationDirective.INTERFACE_OBJECT);
  }
}
