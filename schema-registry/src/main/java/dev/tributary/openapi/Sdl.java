package dev.tributary.openapi;

import org.jspecify.annotations.Nullable;

/** Pieces of schema text. */
final class Sdl {

  private Sdl() {}

  /** A quoted string. */
  static String string(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** A description with its line break; nothing for none. */
  static String description(@Nullable String text, String indent) {
    return text == null || text.isBlank() ? "" : indent + string(text.strip()) + "\n";
  }

  /** {@code @restField} where the name in JSON is another. */
  static String wire(String name, String wire) {
    return name.equals(wire) ? "" : " @restField(name: " + string(wire) + ")";
  }

  static String deprecated(@Nullable Boolean deprecated) {
    return Boolean.TRUE.equals(deprecated) ? " @deprecated" : "";
  }
}
