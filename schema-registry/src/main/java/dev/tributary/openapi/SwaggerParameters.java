package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes parameters of Swagger 2.0 as parameters and bodies of OpenAPI 3.0. */
final class SwaggerParameters {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  /** What a parameter says of itself; all else it says of its value. */
  private static final Set<String> OWN =
      Set.of("name", "in", "description", "required", "collectionFormat", "allowEmptyValue");

  private SwaggerParameters() {}

  static boolean isOfBody(JsonNode parameter) {
    String in = parameter.path("in").asText();
    return in.equals("body") || in.equals("formData");
  }

  /** A parameter of the path, the query or a header. */
  static ObjectNode parameter(JsonNode parameter) {
    ObjectNode out = described(parameter);
    JsonNode schema = schema(parameter);
    if (!schema.path("type").asText().equals("array")) {
      out.set("schema", schema);
      return out;
    }
    String format = parameter.path("collectionFormat").asText("csv");
    boolean query = parameter.path("in").asText().equals("query");
    if (format.equals("tsv") || !query && !format.equals("csv")) {
      // OpenAPI 3 has no such lists, or has them in queries only.
      out.putObject("content").putObject("text/tab-separated-values").set("schema", schema);
      return out;
    }
    out.set("schema", schema);
    if (query) {
      list(format, out);
    }
    return out;
  }

  private static void list(String format, ObjectNode into) {
    into.put(
        "style",
        switch (format) {
          case "ssv" -> "spaceDelimited";
          case "pipes" -> "pipeDelimited";
          default -> "form";
        });
    into.put("explode", format.equals("multi"));
  }

  private static ObjectNode described(JsonNode parameter) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("name", "in", "description", "required", "allowEmptyValue")) {
      if (parameter.has(name)) {
        out.set(name, parameter.get(name));
      }
    }
    return out;
  }

  private static ObjectNode schema(JsonNode parameter) {
    ObjectNode own = JsonNodeFactory.instance.objectNode();
    for (var entry : parameter.properties()) {
      if (!OWN.contains(entry.getKey())) {
        own.set(entry.getKey(), entry.getValue());
      }
    }
    return (ObjectNode) SwaggerSchemas.schema(own);
  }

  /**
   * The body that parameters of it make; null when there are none.
   *
   * @param consumes media types that the operation reads
   */
  static @Nullable ObjectNode body(List<JsonNode> parameters, List<String> consumes) {
    List<JsonNode> fields = new ArrayList<>();
    for (JsonNode parameter : parameters) {
      if (parameter.path("in").asText().equals("body")) {
        return body(parameter, consumes);
      }
      fields.add(parameter);
    }
    return fields.isEmpty() ? null : form(fields, consumes);
  }

  private static ObjectNode body(JsonNode parameter, List<String> consumes) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    if (parameter.has("description")) {
      out.set("description", parameter.get("description"));
    }
    out.put("required", parameter.path("required").asBoolean());
    ObjectNode content = out.putObject("content");
    JsonNode schema = SwaggerSchemas.schema(parameter.path("schema"));
    for (String type : consumes.isEmpty() ? List.of("application/json") : consumes) {
      content.putObject(type).set("schema", schema);
    }
    return out;
  }

  private static ObjectNode form(List<JsonNode> fields, List<String> consumes) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode encoding = JsonNodeFactory.instance.objectNode();
    boolean file = false;
    boolean required = false;
    for (JsonNode field : fields) {
      String name = field.path("name").asText();
      ObjectNode value = schema(field);
      if (field.has("description")) {
        value.set("description", field.get("description"));
      }
      properties.set(name, value);
      if (field.path("required").asBoolean()) {
        schema.withArray("/required").add(name);
        required = true;
      }
      file |= field.path("type").asText().equals("file");
      if (field.path("type").asText().equals("array")) {
        list(field.path("collectionFormat").asText("csv"), encoding.putObject(name));
      }
    }
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("required", required);
    ObjectNode content = out.putObject("content");
    boolean multipart = file || consumes.contains(MULTIPART) && !consumes.contains(FORM);
    ObjectNode media = content.putObject(multipart ? MULTIPART : FORM);
    media.set("schema", schema);
    if (!encoding.isEmpty()) {
      media.set("encoding", encoding);
    }
    return out;
  }
}
