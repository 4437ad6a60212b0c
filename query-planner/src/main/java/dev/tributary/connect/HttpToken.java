package dev.tributary.connect;

import org.jspecify.annotations.Nullable;

/** What may stand in a header (RFC 9110, 5.1 and 5.5). */
final class HttpToken {
  private HttpToken() {}

  static boolean isToken(String name) {
    return name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  }

  /** What is wrong with the constant parts of a header's value; null when nothing is. */
  static @Nullable String check(Template value) {
    for (Template.Part part : value.parts()) {
      if (part instanceof Template.Constant(String text) && text.indexOf('\0') >= 0) {
        return "A header's value cannot hold NUL";
      }
    }
    return null;
  }
}
