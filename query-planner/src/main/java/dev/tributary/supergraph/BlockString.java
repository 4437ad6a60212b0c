package dev.tributary.supergraph;

import java.util.ArrayList;
import java.util.List;

/** What a block string says (GraphQL specification, 2.9.4, {@code BlockStringValue}). */
final class BlockString {
  private BlockString() {}

  /**
   * @param raw what stands between the triple quotes, escapes included
   */
  static String value(String raw) {
    List<String> lines = lines(raw.replace("\\\"\"\"", "\"\"\""));
    int common = Integer.MAX_VALUE;
    for (String line : lines.subList(1, lines.size())) {
      int indent = indent(line);
      if (indent < line.length()) {
        common = Math.min(common, indent);
      }
    }
    int first = 0;
    int end = lines.size();
    while (first < end && isBlank(lines.get(first))) {
      first++;
    }
    while (end > first && isBlank(lines.get(end - 1))) {
      end--;
    }
    StringBuilder value = new StringBuilder(raw.length());
    for (int i = first; i < end; i++) {
      String line = lines.get(i);
      if (i > first) {
        value.append('\n');
      }
      // The first line stands behind the quotes: its indentation is not the author's.
      value.append(line, i == 0 ? 0 : Math.min(common, line.length()), line.length());
    }
    return value.toString();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(text.substring(start, i));
        if (c == '\r' && text.startsWith("\n", i + 1)) {
          i++;
        }
        start = i + 1;
      }
    }
    lines.add(text.substring(start));
    return lines;
  }

  private static boolean isBlank(String line) {
    return indent(line) == line.length();
  }

  private static int indent(String line) {
    int indent = 0;
    while (indent < line.length() && (line.charAt(indent) == ' ' || line.charAt(indent) == '\t')) {
      indent++;
    }
    return indent;
  }
}
