package dev.tributary.upstream;

import static dev.tributary.upstream.MappingValues.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What methods do to strings. Positions count code points, so that no character is broken. */
final class MappingTexts {

  String slice(String text, int start, int end) {
    int from = text.offsetByCodePoints(0, start);
    return text.substring(from, text.offsetByCodePoints(from, end - start));
  }

  /** An empty separator splits into characters. The last part keeps what is beyond the limit. */
  List<String> split(String text, String separator, int limit) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (parts.size() < limit) {
      int end;
      if (separator.isEmpty()) {
        if (start == text.length()) {
          break;
        }
        end = text.offsetByCodePoints(start, 1);
      } else {
        end = text.indexOf(separator, start);
      }
      if (end < 0 || parts.size() == limit - 1) {
        parts.add(text.substring(start));
        break;
      }
      parts.add(text.substring(start, end));
      start = end + separator.length();
    }
    return parts;
  }

  /**
   * {@code login_name}, {@code login-name} and {@code LoginName} all become {@code loginName}.
   *
   * @param step asked before each value; what is beyond the first refusal becomes null
   */
  JsonNode camelCaseKeys(JsonNode value, boolean deep, BooleanSupplier step) {
    if (!step.getAsBoolean()) {
      return NODES.nullNode();
    }
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode renamed = NODES.objectNode();
        object
            .properties()
            .forEach(
                property ->
                    renamed.set(
                        camelCase(property.getKey()),
                        deep
                            ? camelCaseKeys(property.getValue(), true, step)
                            : property.getValue()));
        yield renamed;
      }
      case ArrayNode array -> {
        ArrayNode renamed = NODES.arrayNode(array.size());
        array.forEach(element -> renamed.add(camelCaseKeys(element, deep, step)));
        yield renamed;
      }
      default -> value;
    };
  }

  private static String camelCase(String key) {
    StringBuilder camel = new StringBuilder(key.length());
    boolean up = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        up = !camel.isEmpty();
      } else if (camel.isEmpty()) {
        camel.append(Character.toLowerCase(c));
      } else {
        camel.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return camel.toString();
  }
}
