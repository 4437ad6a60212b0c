package dev.tributary.upstream;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which header fields a rule is about: one by its name, or all whose whole name a regular
 * expression between slashes matches.
 */
public sealed interface HeaderNames {

  /**
   * @param name lower case
   */
  record One(String name) implements HeaderNames {}

  /** Names are matched in lower case. */
  record Matching(Pattern pattern) implements HeaderNames {
    @Override
    public boolean equals(Object other) {
      return other instanceof Matching matching
          && matching.pattern.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
      return pattern.pattern().hashCode();
    }
  }

  /**
   * Fields that belong to one connection (RFC 9110, 7.6.1), or that describe a body which is made
   * anew on the way.
   */
  Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "host",
          "expect",
          "accept",
          "accept-encoding",
          "content-encoding",
          "content-length",
          "content-type");

  /** What shows who somebody is: passed on by its name only. */
  Set<String> CREDENTIALS =
      Set.of(
          "authorization",
          "cookie",
          "set-cookie",
          "set-cookie2",
          "x-api-key",
          "api-key",
          "apikey",
          "x-auth-token",
          "x-access-token",
          "x-csrf-token",
          "x-xsrf-token",
          "x-amz-security-token",
          "x-forwarded-client-cert",
          "x-client-cert",
          "ssl-client-cert",
          "dpop",
          "www-authenticate",
          "authentication-info");

  /**
   * @throws IllegalArgumentException when it is neither a name nor a regular expression
   */
  static HeaderNames parse(String text) {
    if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
      try {
        return new Matching(Pattern.compile(text.substring(1, text.length() - 1)));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "not a regular expression: " + text + ": " + e.getDescription(), e);
      }
    }
    return new One(name(text));
  }

  /**
   * A field's name in lower case (RFC 9110, 5.1).
   *
   * @throws IllegalArgumentException when it is none
   */
  static String name(String text) {
    if (!text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new IllegalArgumentException("'" + text + "' is not the name of a header field");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a pattern may take a field that nobody named: no credentials; and no name with an
   * underscore, which many servers cannot tell from a hyphen, so that a client could say {@code
   * x_user} beside our own {@code x-user}.
   */
  static boolean isTakenByPatterns(String name, Set<String> credentials) {
    return !OF_A_CONNECTION.contains(name)
        && !CREDENTIALS.contains(name)
        && !credentials.contains(name)
        && name.indexOf('_') < 0;
  }

  /** The one name; empty when there may be several. */
  static String exact(HeaderNames names) {
    return names instanceof One(String name) ? name : "";
  }

  /** Whether a field is among them. */
  default boolean include(String name) {
    return switch (this) {
      case One(String one) -> one.equals(name);
      case Matching(Pattern pattern) -> pattern.matcher(name).matches();
    };
  }
}
