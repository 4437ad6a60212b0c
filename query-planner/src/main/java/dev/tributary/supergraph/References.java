package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.Composite;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.InterfaceType;
import dev.tributary.supergraph.TypeDefinition.Key;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeDefinition.ScalarType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that whatever a supergraph element names is there, and of the right kind. */
final class References {

  private final Map<String, TypeDefinition> types;
  private final List<String> problems;

  References(Map<String, TypeDefinition> types, List<String> problems) {
    this.types = types;
    this.problems = problems;
  }

  void check() {
    for (TypeDefinition type : types.values()) {
      switch (type) {
        case ObjectType object -> withFields(object);
        case InterfaceType anInterface -> withFields(anInterface);
        case UnionType union ->
            union
                .members()
                .keySet()
                .forEach(
                    member -> {
                      if (!(types.get(member) instanceof ObjectType)) {
                        problem(union.name(), "its member " + member + " is not an object type");
                      }
                    });
        case InputType input ->
            input
                .fields()
                .values()
                .forEach(field -> input(input.name() + "." + field.name(), field.type()));
        case EnumType anEnum -> {}
        case ScalarType scalar -> {}
      }
    }
  }

  private void withFields(WithFields type) {
    for (String name : type.interfaces().keySet()) {
      if (!(types.get(name) instanceof InterfaceType)) {
        problem(type.name(), "it implements " + name + ", which is not an interface");
      }
    }
    for (InSubgraph in : type.in().values()) {
      for (Key key : in.keys()) {
        fieldSet(type.name(), "key", key.fields(), type.name());
      }
    }
    for (FieldDefinition field : type.fields().values()) {
      String coordinate = type.name() + "." + field.name();
      output(coordinate, field.type());
      field
          .arguments()
          .values()
          .forEach(argument -> input(coordinate + "(" + argument.name() + ":)", argument.type()));
      for (FieldInSubgraph in : field.in().values()) {
        if (in.type() != null) {
          output(coordinate, in.type());
        }
        fieldSet(coordinate, "requires", in.requires(), type.name());
        fieldSet(coordinate, "provides", in.provides(), field.type().namedType());
      }
    }
  }

  private void output(String coordinate, TypeRef reference) {
    switch (types.get(reference.namedType())) {
      case null -> problem(coordinate, "unknown type " + reference.namedType());
      case InputType input -> problem(coordinate, input.name() + " is an input type");
      case Composite composite -> {}
      case EnumType anEnum -> {}
      case ScalarType scalar -> {}
    }
  }

  private void input(String coordinate, TypeRef reference) {
    switch (types.get(reference.namedType())) {
      case null -> problem(coordinate, "unknown type " + reference.namedType());
      case Composite composite -> problem(coordinate, composite.name() + " is an output type");
      case InputType input -> {}
      case EnumType anEnum -> {}
      case ScalarType scalar -> {}
    }
  }

  private void fieldSet(
      String coordinate, String argument, @Nullable FieldSet fieldSet, String parentName) {
    if (fieldSet == null) {
      return;
    }
    for (FieldSet.Selection selection : fieldSet.selections()) {
      switch (selection) {
        case FieldSet.Fragment fragment -> {
          if (types.get(fragment.typeCondition()) instanceof Composite) {
            fieldSet(coordinate, argument, fragment.selection(), fragment.typeCondition());
          } else {
            problem(coordinate, argument + " names the unknown type " + fragment.typeCondition());
          }
        }
        case FieldSet.Field field -> {
          String typeName = fieldType(parentName, field.name());
          if (typeName == null) {
            problem(
                coordinate,
                argument + " names " + parentName + "." + field.name() + ", which does not exist");
          } else {
            fieldSet(coordinate, argument, field.selection(), typeName);
          }
        }
      }
    }
  }

  private @Nullable String fieldType(String parentName, String name) {
    if (name.equals("__typename")) {
      return "String";
    }
    return types.get(parentName) instanceof WithFields parent
            && parent.fields().get(name) instanceof FieldDefinition field
        ? field.type().namedType()
        : null;
  }

  private void problem(String coordinate, String problem) {
    problems.add(coordinate + ": " + problem);
  }
}
