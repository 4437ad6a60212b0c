package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A request's query parameters: each known, and there once at most. */
final class Parameters {

  private final MultiMap values;

  private Parameters(MultiMap values) {
    this.values = values;
  }

  static Parameters of(MultiMap values, Set<String> known) throws UnreadableRequestException {
    for (String name : values.names()) {
      if (!known.contains(name)) {
        // A misspelt 'base' that was passed over would take a safeguard away.
        throw invalid(
            known.isEmpty()
                ? "This request takes no query parameters."
                : "A query parameter is none of %s."
                    .formatted(String.join(", ", known.stream().sorted().toList())));
      }
      if (values.getAll(name).size() > 1) {
        throw invalid("The query parameter '%s' is there more than once.".formatted(name));
      }
    }
    return new Parameters(values);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number from 0. */
  OptionalLong number(String name) throws UnreadableRequestException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      if (text.get().matches("[0-9]+")) {
        return OptionalLong.of(Long.parseLong(text.get()));
      }
    } catch (NumberFormatException e) {
      // Digits, but too many: refused as what is none.
    }
    throw invalid("The query parameter '%s' must be a whole number.".formatted(name));
  }

  /** Seconds, as {@code 25} or {@code 25s}. */
  OptionalLong seconds(String name) throws UnreadableRequestException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,9}s?")) {
      throw invalid(
          "The query parameter '%s' must be a number of seconds, such as 25s.".formatted(name));
    }
    return OptionalLong.of(Long.parseLong(text.get().replace("s", "")));
  }

  private static UnreadableRequestException invalid(String detail) {
    return new UnreadableRequestException(new Problem(400, Codes.INVALID_PARAMETER, detail));
  }
}
