package dev.tributary.upstream;

import java.util.HashMap;
import java.util.Map;
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

  boolean wants(String name) {
    return fields.containsKey(name) || name.equals("__typename");
  }

  /** Null when everything is wanted below: the field is a leaf to whoever asks. */
  @Nullable MappingRequest below(String name) {
    MappingRequest below = fields.get(name);
    return below == null || below.fields.isEmpty() ? null : below;
  }
}
