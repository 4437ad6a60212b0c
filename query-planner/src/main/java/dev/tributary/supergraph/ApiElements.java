package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.EnumValueDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.List;
import java.util.Map;

/** Which elements of the supergraph clients may see. */
record ApiElements(Map<String, TypeDefinition> types) {

  boolean has(String typeName) {
    TypeDefinition type = types.get(typeName);
    return type != null && !type.inaccessible();
  }

  List<String> interfaces(WithFields type) {
    return type.interfaces().keySet().stream().filter(this::has).toList();
  }

  List<String> members(UnionType union) {
    return union.members().keySet().stream().filter(this::has).toList();
  }

  static List<FieldDefinition> fields(WithFields type) {
    return type.fields().values().stream().filter(field -> !field.inaccessible()).toList();
  }

  static List<ArgumentDefinition> arguments(FieldDefinition field) {
    return field.arguments().values().stream()
        .filter(argument -> !argument.inaccessible())
        .toList();
  }

  static List<EnumValueDefinition> values(EnumType type) {
    return type.values().values().stream().filter(value -> !value.inaccessible()).toList();
  }

  static List<InputFieldDefinition> fields(InputType type) {
    return type.fields().values().stream().filter(field -> !field.inaccessible()).toList();
  }

  /** Whether {@code type} may be given where {@code expected} is declared (3.6.1, covariance). */
  boolean isSubtype(TypeRef type, TypeRef expected) {
    return switch (expected) {
      case TypeRef.NonNull(TypeRef inner) ->
          type instanceof TypeRef.NonNull(TypeRef own) && isSubtype(own, inner);
      case TypeRef.ListOf(TypeRef element) ->
          type.nullable() instanceof TypeRef.ListOf(TypeRef own) && isSubtype(own, element);
      case TypeRef.Named(String name) ->
          type.nullable() instanceof TypeRef.Named(String own)
              && (own.equals(name) || isMember(own, name));
    };
  }

  private boolean isMember(String type, String of) {
    return switch (types.get(of)) {
      case UnionType union -> union.members().containsKey(type);
      case TypeDefinition.InterfaceType _ ->
          types.get(type) instanceof WithFields own && own.interfaces().containsKey(of);
      case null, default -> false;
    };
  }
}
