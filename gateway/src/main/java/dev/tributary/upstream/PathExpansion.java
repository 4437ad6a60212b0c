package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.ParameterStyles.Kind;
import dev.tributary.connect.ParameterStyles.PathStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes values into a path as RFC 6570, section 3.2, expands them. */
final class PathExpansion {

  private PathExpansion() {}

  /**
   * The text, of which all but the separators is encoded.
   *
   * @param value neither null nor missing
   * @throws RestUri.Refused when it is nested
   */
  static String of(PathStyle style, JsonNode value) throws RestUri.Refused {
    List<String> parts = new ArrayList<>();
    boolean named = style.kind() == Kind.MATRIX;
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        if (!property.getValue().isNull()) {
          String key = RestUri.encoded(property.getKey());
          String text = text(property.getValue());
          if (style.exploded()) {
            parts.add(named && text.isEmpty() ? key : key + "=" + text);
          } else {
            parts.add(key);
            parts.add(text);
          }
        }
      }
    } else {
      for (JsonNode item : value.isArray() ? value : List.of(value)) {
        if (!item.isNull()) {
          parts.add(text(item));
        }
      }
    }
    if (parts.isEmpty()) {
      return "";
    }
    String name = RestUri.encoded(style.name());
    return switch (style.kind()) {
      case SIMPLE -> String.join(",", parts);
      case LABEL -> "." + String.join(style.exploded() ? "." : ",", parts);
      case MATRIX -> {
        if (!style.exploded() || !value.isContainerNode()) {
          yield ";" + named(name, String.join(",", parts));
        }
        if (value.isArray()) {
          parts.replaceAll(part -> named(name, part));
        }
        yield ";" + String.join(";", parts);
      }
    };
  }

  private static String named(String name, String text) {
    return text.isEmpty() ? name : name + "=" + text;
  }

  private static String text(JsonNode value) throws RestUri.Refused {
    String text = MappingValues.text(value);
    if (text == null) {
      throw new RestUri.Refused("A URL's path cannot hold what is nested");
    }
    return RestUri.encoded(text);
  }
}
