package dev.tributary.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of answers, or of arguments.
 *
 * @param pointer where the document describes it
 */
record RestObject(
    String name,
    boolean input,
    @Nullable String description,
    String pointer,
    List<RestField> fields) {
  RestObject {
    fields = List.copyOf(fields);
  }

  RestObject withFields(List<RestField> others) {
    return new RestObject(name, input, description, pointer, others);
  }
}
