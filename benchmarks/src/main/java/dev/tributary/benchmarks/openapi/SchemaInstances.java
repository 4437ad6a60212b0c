package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that schemas describe; the same one for the same place of the same schema. */
final class SchemaInstances {

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
  private static final String COMPONENTS = "#/components/schemas/";

  /** Beyond this an object has only what it must have. */
  private static final int DEEP = 4;

  private static final int DEEPEST = 12;

  private final ApiDocument document;

  SchemaInstances(ApiDocument document) {
    this.document = document;
  }

  JsonNode instance(JsonNode schema, String place) {
    return instance(schema, place, 0, null);
  }

  /**
   * @param kind the discriminator's value and property, given by whoever chose this schema
   */
  private JsonNode instance(
      JsonNode schema, String place, int depth, Map.@Nullable Entry<String, String> kind) {
    JsonNode target = document.resolved(schema);
    String ref = schema.path("$ref").asText();
    if (depth > DEEPEST || target.isMissingNode()) {
      return NODES.nullNode();
    }
    JsonNode constant = constant(target, place);
    if (constant != null) {
      return constant;
    }
    List<JsonNode> alternatives = alternatives(target);
    boolean parent =
        kind == null
            && target.has("discriminator")
            && alternatives.isEmpty()
            && ref.startsWith(COMPONENTS);
    if (parent) {
      Map<String, JsonNode> children = document.childrenOf(ref.substring(COMPONENTS.length()));
      if (!children.isEmpty()) {
        List<String> names = List.copyOf(children.keySet());
        String name = names.get(choice(place, names.size()));
        ObjectNode reference = NODES.objectNode().put("$ref", COMPONENTS + name);
        return instance(reference, place, depth, kind(target, reference));
      }
    }
    JsonNode value = own(target, place, depth);
    for (JsonNode part : target.path("allOf")) {
      value = merged(value, instance(part, place, depth, Map.entry("", "")));
    }
    if (!alternatives.isEmpty()) {
      JsonNode chosen = alternatives.get(choice(place, alternatives.size()));
      value = merged(value, instance(chosen, place, depth, kind(target, chosen)));
    }
    if (kind != null && !kind.getKey().isEmpty() && value instanceof ObjectNode object) {
      JsonNode said = object.get(kind.getKey());
      if (said == null || !isRestricted(target, kind.getKey())) {
        object.put(kind.getKey(), kind.getValue());
      }
    }
    return value;
  }

  /** Whether a schema says which values the property has. */
  private boolean isRestricted(JsonNode schema, String property) {
    JsonNode target = document.resolved(schema);
    JsonNode own = document.resolved(target.path("properties").path(property));
    if (own.has("const") || own.path("enum").size() == 1) {
      return true;
    }
    for (JsonNode part : target.path("allOf")) {
      if (isRestricted(part, property)) {
        return true;
      }
    }
    return false;
  }

  /** What the discriminator of a schema says when it is this alternative. */
  private static Map.Entry<String, String> kind(JsonNode schema, JsonNode alternative) {
    String property = schema.at("/discriminator/propertyName").asText();
    String ref = alternative.path("$ref").asText();
    String name = ref.substring(ref.lastIndexOf('/') + 1);
    if (property.isEmpty() || name.isEmpty()) {
      return Map.entry("", "");
    }
    for (Map.Entry<String, JsonNode> mapping : schema.at("/discriminator/mapping").properties()) {
      String target = mapping.getValue().asText();
      if (target.substring(target.lastIndexOf('/') + 1).equals(name)) {
        return Map.entry(property, mapping.getKey());
      }
    }
    return Map.entry(property, name);
  }

  private List<JsonNode> alternatives(JsonNode schema) {
    List<JsonNode> alternatives = new ArrayList<>();
    for (String keyword : List.of("oneOf", "anyOf")) {
      for (JsonNode alternative : schema.path(keyword)) {
        if (!document.resolved(alternative).path("type").asText().equals("null")) {
          alternatives.add(alternative);
        }
      }
    }
    return alternatives;
  }

  private static @Nullable JsonNode constant(JsonNode schema, String place) {
    if (schema.has("const")) {
      return schema.get("const");
    }
    List<JsonNode> values = new ArrayList<>();
    schema.path("enum").forEach(value -> addUnlessNull(value, values));
    return values.isEmpty() ? null : values.get(choice(place, values.size()));
  }

  private static void addUnlessNull(JsonNode value, List<JsonNode> into) {
    if (!value.isNull()) {
      into.add(value);
    }
  }

  private static int choice(String place, int size) {
    return Math.floorMod(place.hashCode() * 31 + size, size);
  }

  private static JsonNode merged(@Nullable JsonNode one, JsonNode other) {
    if (one instanceof ObjectNode first && other instanceof ObjectNode second) {
      ObjectNode both = first.deepCopy();
      second
          .properties()
          .forEach(
              property -> {
                JsonNode known = both.get(property.getKey());
                both.set(
                    property.getKey(),
                    known == null ? property.getValue() : merged(known, property.getValue()));
              });
      return both;
    }
    return one == null || one.isNull() || other.isObject() ? other : other.isNull() ? one : other;
  }

  /** What a schema says itself; null for nothing. */
  private JsonNode own(JsonNode schema, String place, int depth) {
    String type = type(schema);
    return switch (type) {
      case "object" -> object(schema, place, depth);
      case "array" -> {
        ArrayNode list = NODES.arrayNode();
        int size = depth > DEEP ? 0 : 2;
        for (int i = 0; i < size && schema.has("items"); i++) {
          list.add(instance(schema.get("items"), place + "/" + i, depth, null));
        }
        yield list;
      }
      case "string" -> NODES.textNode(text(schema.path("format").asText(), place));
      case "integer" -> NODES.numberNode(integer(schema));
      case "number" -> NODES.numberNode(new BigDecimal("12345678901.250"));
      case "boolean" -> NODES.booleanNode(choice(place, 2) == 0);
      default -> NODES.nullNode();
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    for (JsonNode one : type) {
      if (!one.asText().equals("null")) {
        return one.asText();
      }
    }
    return type.isTextual()
        ? type.asText()
        : schema.has("properties") || schema.has("additionalProperties") ? "object" : "";
  }

  private static long integer(JsonNode schema) {
    long value = schema.path("format").asText().equals("int64") ? 9_007_199_254_740_993L : 17;
    if (schema.has("maximum")) {
      value = Math.min(value, schema.get("maximum").asLong());
    }
    return schema.has("minimum") ? Math.max(value, schema.get("minimum").asLong()) : value;
  }

  private static String text(String format, String place) {
    return switch (format) {
      case "date-time" -> "2026-11-28T20:15:30.123Z";
      case "date" -> "2026-11-28";
      case "time" -> "20:15:30Z";
      case "uuid" -> "123e4567-e89b-42d3-a456-426614174000";
      case "uri", "url" -> "https://example.com/a?b=c";
      case "email" -> "ada@example.com";
      default -> "t \"é\" " + Integer.toHexString(place.hashCode());
    };
  }

  private ObjectNode object(JsonNode schema, String place, int depth) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode target = document.resolved(property.getValue());
      if (target.path("writeOnly").asBoolean()
          || property.getValue().path("writeOnly").asBoolean()
          || depth > DEEP && !required.contains(property.getKey())) {
        continue;
      }
      object.set(
          property.getKey(),
          instance(property.getValue(), place + "/" + property.getKey(), depth + 1, null));
    }
    JsonNode additional = schema.path("additionalProperties");
    if (!schema.has("properties") && depth <= DEEP) {
      object.set(
          "any thing",
          additional.isObject() && !additional.isEmpty()
              ? instance(additional, place + "/any", depth + 1, null)
              : NODES.numberNode(new BigDecimal("1.10")));
    }
    return object;
  }
}
