package dev.tributary.supergraph;

/** A reference to a type, with its list and non-null wrappers (GraphQL specification, 3.12). */
public sealed interface TypeRef {

  /** A type by name, nullable. */
  record Named(String name) implements TypeRef {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A list, nullable, of {@code element}. */
  record ListOf(TypeRef element) implements TypeRef {
    @Override
    public String toString() {
      return "[" + element + "]";
    }
  }

  /** {@code type}, never null; {@code type} is never itself {@code NonNull}. */
  record NonNull(TypeRef type) implements TypeRef {
    @Override
    public String toString() {
      return type + "!";
    }
  }

  /** The name of the innermost type. */
  default String namedType() {
    return switch (this) {
      case Named named -> named.name();
      case ListOf list -> list.element().namedType();
      case NonNull nonNull -> nonNull.type().namedType();
    };
  }

  /** Whether null is not allowed at this position itself. */
  default boolean isNonNull() {
    return this instanceof NonNull;
  }

  /** This type without its outermost non-null wrapper, if it has one. */
  default TypeRef nullable() {
    return this instanceof NonNull(TypeRef type) ? type : this;
  }
}
