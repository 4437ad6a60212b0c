package dev.tributary.openapi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose arguments come from an object that is there already.
 *
 * @param bindings what the parameters are, as mappings such as {@code $this.id}, by name in the
 *     request; the others are not sent
 * @param batchSize for how many objects it asks at once at most; null when for one
 * @param at where in the answer the value is, such as {@code $.items}
 * @param result what is there
 */
record RestCall(
    RestOperation operation,
    Map<String, String> bindings,
    @Nullable Integer batchSize,
    String at,
    RestType result) {
  RestCall {
    bindings = Collections.unmodifiableMap(new LinkedHashMap<>(bindings));
  }
}
