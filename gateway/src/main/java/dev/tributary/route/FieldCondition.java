package dev.tributary.route;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Something that a request's header fields, or its cookies, must say.
 *
 * @param place where it is looked for
 * @param name of the header field in lower case, or of the cookie
 * @param value it must be; between slashes, a regular expression for all of it; null for any
 */
public record FieldCondition(Place place, String name, @Nullable String value) {

  /** Longer values match no expression: it would take its time with them. */
  private static final int MOST = 1_024;

  /** Where it is looked for. */
  public enum Place {
    HEADER,
    COOKIE
  }

  /**
   * @throws IllegalArgumentException when the name or the expression is none
   */
  public FieldCondition {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new IllegalArgumentException("'" + name + "' is no name of a header field or cookie");
    }
    if (place == Place.HEADER) {
      name = name.toLowerCase(Locale.ROOT);
    }
    if (isExpression(value)) {
      try {
        Pattern.compile(expression(value));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "not a regular expression: " + value + ": " + e.getDescription(), e);
      }
    }
  }

  private static boolean isExpression(@Nullable String value) {
    return value != null && value.length() > 2 && value.startsWith("/") && value.endsWith("/");
  }

  private static String expression(@Nullable String value) {
    return value == null ? "" : value.substring(1, value.length() - 1);
  }

  /** A test that is ready for many requests. */
  Test test() {
    return new Test(this, isExpression(value) ? Pattern.compile(expression(value)) : null);
  }

  /** Whether no request can meet both. */
  boolean excludes(FieldCondition other) {
    return place == other.place
        && name.equals(other.name)
        && value != null
        && other.value != null
        && !isExpression(value)
        && !isExpression(other.value)
        && !value.equals(other.value);
  }

  record Test(FieldCondition condition, @Nullable Pattern pattern) {

    boolean holds(MultiMap headers) {
      if (condition.place == Place.COOKIE) {
        return says(cookie(headers, condition.name));
      }
      for (String value : headers.getAll(condition.name)) {
        if (says(value)) {
          return true;
        }
      }
      return false;
    }

    private boolean says(@Nullable String found) {
      if (found == null || condition.value == null) {
        return found != null;
      }
      return pattern == null
          ? found.equals(condition.value)
          : found.length() <= MOST && pattern.matcher(found).matches();
    }
  }

  /**
   * The value of a request's cookie (RFC 6265, 5.4).
   *
   * @return null when there is none of that name
   */
  static @Nullable String cookie(MultiMap headers, String name) {
    List<String> fields = headers.getAll("cookie");
    for (String field : fields) {
      for (String pair : field.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }
}
