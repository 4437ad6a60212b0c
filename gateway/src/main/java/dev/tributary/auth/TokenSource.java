package dev.tributary.auth;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens are looked for: first in a header field, as {@code Bearer TOKEN} (RFC 6750, 2.1),
 * then in a cookie. Never in a URL, which ends up in logs.
 *
 * @param header such as {@code authorization}
 * @param cookie null when cookies are not looked at
 */
public record TokenSource(String header, @Nullable String cookie) {

  private static final String SCHEME = "bearer";

  /** Longer ones are not read. */
  private static final int LONGEST = 16 * 1024;

  public static final TokenSource DEFAULT = new TokenSource("authorization", null);

  public TokenSource {
    header = header.toLowerCase(Locale.ROOT);
  }

  /** What stands there. */
  sealed interface Look {
    /** Nothing. */
    record Nothing() implements Look {}

    /** Credentials of another scheme. */
    record OtherScheme() implements Look {}

    /** What cannot be a token. */
    record Malformed(String message) implements Look {}

    record Token(String text) implements Look {}
  }

  Look look(Credentials credentials) {
    List<String> values = credentials.header(header);
    if (values.size() > 1) {
      return new Look.Malformed("There is more than one " + header + " header field.");
    }
    if (values.size() == 1) {
      String value = trimmed(values.getFirst());
      int space = value.indexOf(' ');
      String scheme = space < 0 ? value : value.substring(0, space);
      if (!scheme.toLowerCase(Locale.ROOT).equals(SCHEME)) {
        return new Look.OtherScheme();
      }
      return token(space < 0 ? "" : trimmed(value.substring(space + 1)));
    }
    return cookie == null ? new Look.Nothing() : fromCookies(credentials, cookie);
  }

  private static Look fromCookies(Credentials credentials, String name) {
    String found = null;
    for (String field : credentials.header("cookie")) {
      for (String pair : field.split(";")) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && trimmed(pair.substring(0, equals)).equals(name)) {
          if (found != null) {
            // A sibling domain may have planted the second one.
            return new Look.Malformed("There is more than one cookie with a token.");
          }
          found = trimmed(pair.substring(equals + 1));
        }
      }
    }
    return found == null ? new Look.Nothing() : token(found);
  }

  /** Without the white space that HTTP allows around values, and no other. */
  private static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static Look token(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return new Look.Malformed("The token is empty or too long.");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~+/=".indexOf(c) >= 0;
      if (!allowed) {
        return new Look.Malformed("The token holds characters that tokens do not have.");
      }
    }
    return new Look.Token(text);
  }

  /** How a client is asked for a token, or told that its own is wrong (RFC 6750, section 3). */
  static String challenge(@Nullable String error) {
    return "Bearer realm=\"tributary\"" + (error == null ? "" : ", error=\"" + error + "\"");
  }
}
