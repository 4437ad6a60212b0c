package dev.tributary.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a route is for: one, or all whose first label alone is left open, as in {@code
 * *.example.com}. Without regard to case and port.
 */
record HostPattern(String text) {

  /**
   * @throws IllegalArgumentException when it is no host
   */
  HostPattern {
    text = text.toLowerCase(Locale.ROOT);
    if (!text.matches("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+]")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no host; one is such as api.example.com or *.example.com");
    }
  }

  boolean matches(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (!text.startsWith("*.")) {
      return name.equals(text);
    }
    int dot = name.indexOf('.');
    return dot > 0 && name.substring(dot + 1).equals(text.substring(2));
  }

  /** Higher for the more specific. */
  int rank() {
    return text.startsWith("*.") ? 1 : 2;
  }

  static int rank(@Nullable HostPattern pattern) {
    return pattern == null ? 0 : pattern.rank();
  }
}
