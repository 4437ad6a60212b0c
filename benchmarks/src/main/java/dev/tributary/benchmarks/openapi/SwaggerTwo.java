package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As much of a Swagger 2.0 document as the service needs, in the places where OpenAPI 3 has it. */
final class SwaggerTwo {

  private final ObjectNode root;

  private SwaggerTwo(ObjectNode root) {
    this.root = root;
  }

  static boolean isOne(JsonNode root) {
    return root.path("swagger").asText().startsWith("2");
  }

  static JsonNode rewritten(JsonNode root) throws IOException {
    // No text of a document looks like a reference and is none.
    String text = root.toString().replace("\"#/definitions/", "\"#/components/schemas/");
    SwaggerTwo document = new SwaggerTwo((ObjectNode) ApiDocument.JSON.readTree(text));
    document.rewrite();
    return document.root;
  }

  private void rewrite() {
    ObjectNode schemas = (ObjectNode) root.path("definitions");
    root.putObject("components").set("schemas", schemas);
    for (Map.Entry<String, JsonNode> schema : schemas.properties()) {
      String property = schema.getValue().path("discriminator").asText();
      if (!property.isEmpty()) {
        ((ObjectNode) schema.getValue()).putObject("discriminator").put("propertyName", property);
      }
    }
    for (Map.Entry<String, JsonNode> schema : schemas.properties()) {
      String kind = schema.getValue().path("x-discriminator-value").asText();
      String parent = schema.getValue().at("/allOf/0/$ref").asText();
      if (!kind.isEmpty() && root.at(parent.substring(1)) instanceof ObjectNode of) {
        of.withObject("/discriminator/mapping")
            .put(kind, "#/components/schemas/" + schema.getKey());
      }
    }
    for (JsonNode path : root.path("paths")) {
      for (Map.Entry<String, JsonNode> operation : path.properties()) {
        if (operation.getValue() instanceof ObjectNode node) {
          parameters(node, path.path("parameters"));
          answers(node);
        }
      }
    }
  }

  private JsonNode resolved(JsonNode node) {
    String ref = node.path("$ref").asText();
    return ref.isEmpty() ? node : root.at(ref.substring(1));
  }

  private void parameters(ObjectNode operation, JsonNode ofPath) {
    List<JsonNode> all = new ArrayList<>();
    ofPath.forEach(parameter -> all.add(resolved(parameter)));
    operation.path("parameters").forEach(parameter -> all.add(resolved(parameter)));
    operation.putArray("parameters");
    ObjectNode form = ApiDocument.JSON.createObjectNode();
    for (JsonNode parameter : all) {
      switch (parameter.path("in").asText()) {
        case "body" ->
            operation
                .withObject("/requestBody/content")
                .putObject("application/json")
                .set("schema", parameter.path("schema"));
        case "formData" -> form.set(parameter.path("name").asText(), parameter);
        default -> {
          ObjectNode written = parameter.deepCopy();
          ObjectNode schema = parameter.deepCopy();
          schema.remove("required");
          written.set("schema", schema);
          operation.withArray("/parameters").add(written);
        }
      }
    }
    if (!form.isEmpty()) {
      boolean multipart = operation.path("consumes").toString().contains("multipart");
      operation
          .withObject("/requestBody/content")
          .putObject(multipart ? "multipart/form-data" : "application/x-www-form-urlencoded")
          .putObject("schema")
          .put("type", "object")
          .set("properties", form);
    }
  }

  private void answers(ObjectNode operation) {
    JsonNode types = operation.has("produces") ? operation.get("produces") : root.path("produces");
    for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
      ObjectNode written = resolved(answer.getValue()).deepCopy();
      if (written.has("schema")) {
        ObjectNode content = written.putObject("content");
        types.forEach(
            type -> content.putObject(type.asText()).set("schema", written.get("schema")));
        if (types.isEmpty()) {
          content.putObject("application/json").set("schema", written.get("schema"));
        }
      }
      answer.setValue(written);
    }
  }
}
