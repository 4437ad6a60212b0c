package dev.tributary.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An enum of strings. */
record RestEnum(String name, @Nullable String description, List<Value> values) {
  RestEnum {
    values = List.copyOf(values);
  }

  /** Whether some value has another name in JSON than in GraphQL. */
  boolean isRenamed() {
    return values.stream().anyMatch(value -> !value.name().equals(value.wireName()));
  }

  record Value(String name, String wireName) {}
}
