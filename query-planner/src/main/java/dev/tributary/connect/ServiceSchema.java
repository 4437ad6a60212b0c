package dev.tributary.connect;

import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** One connector service's part of the supergraph. */
record ServiceSchema(Supergraph supergraph, int id) {

  @Nullable TypeDefinition type(String name) {
    return supergraph.types().get(name);
  }

  @Nullable FieldDefinition field(String typeName, String fieldName) {
    return type(typeName) instanceof WithFields type ? type.fields().get(fieldName) : null;
  }

  /** The object types that a position of this type may hold, as the service knows them. */
  SequencedSet<String> possibleTypes(String typeName) {
    SequencedSet<String> possible = new LinkedHashSet<>();
    switch (type(typeName)) {
      case ObjectType object -> possible.add(typeName);
      case UnionType union ->
          union
              .members()
              .forEach(
                  (member, in) -> {
                    if (in.get(id)) {
                      possible.add(member);
                    }
                  });
      case InterfaceType anInterface -> {
        for (TypeDefinition type : supergraph.types().values()) {
          if (type instanceof ObjectType object
              && object.interfaces().containsKey(typeName)
              && object.interfaces().get(typeName).get(id)) {
            possible.add(object.name());
          }
        }
      }
      case null, default -> {}
    }
    return possible;
  }

  /** What a mapping of this shape provides at a position of this type. */
  Provided provided(String typeName, Shape shape) {
    SequencedMap<String, SequencedMap<String, @Nullable Provided>> byType = new LinkedHashMap<>();
    for (String possible : possibleTypes(typeName)) {
      SequencedMap<String, @Nullable Provided> fields = new LinkedHashMap<>();
      boolean made = false;
      for (Shape.Fields object : shape.objects()) {
        if (object.typename() == null || object.typename().equals(possible)) {
          made = true;
          object
              .fields()
              .forEach((name, field) -> addProvided(possible, name, field.shape(), fields));
        }
      }
      if (made) {
        byType.put(possible, fields);
      }
    }
    return new Provided(typeName, byType);
  }

  private void addProvided(
      String typeName, String name, Shape shape, SequencedMap<String, @Nullable Provided> into) {
    FieldDefinition field = field(typeName, name);
    // Whoever selects a field with arguments must be able to send them: only its own connector can.
    if (field == null || !field.in().containsKey(id) || !field.arguments().isEmpty()) {
      return;
    }
    String fieldType = field.type().namedType();
    if (type(fieldType) instanceof Composite) {
      Provided below = provided(fieldType, shape);
      Provided before = into.get(name);
      into.put(name, before == null ? below : before.and(below));
    } else {
      into.put(name, null);
    }
  }

  /** The paths that are fields of the type, as a selection of it; others are left out. */
  FieldSet fieldSet(String typeName, PathTree paths) {
    List<FieldSet.Selection> selections = new ArrayList<>();
    paths
        .children()
        .forEach(
            (name, below) -> {
              FieldDefinition field = field(typeName, name);
              if (field == null || !field.arguments().isEmpty()) {
                return;
              }
              String fieldType = field.type().namedType();
              if (!(type(fieldType) instanceof Composite)) {
                selections.add(new FieldSet.Field(name, new LinkedHashMap<>(), null));
                return;
              }
              FieldSet inner = fieldSet(fieldType, below);
              if (!inner.selections().isEmpty()) {
                selections.add(new FieldSet.Field(name, new LinkedHashMap<>(), inner));
              }
            });
    return new FieldSet(selections);
  }

  /** A field set without fragments, as what is provided. */
  Provided provided(String typeName, FieldSet fields) {
    SequencedMap<String, @Nullable Provided> own = new LinkedHashMap<>();
    for (FieldSet.Selection selection : fields.selections()) {
      if (selection instanceof FieldSet.Field(var name, var arguments, FieldSet inner)
          && field(typeName, name) instanceof FieldDefinition field) {
        own.put(name, inner == null ? null : provided(field.type().namedType(), inner));
      }
    }
    SequencedMap<String, SequencedMap<String, @Nullable Provided>> byType = new LinkedHashMap<>();
    byType.put(typeName, own);
    return new Provided(typeName, byType);
  }
}
