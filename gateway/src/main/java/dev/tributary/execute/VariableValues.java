package dev.tributary.execute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tributary.cache.CacheKey;
import dev.tributary.supergraph.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A request's coerced variables, each written as JSON at most once. */
final class VariableValues {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Members of an object by name: their order means nothing. */
  private static final ObjectWriter SORTED =
      JSON.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

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

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Adds them to a key: equal ones in the same way. */
  void addTo(CacheKey.Parts parts) {
    parts.add(values.size());
    for (String name : new TreeSet<>(values.keySet())) {
      byte[] value = sorted(values.get(name));
      parts.add(name).add(value, 0, value.length);
    }
  }

  private static byte[] sorted(@Nullable Object value) {
    try {
      return SORTED.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a coerced variable that is not JSON", e);
    }
  }

  /** Roughly how much memory they take, in bytes. */
  int weight() {
    return (int) Math.min(Integer.MAX_VALUE / 2, weight(values));
  }

  private static long weight(@Nullable Object value) {
    long weight = 32;
    switch (value) {
      case String text -> weight += text.length();
      case Map<?, ?> object -> {
        for (Map.Entry<?, ?> entry : object.entrySet()) {
          weight += weight(entry.getKey()) + weight(entry.getValue());
        }
      }
      case List<?> list -> {
        for (Object element : list) {
          weight += weight(element);
        }
      }
      // A number may have thousands of digits.
      case BigInteger number -> weight += number.bitLength() / 8;
      case BigDecimal number -> weight += number.unscaledValue().bitLength() / 8;
      case null, default -> {}
    }
    return weight;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VariableValues variables && values.equals(variables.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  private static byte[] write(@Nullable Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a coerced variable that is not JSON", e);
    }
  }
}
