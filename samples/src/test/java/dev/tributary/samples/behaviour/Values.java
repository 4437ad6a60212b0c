package dev.tributary.samples.behaviour;

import io.vertx.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values that are computed when they are asked for: {@code $(a.b)} is what the representation says
 * of a required field, alone or within a text; {@code $args} the field's arguments; {@code $next}
 * one more than the last time that any subgraph of the scenario said it; {@code ERROR text} is an
 * error.
 */
final class Values {

  private static final Pattern REQUIRED = Pattern.compile("\\$\\(([^)]+)\\)");

  private final AtomicInteger counter;

  Values(AtomicInteger counter) {
    this.counter = counter;
  }

  @Nullable Object compute(
      @Nullable Object value, String arguments, @Nullable Map<String, Object> representation) {
    if (!(value instanceof String text)) {
      return value;
    }
    if (text.startsWith("ERROR ")) {
      throw new IllegalStateException(text.substring("ERROR ".length()));
    }
    if (text.equals("$next")) {
      return counter.incrementAndGet();
    }
    if (text.contains("$args")) {
      return text.replace("$args", arguments);
    }
    Matcher alone = REQUIRED.matcher(text);
    if (alone.matches()) {
      return required(alone.group(1), representation);
    }
    return REQUIRED
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(print(required(found.group(1), representation))));
  }

  private static String print(@Nullable Object value) {
    return value instanceof Map || value instanceof List
        ? Json.encode(value)
        : String.valueOf(value);
  }

  private static @Nullable Object required(
      String path, @Nullable Map<String, Object> representation) {
    Object at = representation;
    for (String field : path.split("\\.")) {
      if (!(at instanceof Map<?, ?> object)) {
        throw new IllegalStateException("the representation has nothing at " + path);
      }
      if (!object.containsKey(field)) {
        throw new IllegalStateException("the representation lacks " + path);
      }
      at = object.get(field);
    }
    return at;
  }
}
