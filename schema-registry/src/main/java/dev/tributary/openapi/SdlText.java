package dev.tributary.openapi;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts as GraphQL writes them. */
final class SdlText {

  /** The longest description, in characters. */
  static final int LONGEST_DESCRIPTION = 300;

  private SdlText() {}

  /** A string between quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** A mapping: between quotes where it is short, else a block with its lines indented. */
  static String mapping(String text, String indent) {
    if (text.indexOf('\n') < 0 && text.indexOf('"') < 0 && text.indexOf('\\') < 0) {
      return "\"" + text + "\"";
    }
    if (text.contains("\"\"\"") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      return quoted(text);
    }
    String lines = text.lines().map(line -> indent + line).collect(Collectors.joining("\n"));
    return "\"\"\"\n" + lines + "\n" + indent + "\"\"\"";
  }

  /** The text, or its beginning when it is longer. */
  static String cut(String text, int longest) {
    int end = Math.max(longest, 1);
    if (text.length() <= end) {
      return text;
    }
    end -= Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
    return text.substring(0, end).strip() + "…";
  }

  /** A description before what it describes, or nothing. */
  static String description(@Nullable String text, String indent) {
    if (text == null || text.isBlank()) {
      return "";
    }
    String clean =
        text.strip().replaceAll("[ \\t\\r]+", " ").replaceAll("[\\x00-\\x09\\x0b-\\x1f]", "");
    clean = cut(clean, LONGEST_DESCRIPTION);
    if (clean.indexOf('\n') < 0) {
      return indent + quoted(clean) + "\n";
    }
    String lines =
        clean
            .lines()
            .map(line -> (indent + line.strip()).stripTrailing())
            .collect(Collectors.joining("\n"));
    return indent + "\"\"\"\n" + lines.replace("\"\"\"", "\\\"\"\"") + "\n" + indent + "\"\"\"\n";
  }
}
