package dev.tributary.openapi;

import dev.tributary.openapi.RestType.EnumRef;
import dev.tributary.openapi.RestType.ListOf;
import dev.tributary.openapi.RestType.ObjectRef;
import dev.tributary.openapi.RestType.Scalar;
import dev.tributary.openapi.RestType.UnionRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes mappings, in the language of Connectors v0.4. */
final class Mappings {

  private static final int WIDTH = 100;
  private static final Set<String> LITERALS = Set.of("true", "false", "null");

  private final RestTypes types;
  private final Map<String, Boolean> renaming = new HashMap<>();

  private final boolean plain;

  /**
   * @param plain whether the mappings say how names differ, which types say otherwise
   */
  Mappings(RestTypes types, boolean plain) {
    this.types = types;
    this.plain = plain;
  }

  /** The selection that makes a value of the answer. */
  String selection(RestType type) {
    if (!plain) {
      return "$";
    }
    if (type.named() instanceof ObjectRef object) {
      return type instanceof ListOf
          ? "$ {" + group(object, false, "  ") + "\n}"
          : group(object, false, "").strip();
    }
    return "$" + values(type, false);
  }

  /** The mapping of a body. */
  String body(String argument, RestType type) {
    if (!plain || !isRenaming(type)) {
      return argument;
    }
    return type.named() instanceof ObjectRef object
        ? argument + " {" + group(object, true, "  ") + "\n}"
        : argument + values(type, true);
  }

  /** Whether some name or value below differs between GraphQL and JSON. */
  boolean isRenaming(RestType type) {
    return switch (type) {
      case Scalar scalar -> false;
      case UnionRef union -> false;
      case EnumRef values -> types.values(values).isRenamed();
      case ListOf list -> isRenaming(list.item());
      case ObjectRef object -> {
        Boolean known = renaming.get(object.name());
        if (known != null) {
          yield known;
        }
        renaming.put(object.name(), false);
        boolean found =
            types.object(object).fields().stream()
                .anyMatch(f -> !f.name().equals(f.wireName()) || isRenaming(f.type()));
        renaming.put(object.name(), found);
        yield found;
      }
    };
  }

  private String group(ObjectRef ref, boolean input, String indent) {
    StringBuilder text = new StringBuilder();
    int line = WIDTH;
    for (RestField field : types.object(ref).fields()) {
      String item = item(field, input, indent);
      boolean fits = item.indexOf('\n') < 0 && line + item.length() < WIDTH;
      text.append(fits ? " " : "\n" + indent).append(item);
      line = item.indexOf('\n') < 0 ? (fits ? line : indent.length()) + item.length() + 1 : WIDTH;
    }
    return text.toString();
  }

  private String item(RestField field, boolean input, String indent) {
    String key = input ? field.wireName() : field.name();
    String from = input ? field.name() : field.wireName();
    boolean optional = !input && !field.always();
    String mark = optional ? "?" : "";
    String values = values(field.type(), input);
    String path;
    if (key.equals(from) && values.isEmpty() && isWord(key)) {
      path = key + mark;
    } else {
      path = key(key) + ": " + path(from) + mark + values;
    }
    return field.type().named() instanceof ObjectRef object
        ? path + " {" + group(object, input, indent + "  ") + "\n" + indent + "}"
        : path;
  }

  private static boolean isWord(String name) {
    return Names.isPlain(name) && !LITERALS.contains(name);
  }

  static String key(String name) {
    return isWord(name) ? name : string(name);
  }

  private static String path(String name) {
    return isWord(name) ? name : "$." + string(name);
  }

  /** A property of what a path leads to. */
  static String path(String before, String name) {
    return before + "." + (Names.isPlain(name) ? name : string(name));
  }

  static String string(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  /** What is behind the path of enums whose values have other names, or nothing. */
  String values(RestType type, boolean input) {
    return switch (type) {
      case EnumRef ref when plain && types.values(ref).isRenamed() ->
          match(types.values(ref), input);
      case ListOf list -> {
        String each = values(list.item(), input);
        yield each.isEmpty() ? "" : "->map(@?" + each + ")";
      }
      default -> "";
    };
  }

  private static String match(RestEnum values, boolean input) {
    List<String> pairs = new ArrayList<>();
    for (RestEnum.Value value : values.values()) {
      String name = string(value.name());
      String wire = string(value.wireName());
      pairs.add(input ? "[" + name + ", " + wire + "]" : "[" + wire + ", " + name + "]");
    }
    return "->match(" + String.join(", ", pairs) + ")";
  }

  /** One of {@code queryParams}, or several for an object. */
  List<String> query(RestArgument argument) {
    String from = "$args." + argument.name();
    String key = argument.wireName();
    String values = values(argument.type(), true);
    return switch (argument.in()) {
      case QUERY_DEEP -> {
        if (!plain) {
          yield List.of(key(key) + ": " + from);
        }
        if (!(argument.type() instanceof ObjectRef object)) {
          yield List.of(key(key + "[]") + ": " + from + (values.isEmpty() ? "" : "?" + values));
        }
        List<String> leaves = new ArrayList<>();
        for (RestField field : types.object(object).fields()) {
          String leaf = values(field.type(), true);
          leaves.add(
              key(key + "[" + field.wireName() + "]")
                  + ": "
                  + from
                  + "?."
                  + field.name()
                  + "?"
                  + leaf);
        }
        yield leaves;
      }
      case QUERY_COMMAS -> List.of(key(key) + ": " + from + "?" + values + "->joinNotNull(\",\")");
      case QUERY_SPACES -> List.of(key(key) + ": " + from + "?" + values + "->joinNotNull(\" \")");
      case QUERY_PIPES -> List.of(key(key) + ": " + from + "?" + values + "->joinNotNull(\"|\")");
      case QUERY_JSON -> List.of(key(key) + ": " + from + "?->jsonStringify");
      case QUERY_PROPERTIES -> List.of("... " + from + "?");
      case QUERY -> List.of(key(key) + ": " + from + (values.isEmpty() ? "" : "?" + values));
      case PATH,
          PATH_EXPLODED,
          LABEL,
          LABEL_EXPLODED,
          MATRIX,
          MATRIX_EXPLODED,
          HEADER,
          JSON_BODY,
          FORM_BODY,
          MULTIPART_BODY ->
          List.of();
    };
  }

  /** What stands in braces in a URL's path or a header. */
  String inline(RestArgument argument) {
    String values = values(argument.type(), true);
    String from = "$args." + argument.name();
    return argument.type() instanceof ListOf
        ? from + "?" + values + "->joinNotNull(',')"
        : from + (values.isEmpty() ? "" : "?" + values);
  }
}
