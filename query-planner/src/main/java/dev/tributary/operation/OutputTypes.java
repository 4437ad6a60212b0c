package dev.tributary.operation;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.TypeRef;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;
import java.util.Set;

/**
 * The types of what an operation selects: the supergraph's, and below {@code __schema} and {@code
 * __type} those of introspection.
 */
final class OutputTypes {

  private static final TypeRef TYPENAME = new TypeRef.NonNull(new TypeRef.Named("String"));
  private static final TypeRef SCHEMA = new TypeRef.NonNull(new TypeRef.Named("__Schema"));
  private static final TypeRef TYPE = new TypeRef.Named("__Type");

  private final Supergraph supergraph;

  OutputTypes(Supergraph supergraph) {
    this.supergraph = supergraph;
  }

  /** The object types that a composite type may be at run time. */
  Set<String> possible(String type) {
    // Introspection's own types are all objects.
    return supergraph.possibleTypes().getOrDefault(type, Set.of(type));
  }

  /** Whether a selection that is right on {@code condition} is right on {@code type} as it is. */
  boolean declares(String type, String condition) {
    if (type.equals(condition)) {
      return true;
    }
    return supergraph.types().get(condition) instanceof UnionType
        || (supergraph.types().get(type) instanceof WithFields withFields
            && withFields.interfaces().containsKey(condition));
  }

  /** The type of a field of a valid operation. */
  TypeRef field(String parent, String name) {
    switch (name) {
      case "__typename":
        return TYPENAME;
      case "__schema":
        return SCHEMA;
      case "__type":
        return TYPE;
      default:
        break;
    }
    TypeDefinition type = supergraph.types().get(parent);
    if (type instanceof WithFields withFields
        && withFields.fields().get(name) instanceof FieldDefinition field) {
      return field.type();
    }
    if (supergraph.api().getType(parent) instanceof GraphQLFieldsContainer introspection
        && introspection.getFieldDefinition(name) instanceof GraphQLFieldDefinition field) {
      return reference(field.getType());
    }
    throw new IllegalStateException("validation let pass the unknown field " + parent + "." + name);
  }

  private static TypeRef reference(GraphQLType type) {
    return switch (type) {
      case GraphQLNonNull nonNull -> new TypeRef.NonNull(reference(nonNull.getWrappedType()));
      case GraphQLList list -> new TypeRef.ListOf(reference(list.getWrappedType()));
      case GraphQLNamedType named -> new TypeRef.Named(named.getName());
      default -> throw new IllegalStateException("not a type: " + type);
    };
  }
}
