package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Writes schemas of Swagger 2.0 as OpenAPI 3.0 has them. */
final class SwaggerSchemas {

  private static final String SCHEMAS = "#/components/schemas/";

  /** Where the parts of a document are now. */
  private static final Map<String, String> PLACES =
      Map.of(
          "#/definitions/", SCHEMAS,
          "#/parameters/", "#/components/parameters/",
          "#/responses/", "#/components/responses/");

  /** What some tools call the value of the discriminator of a schema. */
  private static final String[] KINDS = {"x-discriminator-value", "x-ms-discriminator-value"};

  private SwaggerSchemas() {}

  static String reference(String ref) {
    for (var place : PLACES.entrySet()) {
      if (ref.startsWith(place.getKey())) {
        return place.getValue() + ref.substring(place.getKey().length());
      }
    }
    return ref;
  }

  /** All of {@code definitions}. */
  static ObjectNode components(JsonNode definitions) {
    ObjectNode schemas = JsonNodeFactory.instance.objectNode();
    definitions.properties().forEach(e -> schemas.set(e.getKey(), schema(e.getValue())));
    for (var entry : definitions.properties()) {
      String kind = "";
      for (String name : KINDS) {
        kind = entry.getValue().path(name).asText(kind);
      }
      for (JsonNode part : entry.getValue().path("allOf")) {
        String ref = reference(part.path("$ref").asText());
        JsonNode parent = ref.startsWith(SCHEMAS) ? schemas.get(Components.lastOf(ref)) : null;
        if (!kind.isEmpty()
            && parent != null
            && parent.get("discriminator") instanceof ObjectNode discriminator) {
          ObjectNode mapping = discriminator.withObject("/mapping");
          mapping.put(kind, SCHEMAS + entry.getKey());
        }
      }
    }
    return schemas;
  }

  static JsonNode schema(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (var entry : object.properties()) {
      JsonNode value = entry.getValue();
      switch (entry.getKey()) {
        case "$ref" -> out.put("$ref", reference(value.asText()));
        case "x-nullable" -> out.set("nullable", value);
        case "discriminator" -> {
          if (value.isTextual()) {
            out.putObject("discriminator").put("propertyName", value.textValue());
          } else {
            out.set("discriminator", value);
          }
        }
        case "type" -> type(value, out);
        case "required" -> {
          // Some write it as older drafts of JSON Schema had it, at the property.
          if (value.isArray()) {
            out.set("required", value);
          }
        }
        case "properties" -> {
          ObjectNode properties = out.putObject("properties");
          value.properties().forEach(e -> properties.set(e.getKey(), schema(e.getValue())));
        }
        case "allOf", "anyOf", "oneOf" -> {
          ArrayNode parts = out.putArray(entry.getKey());
          value.forEach(part -> parts.add(schema(part)));
        }
        case "items", "additionalProperties", "not" -> out.set(entry.getKey(), schema(value));
        default -> out.set(entry.getKey(), value);
      }
    }
    return out;
  }

  /** A file is text that is binary; of several types one may be null. */
  private static void type(JsonNode type, ObjectNode out) {
    if (type.asText().equals("file")) {
      out.put("type", "string").put("format", "binary");
    } else if (type.isArray()) {
      for (JsonNode one : type) {
        if (one.asText().equals("null")) {
          out.put("nullable", true);
        } else if (type.size() <= 2) {
          out.set("type", one);
        }
      }
    } else {
      out.set("type", type);
    }
  }
}
