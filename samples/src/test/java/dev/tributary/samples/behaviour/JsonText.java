package dev.tributary.samples.behaviour;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/** JSON for people: what fits stands on one line. Keys keep their order. */
final class JsonText {

  private static final int WIDTH = 100;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private JsonText() {}

  static String compact(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException(unwritable);
    }
  }

  static String pretty(String json) {
    try {
      return pretty(MAPPER.readTree(json), 0);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError(json, malformed);
    }
  }

  private static String pretty(JsonNode node, int indent) {
    String line = node.toString();
    if (line.length() + indent <= WIDTH || !node.isContainerNode() || node.isEmpty()) {
      return line;
    }
    List<String> parts = new ArrayList<>();
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  parts.add(compact(field.getKey()) + ": " + pretty(field.getValue(), indent + 2)));
    } else {
      node.forEach(item -> parts.add(pretty(item, indent + 2)));
    }
    String pad = "\n" + " ".repeat(indent);
    String inner = String.join("," + pad + "  ", parts);
    return node.isObject()
        ? "{" + pad + "  " + inner + pad + "}"
        : "[" + pad + "  " + inner + pad + "]";
  }
}
