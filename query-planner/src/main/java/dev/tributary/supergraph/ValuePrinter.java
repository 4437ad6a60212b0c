package dev.tributary.supergraph;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** GraphQL syntax of values, on one line. */
final class ValuePrinter {
  private ValuePrinter() {}

  static String list(List<Value> values) {
    return values.stream().map(Value::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  static String object(Map<String, Value> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
