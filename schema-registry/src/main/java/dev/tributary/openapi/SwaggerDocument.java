package dev.tributary.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a document of Swagger 2.0 as OpenAPI 3.0, so that the rest of the import knows one. */
final class SwaggerDocument {

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch");

  /** What is the same in both. */
  private static final List<String> KEPT = List.of("info", "tags", "externalDocs", "security");

  /** So many values may be written for parameters that many operations share. */
  private static final long MOST_SHARED = 2_000_000;

  /** Where a document says what OpenAPI 3.0 says elsewhere. */
  private static final Map<String, String> PLACES =
      Map.of(
          "/components/schemas", "/definitions",
          "/components/parameters", "/parameters",
          "/components/responses", "/responses",
          "/components/securitySchemes", "/securityDefinitions",
          "/servers", "/host");

  private final JsonNode swagger;
  private final ObjectNode out = JsonNodeFactory.instance.objectNode();
  private long shared;

  private SwaggerDocument(JsonNode swagger) {
    this.swagger = swagger;
  }

  static boolean isOne(JsonNode document) {
    return document.path("swagger").asText().matches("2(\\.0)?");
  }

  /**
   * The same in OpenAPI 3.0.
   *
   * @throws UnreadableDocumentException when it has no paths, or would become far larger
   */
  static JsonNode openApi(JsonNode swagger) throws UnreadableDocumentException {
    return new SwaggerDocument(swagger).written();
  }

  /** A pointer into what was written, as one into the document. */
  static String pointer(String pointer) {
    for (var place : PLACES.entrySet()) {
      if (pointer.startsWith(place.getKey())) {
        return place.getValue() + pointer.substring(place.getKey().length());
      }
    }
    return pointer.replaceFirst("^(/paths/[^/]+/[^/]+)/requestBody\\b.*", "$1/parameters");
  }

  private JsonNode written() throws UnreadableDocumentException {
    if (!swagger.path("paths").isObject()) {
      throw new UnreadableDocumentException("it is not a Swagger document: it has no 'paths'");
    }
    out.put("openapi", "3.0.3");
    copy(swagger, KEPT, out);
    servers();
    ObjectNode paths = out.putObject("paths");
    for (var path : swagger.path("paths").properties()) {
      paths.set(path.getKey(), path(path.getValue()));
    }
    ObjectNode components = out.putObject("components");
    components.set("schemas", SwaggerSchemas.components(swagger.path("definitions")));
    ObjectNode parameters = components.putObject("parameters");
    for (var parameter : swagger.path("parameters").properties()) {
      if (!SwaggerParameters.isOfBody(parameter.getValue())) {
        parameters.set(parameter.getKey(), SwaggerParameters.parameter(parameter.getValue()));
      }
    }
    ObjectNode responses = components.putObject("responses");
    List<String> produces = texts(swagger.path("produces"));
    for (var response : swagger.path("responses").properties()) {
      responses.set(response.getKey(), response(response.getValue(), produces));
    }
    ObjectNode schemes = components.putObject("securitySchemes");
    for (var scheme : swagger.path("securityDefinitions").properties()) {
      schemes.set(scheme.getKey(), scheme(scheme.getValue()));
    }
    return out;
  }

  private static void copy(JsonNode from, List<String> names, ObjectNode into) {
    for (String name : names) {
      if (from.has(name)) {
        into.set(name, from.get(name));
      }
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private void servers() {
    String host = swagger.path("host").asText();
    String path = swagger.path("basePath").asText().replaceAll("/+$", "");
    path = path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    if (!host.isEmpty() || !path.isEmpty()) {
      List<String> schemes = texts(swagger.path("schemes"));
      String scheme = schemes.contains("http") && !schemes.contains("https") ? "http" : "https";
      out.putArray("servers")
          .addObject()
          .put("url", host.isEmpty() ? path : scheme + "://" + host + path);
    }
  }

  private ObjectNode path(JsonNode item) throws UnreadableDocumentException {
    ObjectNode path = JsonNodeFactory.instance.objectNode();
    for (var entry : item.properties()) {
      if (METHODS.contains(entry.getKey())) {
        path.set(entry.getKey(), operation(item, entry.getValue()));
      } else if (!entry.getKey().equals("parameters")) {
        path.set(entry.getKey(), entry.getValue());
      }
    }
    return path;
  }

  private ObjectNode operation(JsonNode item, JsonNode operation)
      throws UnreadableDocumentException {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    for (var entry : operation.properties()) {
      if (!Set.of("parameters", "responses", "consumes", "produces", "schemes")
          .contains(entry.getKey())) {
        written.set(entry.getKey(), entry.getValue());
      }
    }
    // An operation's own go before those of the path.
    Map<String, JsonNode> ofBody = new LinkedHashMap<>();
    Map<String, JsonNode> others = new LinkedHashMap<>();
    for (JsonNode from : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (JsonNode given : from) {
        JsonNode parameter = resolved(given);
        String key = parameter.path("in").asText() + " " + parameter.path("name").asText();
        if (SwaggerParameters.isOfBody(parameter)) {
          ofBody.put(key, parameter);
          share(given, parameter);
        } else if (parameter == given && !given.has("$ref")) {
          others.put(key, SwaggerParameters.parameter(parameter));
          share(given, parameter);
        } else {
          ObjectNode reference = JsonNodeFactory.instance.objectNode();
          String ref = SwaggerSchemas.reference(given.path("$ref").asText());
          others.put(parameter == given ? ref : key, reference.put("$ref", ref));
        }
      }
    }
    if (!others.isEmpty()) {
      ArrayNode parameters = written.putArray("parameters");
      others.values().forEach(parameters::add);
    }
    ObjectNode body =
        SwaggerParameters.body(List.copyOf(ofBody.values()), types(operation, "consumes"));
    if (body != null) {
      written.set("requestBody", body);
    }
    ObjectNode responses = written.putObject("responses");
    List<String> produces = types(operation, "produces");
    for (var response : operation.path("responses").properties()) {
      responses.set(response.getKey(), response(response.getValue(), produces));
    }
    return written;
  }

  private List<String> types(JsonNode operation, String name) {
    return texts(operation.has(name) ? operation.path(name) : swagger.path(name));
  }

  private JsonNode resolved(JsonNode parameter) {
    String ref = parameter.path("$ref").asText();
    JsonNode target =
        ref.startsWith("#/parameters/")
            ? swagger.path("parameters").path(Components.lastOf(ref))
            : parameter;
    return target.isObject() && !target.has("$ref") ? target : parameter;
  }

  private void share(JsonNode given, JsonNode parameter) throws UnreadableDocumentException {
    shared += given == parameter ? 1 : Overlays.size(parameter);
    if (shared > MOST_SHARED) {
      throw new UnreadableDocumentException("its parameters are used too often for their size");
    }
  }

  private static ObjectNode response(JsonNode response, List<String> produces) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    if (response.has("$ref")) {
      return written.put("$ref", SwaggerSchemas.reference(response.get("$ref").asText()));
    }
    written.put("description", response.path("description").asText());
    if (response.has("schema")) {
      ObjectNode content = written.putObject("content");
      boolean file = response.at("/schema/type").asText().equals("file");
      String usual = file ? "application/octet-stream" : "application/json";
      JsonNode schema = SwaggerSchemas.schema(response.get("schema"));
      for (String type : produces.isEmpty() ? List.of(usual) : produces) {
        content.putObject(type).set("schema", schema);
      }
    }
    return written;
  }

  private static ObjectNode scheme(JsonNode scheme) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    copy(scheme, List.of("description"), written);
    switch (scheme.path("type").asText()) {
      case "basic" -> written.put("type", "http").put("scheme", "basic");
      case "oauth2" -> {
        ObjectNode flow =
            written
                .put("type", "oauth2")
                .putObject("flows")
                .putObject(
                    switch (scheme.path("flow").asText()) {
                      case "application" -> "clientCredentials";
                      case "accessCode" -> "authorizationCode";
                      case "password" -> "password";
                      default -> "implicit";
                    });
        copy(scheme, List.of("authorizationUrl", "tokenUrl", "scopes"), flow);
      }
      default -> copy(scheme, List.of("type", "name", "in"), written);
    }
    return written;
  }
}
