package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.Set;

/** Which object types a composite type may be at run time. */
final class PossibleTypes {
  private PossibleTypes() {}

  static SequencedMap<String, Set<String>> of(SequencedMap<String, TypeDefinition> types) {
    SequencedMap<String, Set<String>> possible = new LinkedHashMap<>();
    for (TypeDefinition type : types.values()) {
      if (type instanceof Composite composite) {
        possible.put(
            composite.name(),
            switch (composite) {
              case ObjectType object -> new LinkedHashSet<>(Set.of(object.name()));
              case InterfaceType anInterface -> new LinkedHashSet<>();
              case UnionType union -> new LinkedHashSet<>(union.members().sequencedKeySet());
            });
      }
    }
    for (TypeDefinition type : types.values()) {
      if (type instanceof ObjectType object) {
        for (String name : object.interfaces().keySet()) {
          Set<String> implementations = possible.get(name);
          if (implementations != null) {
            implementations.add(object.name());
          }
        }
      }
    }
    possible.replaceAll((name, names) -> Collections.unmodifiableSet(names));
    return Collections.unmodifiableSequencedMap(possible);
  }
}
