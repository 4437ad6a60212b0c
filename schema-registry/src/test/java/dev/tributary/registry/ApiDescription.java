package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The API's OpenAPI document, to hold real answers against. */
final class ApiDescription {

  private final JsonNode document;

  ApiDescription(JsonNode document) {
    this.document = document;
  }

  /** Every method and path, such as {@code GET /registry/v1/tokens}. */
  List<String> operations() {
    List<String> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (!member.getKey().equals("parameters")) {
          all.add(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return all;
  }

  /**
   * What an answer has that the document does not say, or lacks that it promises; nothing of paths
   * that it does not have.
   */
  List<String> differences(String method, String path, int status, JsonNode body) {
    for (Map.Entry<String, JsonNode> item : document.path("paths").properties()) {
      if (path.matches(item.getKey().replaceAll("\\{[a-z]+\\}", "[^/]+"))) {
        JsonNode responses =
            item.getValue().path(method.toLowerCase(Locale.ROOT)).path("responses");
        JsonNode response = responses.path(Integer.toString(status));
        if (response.isMissingNode()) {
          response = status >= 400 ? responses.path("default") : response;
        }
        if (response.isMissingNode()) {
          return List.of(method + " " + path + " is not said to answer " + status);
        }
        List<String> differences = new ArrayList<>();
        JsonNode content = response.path("content");
        if (!content.isEmpty() && !content.has("text/plain")) {
          compare(content.iterator().next().path("schema"), body, path, differences);
        }
        return differences;
      }
    }
    return List.of();
  }

  private void compare(JsonNode schema, JsonNode value, String at, List<String> differences) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asText().replaceAll(".*/", "");
      compare(document.path("components").path("schemas").path(name), value, at, differences);
      return;
    }
    if (!isOf(schema.path("type").asText(), value)) {
      differences.add(at + " is no " + schema.path("type").asText() + ": " + value);
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      differences.add(at + " is none of " + schema.path("enum") + ": " + value);
    }
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                differences.add(at + " lacks " + name.asText());
              }
            });
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode known = schema.path("properties").path(member.getKey());
      JsonNode others = schema.path("additionalProperties");
      if (!known.isMissingNode()) {
        compare(known, member.getValue(), at + "." + member.getKey(), differences);
      } else if (others.isObject()) {
        compare(others, member.getValue(), at + "." + member.getKey(), differences);
      } else if (others.isBoolean() && !others.booleanValue()) {
        differences.add(at + " has " + member.getKey() + ", which is not described");
      }
    }
    if (value.isArray()) {
      value.forEach(item -> compare(schema.path("items"), item, at + "[]", differences));
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("no type: " + type);
    };
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
