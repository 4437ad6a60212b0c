package dev.tributary.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.supergraph.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's coerced variables, each written as JSON at most once. */
final class VariableValues {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, @Nullable Object> values;
  private final Map<String, byte[]> written = new HashMap<>();

  /**
   * @param values JSON-able; a declared variable without a value is absent
   */
  VariableValues(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /** Its JSON, or null when it has no value. */
  byte @Nullable [] json(String name) {
    if (!values.containsKey(name)) {
      return null;
    }
    return written.computeIfAbsent(name, key -> write(values.get(key)));
  }

  /** The value of a variable that a condition names: false unless it is true. */
  boolean isTrue(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /**
   * Its value as written in a document, for the strings and booleans that introspection takes; null
   * when it has none.
   */
  @Nullable Value value(String name) {
    if (!values.containsKey(name)) {
      return null;
    }
    Object value = values.get(name);
    return switch (value) {
      case String text -> new Value.StringValue(text);
      case Boolean truth -> new Value.BooleanValue(truth);
      case null, default -> new Value.NullValue();
    };
  }

  private static byte[] write(@Nullable Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a coerced variable that is not JSON", e);
    }
  }
}
