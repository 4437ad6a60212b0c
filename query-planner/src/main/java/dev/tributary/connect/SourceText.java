package dev.tributary.connect;

import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A schema document's text: finds places inside its string literals, whose indentation and escapes
 * make a value's offsets differ from the document's (GraphQL specification, 2.9.4).
 */
final class SourceText {

  private final String text;
  private final int[] lineStarts;

  SourceText(String text) {
    this.text = text;
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts.add(i + 1);
      }
    }
    this.lineStarts = starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Where a character of a string literal's value stands. */
  SourceLocation inString(SourceLocation literal, int offset) {
    int line = literal.getLine() - 1;
    if (line < 0 || line >= lineStarts.length) {
      return literal;
    }
    int start = lineStarts[line] + literal.getColumn() - 1;
    List<Integer> places;
    if (text.startsWith("\"\"\"", start)) {
      places = blockString(start + 3);
    } else if (text.startsWith("\"", start)) {
      places = string(start + 1);
    } else {
      return literal;
    }
    return location(places.get(Math.min(Math.max(offset, 0), places.size() - 1)));
  }

  private SourceLocation location(int index) {
    int found = Arrays.binarySearch(lineStarts, index);
    int line = found >= 0 ? found : -found - 2;
    return new SourceLocation(line + 1, index - lineStarts[line] + 1);
  }

  /** The index in the document of each UTF-16 unit of the value, and of its end. */
  private List<Integer> string(int start) {
    List<Integer> places = new ArrayList<>();
    int i = start;
    while (i < text.length() && text.charAt(i) != '"' && text.charAt(i) != '\n') {
      places.add(i);
      if (text.charAt(i) != '\\') {
        i++;
      } else if (text.startsWith("\\u{", i)) {
        int close = text.indexOf('}', i);
        String digits = close < 0 ? "" : text.substring(i + 3, close);
        if (digits.length() > 4) {
          places.add(i); // beyond the basic plane: two units
        }
        i = close < 0 ? text.length() : close + 1;
      } else {
        i += text.startsWith("\\u", i) ? 6 : 2;
      }
    }
    places.add(Math.min(i, text.length()));
    return places;
  }

  private List<Integer> blockString(int start) {
    List<List<Integer>> lines = new ArrayList<>(List.of(new ArrayList<>()));
    int i = start;
    while (i < text.length() && !text.startsWith("\"\"\"", i)) {
      char c = text.charAt(i);
      if (text.startsWith("\\\"\"\"", i)) {
        lines.getLast().addAll(List.of(i + 1, i + 2, i + 3));
        i += 4;
      } else if (c == '\n') {
        lines.add(new ArrayList<>());
        i++;
      } else if (c == '\r') {
        lines.add(new ArrayList<>());
        i += text.startsWith("\r\n", i) ? 2 : 1;
      } else {
        lines.getLast().add(i++);
      }
    }
    int indent =
        lines.stream()
            .skip(1)
            .filter(line -> !isBlank(line))
            .mapToInt(this::leadingBlanks)
            .min()
            .orElse(0);
    for (int line = 1; line < lines.size(); line++) {
      List<Integer> all = lines.get(line);
      lines.set(line, all.subList(Math.min(indent, all.size()), all.size()));
    }
    int first = 0;
    int last = lines.size();
    while (first < last && isBlank(lines.get(first))) {
      first++;
    }
    while (last > first && isBlank(lines.get(last - 1))) {
      last--;
    }
    List<Integer> places = new ArrayList<>();
    for (int line = first; line < last; line++) {
      if (line > first) {
        // The line break stands after what precedes it.
        places.add(places.isEmpty() ? start : places.getLast() + 1);
      }
      places.addAll(lines.get(line));
    }
    places.add(places.isEmpty() ? start : places.getLast() + 1);
    return places;
  }

  private boolean isBlank(List<Integer> line) {
    return leadingBlanks(line) == line.size();
  }

  private int leadingBlanks(List<Integer> line) {
    int blanks = 0;
    while (blanks < line.size() && " \t".indexOf(text.charAt(line.get(blanks))) >= 0) {
      blanks++;
    }
    return blanks;
  }
}
