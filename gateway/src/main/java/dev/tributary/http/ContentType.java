package dev.tributary.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Type} value.
 *
 * @param type lower case, without parameters
 * @param charset null when not given
 */
record ContentType(String type, @Nullable String charset) {

  private static final ContentType JSON = new ContentType("application/json", null);

  static ContentType parse(String value) {
    if (value.equals(JSON.type)) {
      // What nearly all clients send.
      return JSON;
    }
    String[] parts = value.split(";");
    String charset = null;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.regionMatches(true, 0, "charset=", 0, 8)) {
        charset = part.substring(8);
      }
    }
    return new ContentType(
        parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT), charset);
  }

  /** The media type of a GraphQL request's body; without a charset UTF-8 is meant. */
  boolean isJson() {
    return type.equals("application/json");
  }

  boolean isUtf8() {
    return charset == null || isUtf8(charset);
  }

  static boolean isUtf8(String charset) {
    String name = charset.replace("\"", "").strip().toLowerCase(Locale.ROOT);
    return name.equals("utf-8") || name.equals("utf8");
  }

  /** A browser sends these across sites without asking first (Fetch, 2.2.2). */
  boolean isSimple() {
    return switch (type) {
      case "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" -> true;
      default -> false;
    };
  }
}
