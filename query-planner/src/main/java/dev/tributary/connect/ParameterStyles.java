package dev.tributary.connect;

import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the lists and objects that a connector sends are written, as {@code @restAuto} says it.
 *
 * @param deep query parameters whose objects and lists are {@code a[b]=1} and {@code a[]=1}
 * @param repeated properties of a form whose lists repeat the name; others are {@code a[0]=1}
 * @param joined properties of a form whose lists are one text, with commas
 * @param path arguments that stand in the path
 * @param parts properties of a multipart form
 */
public record ParameterStyles(
    List<String> deep,
    List<String> repeated,
    List<String> joined,
    List<PathStyle> path,
    List<Part> parts) {

  /** Nothing is said of any. */
  public static final ParameterStyles NONE =
      new ParameterStyles(List.of(), List.of(), List.of(), List.of(), List.of());

  public ParameterStyles {
    deep = List.copyOf(deep);
    repeated = List.copyOf(repeated);
    joined = List.copyOf(joined);
    path = List.copyOf(path);
    parts = List.copyOf(parts);
  }

  /**
   * An argument in the path, which is expanded as RFC 6570 has it.
   *
   * @param argument its name in GraphQL
   * @param name in the request
   * @param exploded whether each item of a list, and each property, is written by itself
   */
  public record PathStyle(String argument, Kind kind, String name, boolean exploded) {}

  /**
   * A property of a multipart form.
   *
   * @param file whether it is a file, given as a {@code data:} URL (RFC 2397)
   * @param type its media type; null when its value tells
   */
  public record Part(String property, boolean file, @Nullable String type) {}

  /** What is written before a value. */
  public enum Kind {
    /** Nothing. */
    SIMPLE,
    /** A dot. */
    LABEL,
    /** A semicolon and the name. */
    MATRIX
  }

  /** The style of what stands in braces; null when nothing is said of it. */
  public @Nullable PathStyle of(Mapping mapping) {
    if (mapping.root() instanceof Expression.Path root
        && root.head() instanceof Expression.Head.Variable(String variable)
        && variable.equals("args")
        && root.group() == null
        && root.steps().size() == 1
        && root.steps().getFirst() instanceof Expression.Step.Property property) {
      for (PathStyle style : path) {
        if (style.argument().equals(property.key())) {
          return style;
        }
      }
    }
    return null;
  }

  /** Those that the arguments of {@code @restAuto} say; what is not of their form is left out. */
  static ParameterStyles read(Map<String, Value> arguments) {
    List<PathStyle> path = new ArrayList<>();
    if (arguments.get("path") instanceof Value.ListValue(List<Value> values)) {
      for (Value value : values) {
        if (value instanceof Value.ObjectValue object
            && object.fields().get("argument") instanceof Value.StringValue(String argument)) {
          path.add(
              new PathStyle(
                  argument,
                  switch (text(object.fields().get("style"))) {
                    case "label" -> Kind.LABEL;
                    case "matrix" -> Kind.MATRIX;
                    default -> Kind.SIMPLE;
                  },
                  object.fields().get("name") instanceof Value.StringValue(String name)
                      ? name
                      : argument,
                  object.fields().get("explode") instanceof Value.BooleanValue(boolean explode)
                      && explode));
        }
      }
    }
    return new ParameterStyles(
        texts(arguments.get("deep")),
        texts(arguments.get("repeat")),
        texts(arguments.get("join")),
        path,
        parts(arguments.get("parts")));
  }

  private static List<Part> parts(@Nullable Value given) {
    List<Part> parts = new ArrayList<>();
    if (given instanceof Value.ListValue(List<Value> values)) {
      for (Value value : values) {
        if (value instanceof Value.ObjectValue object
            && object.fields().get("property") instanceof Value.StringValue(String property)) {
          parts.add(
              new Part(
                  property,
                  object.fields().get("file") instanceof Value.BooleanValue(boolean file) && file,
                  object.fields().get("type") instanceof Value.StringValue(String type)
                      ? type
                      : null));
        }
      }
    }
    return parts;
  }

  private static String text(@Nullable Value value) {
    return value instanceof Value.StringValue(String text) ? text : "";
  }

  private static List<String> texts(@Nullable Value value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof Value.ListValue(List<Value> values)) {
      for (Value one : values) {
        if (one instanceof Value.StringValue(String text)) {
          texts.add(text);
        }
      }
    }
    return texts;
  }
}
