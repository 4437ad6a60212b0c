package dev.tributary.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The path that a service is sent, made of what the client's has: {@code /v2/{id}/*}. */
final class PathRewrite {

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Variable(String name) implements Part {}
  }

  private final List<Part> parts;
  private final boolean open;

  private PathRewrite(List<Part> parts, boolean open) {
    this.parts = List.copyOf(parts);
    this.open = open;
  }

  /**
   * @param text a path with names of the pattern's variables, with {@code /*} at its end where what
   *     is below goes on
   * @throws IllegalArgumentException when it asks for what the pattern does not have
   */
  static PathRewrite parse(String text, PathPattern from) {
    PathPattern shape = PathPattern.parse(text);
    Set<String> unknown = new HashSet<>(shape.variables());
    unknown.removeAll(from.variables());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "rewrite: {" + String.join("}, {", unknown) + "} is not in the path '" + from + "'");
    }
    if (shape.isOpen() != from.isOpen()) {
      throw new IllegalArgumentException(
          "rewrite: '" + text + "' and the path '" + from + "' both end with /*, or neither");
    }
    String fixed = shape.isOpen() ? text.substring(0, text.length() - 2) : text;
    List<Part> parts = new ArrayList<>();
    int end = 0;
    for (int open = fixed.indexOf('{'); open >= 0; open = fixed.indexOf('{', end)) {
      parts.add(new Part.Text(fixed.substring(end, open)));
      end = fixed.indexOf('}', open) + 1;
      parts.add(new Part.Variable(fixed.substring(open + 1, end - 1)));
    }
    parts.add(new Part.Text(fixed.substring(end)));
    return new PathRewrite(parts, shape.isOpen());
  }

  String apply(PathMatch match) {
    StringBuilder path = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> path.append(text);
        case Part.Variable(String name) -> path.append(match.variables().getOrDefault(name, ""));
      }
    }
    if (open) {
      path.append(match.rest());
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  /** What all paths begin with that it makes; null when that depends on the request's. */
  @Nullable String fixed() {
    return open && parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text)
        ? text
        : null;
  }
}
