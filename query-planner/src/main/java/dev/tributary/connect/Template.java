package dev.tributary.connect;

import java.util.ArrayList;
import java.util.List;

/**
 * Text with mappings in braces, as in {@code "/users/{$args.id}"} or {@code "Bearer
 * {$config.token}"}.
 */
public record Template(String text, List<Part> parts) {

  public Template {
    parts = List.copyOf(parts);
  }

  public sealed interface Part {}

  /** Written by the schema's author, and trusted. */
  public record Constant(String text) implements Part {}

  /**
   * {@code {mapping}}.
   *
   * @param offset where the mapping's text begins in the template's
   */
  public record Hole(Mapping mapping, int offset) implements Part {}

  /** What parsing came to. */
  public sealed interface Result {}

  public record Parsed(Template template) implements Result {}

  /**
   * @param offset in the template's text
   */
  public record Malformed(String message, int offset) implements Result {}

  /** Never throws, whatever the text. Braces are matched by counting. */
  public static Result parse(String text, ConnectVersion version) {
    List<Part> parts = new ArrayList<>();
    int position = 0;
    while (position < text.length()) {
      int open = text.indexOf('{', position);
      if (open < 0) {
        open = text.length();
      }
      if (open > position) {
        parts.add(new Constant(text.substring(position, open)));
      }
      if (open == text.length()) {
        break;
      }
      int close = closing(text, open);
      if (close < 0) {
        return new Malformed("This '{' is not closed", open);
      }
      switch (Mapping.parse(text.substring(open + 1, close), version)) {
        case Mapping.Parsed(Mapping mapping) -> {
          if (mapping.isEmpty()) {
            return new Malformed("Nothing stands between these braces", open);
          }
          parts.add(new Hole(mapping, open + 1));
        }
        case Mapping.Malformed(String message, int offset) -> {
          return new Malformed(message, open + 1 + offset);
        }
      }
      position = close + 1;
    }
    return new Parsed(new Template(text, parts));
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
