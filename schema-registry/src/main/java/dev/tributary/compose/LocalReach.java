package dev.tributary.compose;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What each subgraph answers by itself: every {@link Position} that there is, and where reading a
 * field, or learning an object's type, leads from there while the subgraph is not left.
 */
final class LocalReach {
  private final Supergraph supergraph;

  /** The labels of the progressive overrides that apply; the others do not. */
  private final Set<String> labels;

  private final List<Position> positions = new ArrayList<>();
  private final Map<PositionKey, Position> byKey = new HashMap<>();

  private record PositionKey(String type, int subgraph, @Nullable FieldSet view) {}

  LocalReach(Supergraph supergraph, Set<String> labels) {
    this.supergraph = supergraph;
    this.labels = labels;
    enumerate();
  }

  /**
   * Every position that there is: each type in each subgraph, and the views that fields lead to.
   */
  private void enumerate() {
    for (TypeDefinition type : supergraph.types().values()) {
      switch (type) {
        case WithFields withFields ->
            withFields.in().keySet().forEach(in -> position(type.name(), in, null));
        case UnionType union -> union.in().stream().forEach(in -> position(type.name(), in, null));
        case TypeDefinition.EnumType _,
            TypeDefinition.InputType _,
            TypeDefinition.ScalarType _ -> {}
      }
    }
    for (int at = 0; at < positions.size(); at++) {
      Position position = positions.get(at);
      for (String type : runtimeTypes(position)) {
        castOf(position, type);
      }
      if (supergraph.types().get(position.type()) instanceof WithFields withFields) {
        for (FieldDefinition field : withFields.fields().values()) {
          if (field.in().containsKey(position.subgraph())) {
            result(at, field.name());
          }
        }
      }
    }
  }

  /** The position, which is known once this was made. */
  Position position(String type, int subgraph, @Nullable FieldSet view) {
    PositionKey key = new PositionKey(type, subgraph, view);
    Position known = byKey.get(key);
    if (known != null) {
      return known;
    }
    Position position = new Position(positions.size(), type, subgraph, view);
    byKey.put(key, position);
    positions.add(position);
    return position;
  }

  Position position(int id) {
    return positions.get(id);
  }

  /** How many positions there are; their ids count up from 0. */
  int size() {
    return positions.size();
  }

  @Nullable FieldInSubgraph inSubgraph(String type, String field, int subgraph) {
    FieldDefinition definition = field(type, field);
    return definition == null ? null : definition.in().get(subgraph);
  }

  private @Nullable FieldDefinition field(String type, String field) {
    return supergraph.types().get(type) instanceof WithFields withFields
        ? withFields.fields().get(field)
        : null;
  }

  /** Whether the subgraph itself answers the field here, requirements aside. */
  boolean answers(Position position, String field, FieldInSubgraph in) {
    if (Views.holds(position.view(), field, condition -> isA(position.type(), condition))) {
      return true;
    }
    if (in.external() || isOverridden(in) || isOverriding(in)) {
      return false;
    }
    return !(supergraph.types().get(position.type()) instanceof InterfaceType contract)
        || everyImplementationAnswers(contract, position, field);
  }

  private boolean isOverridden(FieldInSubgraph in) {
    if (in.overrideLabel() == null) {
      return in.usedOverridden();
    }
    return in.overrides() == null && labels.contains(in.overrideLabel());
  }

  private boolean isOverriding(FieldInSubgraph in) {
    return in.overrideLabel() != null
        && in.overrides() != null
        && !labels.contains(in.overrideLabel());
  }

  private boolean everyImplementationAnswers(
      InterfaceType contract, Position position, String field) {
    InSubgraph in = contract.in().get(position.subgraph());
    if (in != null && in.interfaceObject()) {
      return true;
    }
    for (String type : runtimeTypes(position)) {
      FieldInSubgraph there = inSubgraph(type, field, position.subgraph());
      if (there == null
          || there.requires() != null
          || !there.contextArguments().isEmpty()
          || !answers(castOf(position, type), field, there)) {
        return false;
      }
    }
    return true;
  }

  /** Where reading {@code field} at {@code at} leads; null for a leaf. */
  @Nullable Position result(int at, String field) {
    Position position = positions.get(at);
    FieldDefinition definition = field(position.type(), field);
    FieldInSubgraph in = definition == null ? null : definition.in().get(position.subgraph());
    if (definition == null || in == null) {
      return null;
    }
    String type = resultType(definition, in);
    if (!(supergraph.types().get(type) instanceof Composite)) {
      return null;
    }
    FieldSet view =
        Views.below(position.view(), field, condition -> isA(position.type(), condition));
    view = Views.union(view, in.provides());
    return position(type, position.subgraph(), needed(view, type, position.subgraph()));
  }

  /** The type of the field as the subgraph knows it. */
  private static String resultType(FieldDefinition definition, FieldInSubgraph in) {
    return (in.type() == null ? definition.type() : in.type()).namedType();
  }

  /** A view that adds nothing to what the subgraph answers anyway is left out. */
  private @Nullable FieldSet needed(@Nullable FieldSet view, String type, int subgraph) {
    return view == null || addsNothing(view, type, subgraph) ? null : view;
  }

  private boolean addsNothing(FieldSet view, String type, int subgraph) {
    for (FieldSet.Selection selection : view.selections()) {
      boolean plain =
          switch (selection) {
            case FieldSet.Fragment fragment ->
                addsNothing(fragment.selection(), fragment.typeCondition(), subgraph);
            case FieldSet.Field field -> {
              FieldDefinition definition = field(type, field.name());
              FieldInSubgraph in = definition == null ? null : definition.in().get(subgraph);
              FieldSet below = field.selection();
              yield definition != null
                  && in != null
                  && !in.external()
                  && in.requires() == null
                  && !in.usedOverridden()
                  && (supergraph.types().get(type) instanceof ObjectType)
                  && (below == null || addsNothing(below, resultType(definition, in), subgraph));
            }
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** The object types that may come from here; none from an interface object, which knows none. */
  Set<String> runtimeTypes(Position position) {
    int subgraph = position.subgraph();
    return switch (supergraph.types().get(position.type())) {
      case ObjectType object -> Set.of(object.name());
      case UnionType union -> {
        Set<String> members = new HashSet<>();
        union
            .members()
            .forEach(
                (member, in) -> {
                  if (in.get(subgraph)) {
                    members.add(member);
                  }
                });
        yield members;
      }
      case InterfaceType contract -> {
        Set<String> types = new HashSet<>();
        for (String name : supergraph.possibleTypes().getOrDefault(contract.name(), Set.of())) {
          if (supergraph.types().get(name) instanceof ObjectType object) {
            BitSet in = object.interfaces().get(contract.name());
            if (in != null && in.get(subgraph)) {
              types.add(name);
            }
          }
        }
        yield types;
      }
      case null, default -> Set.of();
    };
  }

  /** The position {@code at}, once the object is known to be a {@code type}. */
  Position cast(int at, String type) {
    return castOf(positions.get(at), type);
  }

  private Position castOf(Position position, String type) {
    if (position.type().equals(type)) {
      return position;
    }
    return position(type, position.subgraph(), needed(position.view(), type, position.subgraph()));
  }

  boolean isA(String type, String condition) {
    return type.equals(condition)
        || supergraph.possibleTypes().getOrDefault(condition, Set.of()).contains(type);
  }

  /** The subgraphs that declare the field at all. */
  SortedMap<Integer, FieldInSubgraph> declaring(String type, String field) {
    FieldDefinition definition = field(type, field);
    return definition == null ? Collections.emptySortedMap() : definition.in();
  }

  Supergraph supergraph() {
    return supergraph;
  }

  @Nullable TypeDefinition type(String name) {
    return supergraph.types().get(name);
  }
}
