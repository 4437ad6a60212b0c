package dev.tributary.plan.verify;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each subgraph knows and resolves, read afresh from the supergraph: no planner code. */
final class Capabilities {

  private final Supergraph supergraph;
  private final Set<String> labels;

  /**
   * @param labels the progressive overrides that are on
   */
  Capabilities(Supergraph supergraph, Set<String> labels) {
    this.supergraph = supergraph;
    this.labels = labels;
  }

  /** Whether a subgraph resolves a field that it declares like this, wherever it meets the type. */
  boolean resolves(FieldInSubgraph field) {
    if (field.external()) {
      return false;
    }
    if (field.usedOverridden()) {
      return field.overrideLabel() != null && !labels.contains(field.overrideLabel());
    }
    return field.overrides() == null
        || field.overrideLabel() == null
        || labels.contains(field.overrideLabel());
  }

  boolean isInterfaceObject(String type, int subgraph) {
    return supergraph.types().get(type) instanceof WithFields withFields
        && withFields.in().get(subgraph) instanceof InSubgraph in
        && in.interfaceObject();
  }

  boolean knows(String type, int subgraph) {
    return switch (supergraph.types().get(type)) {
      case WithFields withFields -> withFields.in().containsKey(subgraph);
      case UnionType union -> union.in().get(subgraph);
      case null, default -> false;
    };
  }

  /** The object types that a composite type may be, as far as a subgraph knows. */
  Set<String> possibleIn(String type, int subgraph) {
    if (isInterfaceObject(type, subgraph)) {
      return supergraph.possibleTypes().getOrDefault(type, Set.of());
    }
    Set<String> possible = new LinkedHashSet<>();
    switch (supergraph.types().get(type)) {
      case ObjectType object -> possible.add(object.name());
      case UnionType union -> {
        for (Map.Entry<String, BitSet> member : union.members().entrySet()) {
          if (member.getValue().get(subgraph)) {
            possible.add(member.getKey());
          }
        }
      }
      case InterfaceType anInterface -> {
        for (String name : supergraph.possibleTypes().getOrDefault(type, Set.of())) {
          if (supergraph.types().get(name) instanceof ObjectType object
              && object.interfaces().get(type) instanceof BitSet in
              && in.get(subgraph)) {
            possible.add(name);
          }
        }
      }
      case null, default -> {}
    }
    possible.removeIf(name -> !knows(name, subgraph));
    return possible;
  }

  /**
   * The object types that a field may hold: those known to every subgraph that resolves it, for
   * each must be able to give the same answer.
   */
  Set<String> possible(String owner, FieldDefinition field) {
    String declared = field.type().namedType();
    Set<String> possible = null;
    for (Map.Entry<Integer, FieldInSubgraph> in : declarations(owner, field).entrySet()) {
      if (resolves(in.getValue())) {
        String type = in.getValue().type() == null ? declared : in.getValue().type().namedType();
        Set<String> here = possibleIn(type, in.getKey());
        if (possible == null) {
          possible = new LinkedHashSet<>(here);
        } else {
          possible.retainAll(here);
        }
      }
    }
    return possible == null ? Set.of() : possible;
  }

  /** A field that nobody declares on the object itself is an interface object's. */
  private Map<Integer, FieldInSubgraph> declarations(String owner, FieldDefinition field) {
    if (!field.in().isEmpty()) {
      return field.in();
    }
    if (supergraph.types().get(owner) instanceof ObjectType object) {
      for (String name : object.interfaces().keySet()) {
        FieldDefinition inherited = declared(name, field.name());
        if (inherited != null && !inherited.in().isEmpty()) {
          return inherited.in();
        }
      }
    }
    return Map.of();
  }

  @Nullable FieldDefinition declared(String type, String field) {
    return supergraph.types().get(type) instanceof WithFields withFields
        ? withFields.fields().get(field)
        : null;
  }

  boolean isComposite(String type) {
    return supergraph.types().get(type) instanceof Composite;
  }
}
