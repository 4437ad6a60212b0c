package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Completes what join v0.1 leaves out. There a field is written only for the subgraph that owns it;
 * that another subgraph has it too, for its key or below a {@code provides}, must be concluded.
 */
final class OwnedTypes {

  private static final FieldInSubgraph EXTERNAL =
      new FieldInSubgraph(true, null, null, null, null, null, false, List.of());

  private final SequencedMap<String, TypeDefinition> types;

  /** By type and field, what is to be added. */
  private final Map<String, Map<String, Map<Integer, FieldInSubgraph>>> concluded =
      new LinkedHashMap<>();

  private OwnedTypes(SequencedMap<String, TypeDefinition> types) {
    this.types = types;
  }

  static SequencedMap<String, TypeDefinition> completed(
      SequencedMap<String, TypeDefinition> types) {
    OwnedTypes owned = new OwnedTypes(types);
    for (TypeDefinition type : types.values()) {
      if (type instanceof WithFields withFields) {
        owned.conclude(withFields);
      }
    }
    SequencedMap<String, TypeDefinition> completed = new LinkedHashMap<>();
    types.forEach((name, type) -> completed.put(name, owned.completed(type)));
    return Collections.unmodifiableSequencedMap(completed);
  }

  private void conclude(WithFields type) {
    for (Map.Entry<Integer, InSubgraph> in : type.in().entrySet()) {
      for (Key key : in.getValue().keys()) {
        conclude(type.name(), key.fields(), in.getKey(), FieldInSubgraph.PLAIN);
      }
    }
    for (FieldDefinition field : type.fields().values()) {
      for (Map.Entry<Integer, FieldInSubgraph> in : field.in().entrySet()) {
        conclude(field.type().namedType(), in.getValue().provides(), in.getKey(), EXTERNAL);
      }
    }
  }

  private void conclude(
      String type, @Nullable FieldSet fields, int subgraph, FieldInSubgraph conclusion) {
    if (fields == null) {
      return;
    }
    for (FieldSet.Selection selection : fields.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment ->
            conclude(fragment.typeCondition(), fragment.selection(), subgraph, conclusion);
        case FieldSet.Field field -> {
          if (types.get(type) instanceof WithFields withFields
              && withFields.fields().get(field.name()) instanceof FieldDefinition definition) {
            concluded
                .computeIfAbsent(type, any -> new LinkedHashMap<>())
                .computeIfAbsent(field.name(), any -> new LinkedHashMap<>())
                // A key says more than a provides.
                .merge(
                    subgraph,
                    conclusion,
                    (left, right) -> left == FieldInSubgraph.PLAIN ? left : right);
            conclude(definition.type().namedType(), field.selection(), subgraph, conclusion);
          }
        }
      }
    }
  }

  private TypeDefinition completed(TypeDefinition type) {
    if (!concluded.containsKey(type.name())) {
      return type;
    }
    return switch (type) {
      case ObjectType object ->
          new ObjectType(
              object.name(),
              completedIn(object),
              completed(object.name(), object.fields()),
              object.interfaces(),
              object.inaccessible(),
              object.directives());
      case InterfaceType anInterface ->
          new InterfaceType(
              anInterface.name(),
              completedIn(anInterface),
              completed(anInterface.name(), anInterface.fields()),
              anInterface.interfaces(),
              anInterface.inaccessible(),
              anInterface.directives());
      default -> type;
    };
  }

  /** A subgraph that has a field of a type has the type. */
  private SortedMap<Integer, InSubgraph> completedIn(WithFields type) {
    SortedMap<Integer, InSubgraph> in = new TreeMap<>(type.in());
    for (Map<Integer, FieldInSubgraph> field :
        concluded.getOrDefault(type.name(), Map.of()).values()) {
      field.keySet().forEach(id -> in.putIfAbsent(id, new InSubgraph(List.of(), false)));
    }
    return Collections.unmodifiableSortedMap(in);
  }

  private SequencedMap<String, FieldDefinition> completed(
      String type, SequencedMap<String, FieldDefinition> fields) {
    Map<String, Map<Integer, FieldInSubgraph>> additions = concluded.getOrDefault(type, Map.of());
    SequencedMap<String, FieldDefinition> completed = new LinkedHashMap<>();
    fields.forEach(
        (name, field) -> {
          TreeMap<Integer, FieldInSubgraph> in = new TreeMap<>(field.in());
          additions.getOrDefault(name, Map.of()).forEach(in::putIfAbsent);
          completed.put(
              name,
              new FieldDefinition(
                  name,
                  field.type(),
                  field.arguments(),
                  Collections.unmodifiableSortedMap(in),
                  field.inaccessible(),
                  field.directives()));
        });
    return Collections.unmodifiableSequencedMap(completed);
  }
}
