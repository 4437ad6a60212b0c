package dev.tributary.compose;

import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.TypeRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which type is a subtype of which, taking all subgraphs together. */
final class Subtypes {
  private final Map<String, Set<String>> below = new HashMap<>();

  static Subtypes of(List<Participant> participants) {
    Subtypes subtypes = new Subtypes();
    for (Participant participant : participants) {
      for (TypeNode type : participant.schema().types().values()) {
        switch (type) {
          case TypeNode.WithFields withFields ->
              withFields.interfaces().keySet().forEach(name -> subtypes.add(name, type.name()));
          case TypeNode.UnionNode union ->
              union.members().keySet().forEach(member -> subtypes.add(union.name(), member));
          case TypeNode.EnumNode _, TypeNode.InputNode _, TypeNode.ScalarNode _ -> {}
        }
      }
    }
    return subtypes;
  }

  private void add(String above, String type) {
    below.computeIfAbsent(above, _ -> new HashSet<>()).add(type);
  }

  /** Whether a {@code given} can stand where a {@code wanted} is wanted, and they differ. */
  boolean isStrict(TypeRef given, TypeRef wanted) {
    return !given.equals(wanted) && isSubtype(given, wanted);
  }

  boolean isSubtype(TypeRef given, TypeRef wanted) {
    if (given.equals(wanted)) {
      return true;
    }
    if (given instanceof TypeRef.NonNull(TypeRef inner)) {
      return isSubtype(
          inner, wanted instanceof TypeRef.NonNull(TypeRef wantedInner) ? wantedInner : wanted);
    }
    if (given instanceof TypeRef.ListOf(TypeRef element)
        && wanted instanceof TypeRef.ListOf(TypeRef wantedElement)) {
      return isSubtype(element, wantedElement);
    }
    return given instanceof TypeRef.Named(String name)
        && wanted instanceof TypeRef.Named(String wantedName)
        && below.getOrDefault(wantedName, Set.of()).contains(name);
  }
}
