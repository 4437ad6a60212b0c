package dev.tributary.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a mapping's result are wanted, level by level; the rest need not be computed.
 *
 * <p>Only a hint: an evaluator may compute more.
 */
final class MappingRequest {

  private final Map<String, MappingRequest> fields = new HashMap<>();

  /** Wants a field; what is wanted below it is added to the result. */
  MappingRequest field(String name) {
    return fields.computeIfAbsent(name, unused -> new MappingRequest());
  }

  Set<String> names() {
    return fields.keySet();
  }

  boolean wants(String name) {
    return fields.containsKey(name) || name.equals("__typename");
  }

  /** Null when everything is wanted below: the field is a leaf to whoever asks. */
  @Nullable MappingRequest below(String name) {
    MappingRequest below = fields.get(name);
    return below == null || below.fields.isEmpty() ? null : below;
  }

  /** Wants what either of the two wants. */
  static MappingRequest either(MappingRequest one, MappingRequest other) {
    MappingRequest both = new MappingRequest();
    both.fields.putAll(one.fields);
    other.fields.forEach((name, below) -> both.fields.merge(name, below, MappingRequest::below));
    return both;
  }

  private static MappingRequest below(MappingRequest one, MappingRequest other) {
    // Nothing named means everything.
    return one.fields.isEmpty() || other.fields.isEmpty()
        ? new MappingRequest()
        : either(one, other);
  }

  /** Whether all that {@code other} wants is wanted here. */
  boolean covers(MappingRequest other) {
    return other.fields.entrySet().stream()
        .allMatch(
            field -> {
              MappingRequest own = fields.get(field.getKey());
              return own != null
                  && (own.fields.isEmpty()
                      || !field.getValue().fields.isEmpty() && own.covers(field.getValue()));
            });
  }
}
