package dev.tributary.execute;

import dev.tributary.supergraph.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * The wrappers of a field's type, from the outside in.
 *
 * @param element what the items are when it is a list; null otherwise
 */
record ValueType(boolean nonNull, @Nullable ValueType element) {

  static ValueType of(TypeRef type) {
    return switch (type.nullable()) {
      case TypeRef.ListOf(TypeRef element) -> new ValueType(type.isNonNull(), of(element));
      default -> new ValueType(type.isNonNull(), null);
    };
  }
}
