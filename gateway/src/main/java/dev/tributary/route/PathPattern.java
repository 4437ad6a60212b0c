package dev.tributary.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What paths a route is for: one, such as {@code /orders}; all below one, such as {@code
 * /orders/*}; or those of a shape, such as {@code /orders/{id}/items}, which may end with {@code
 * /*} too.
 *
 * <p>The order is from the most specific on: at the first segment in which two differ, a literal
 * comes before a variable, that before an end, and that before what is below.
 */
public final class PathPattern implements Comparable<PathPattern> {

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Variable(String name) implements Part {}
  }

  private final String text;
  private final List<Part> parts;
  private final boolean open;

  private PathPattern(String text, List<Part> parts, boolean open) {
    this.text = text;
    this.parts = List.copyOf(parts);
    this.open = open;
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static PathPattern parse(String text) {
    boolean open = text.endsWith("/*");
    String fixed = open ? text.substring(0, text.length() - 2) : text;
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!fixed.isEmpty()) {
      if (fixed.charAt(0) != '/') {
        throw new IllegalArgumentException("the path '" + text + "' does not begin with /");
      }
      for (String segment : fixed.substring(1).split("/", -1)) {
        Part part = part(segment, text);
        if (part instanceof Part.Variable(String name) && !names.add(name)) {
          throw new IllegalArgumentException("the path '" + text + "' has {" + name + "} twice");
        }
        parts.add(part);
      }
    } else if (!open) {
      throw new IllegalArgumentException("a route needs a path, such as /orders/*");
    }
    return new PathPattern(text, parts, open);
  }

  private static Part part(String segment, String whole) {
    if (segment.startsWith("{") && segment.endsWith("}")) {
      String name = segment.substring(1, segment.length() - 1);
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
        throw new IllegalArgumentException(
            "the path '" + whole + "': '" + name + "' is no name of a variable");
      }
      return new Part.Variable(name);
    }
    RequestPath literal = RequestPath.parse('/' + segment);
    if (literal == null
        || !literal.text().equals('/' + segment)
        || segment.indexOf('*') >= 0
        || segment.indexOf(';') >= 0) {
      throw new IllegalArgumentException(
          "the path '"
              + whole
              + "': '"
              + segment
              + "' is neither a segment as requests have it nor a {variable}; * stands alone at"
              + " the end");
    }
    return new Part.Literal(literal.names().getFirst());
  }

  /** Names of variables. */
  Set<String> variables() {
    Set<String> names = new HashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Variable(String name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** What is before all that is below; null when there are variables in it, or nothing is below. */
  @Nullable String fixed() {
    return open && variables().isEmpty() ? text.substring(0, text.length() - 2) : null;
  }

  /** Whether all below is meant, too. */
  boolean isOpen() {
    return open;
  }

  /**
   * @return null when the path is not one of these
   */
  @Nullable PathMatch match(RequestPath path) {
    int count = path.names().size();
    if (open ? count < parts.size() : count != parts.size()) {
      return null;
    }
    Map<String, String> variables = Map.of();
    for (int i = 0; i < parts.size(); i++) {
      String name = path.names().get(i);
      switch (parts.get(i)) {
        case Part.Literal(String literal) -> {
          if (!literal.equals(name)) {
            return null;
          }
        }
        case Part.Variable(String variable) -> {
          if (name.isEmpty()) {
            return null;
          }
          if (variables.isEmpty()) {
            variables = new HashMap<>();
          }
          variables.put(variable, path.segments().get(i));
        }
      }
    }
    return new PathMatch(variables, open ? rest(path) : "");
  }

  private String rest(RequestPath path) {
    int from = 0;
    for (int i = 0; i < parts.size(); i++) {
      from += 1 + path.segments().get(i).length();
    }
    return path.text().substring(from);
  }

  /** The same for two that are for the same paths. */
  String shape() {
    StringBuilder shape = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(String literal) -> shape.append('/').append(literal);
        case Part.Variable variable -> shape.append("/{}");
      }
    }
    return shape.append(open ? "/*" : "").toString();
  }

  @Override
  public int compareTo(PathPattern other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      int rank = Integer.compare(rank(i), other.rank(i));
      if (rank != 0) {
        return rank;
      }
      if (parts.get(i) instanceof Part.Literal(String one)
          && other.parts.get(i) instanceof Part.Literal(String another)
          && !one.equals(another)) {
        return one.compareTo(another);
      }
    }
    return Boolean.compare(open, other.open);
  }

  private int rank(int at) {
    if (at >= parts.size()) {
      return open ? 3 : 2;
    }
    return parts.get(at) instanceof Part.Literal ? 0 : 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
