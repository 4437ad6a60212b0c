package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An OpenAPI document as plain JSON. */
final class ApiDocument {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final int LONGEST_CHAIN = 50;

  private final JsonNode root;
  private final List<Operation> operations = new ArrayList<>();

  /**
   * @param segments of the path's template
   */
  record Operation(String method, String path, String[] segments, JsonNode node) {

    String name() {
      return method + " " + path;
    }

    /** How many segments of a path are literally the template's; negative when it is another. */
    int matches(String[] called) {
      if (called.length != segments.length) {
        return -1;
      }
      int literal = 0;
      for (int i = 0; i < segments.length; i++) {
        if (segments[i].equals(called[i])) {
          literal++;
        } else if (!segments[i].contains("{") || called[i].isEmpty()) {
          return -1;
        }
      }
      return literal;
    }
  }

  private ApiDocument(JsonNode root) {
    this.root = root;
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().get(method);
        if (operation != null) {
          operations.add(
              new Operation(
                  method.toUpperCase(Locale.ROOT),
                  path.getKey(),
                  path.getKey().split("/", -1),
                  operation));
        }
      }
    }
  }

  static ApiDocument read(Path file) throws IOException {
    String text = Files.readString(file);
    if (text.strip().startsWith("{")) {
      return of(JSON.readTree(text));
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    Object yaml = new Yaml(new SafeConstructor(options)).load(text);
    return of(JSON.valueToTree(yaml));
  }

  private static ApiDocument of(JsonNode root) throws IOException {
    return new ApiDocument(SwaggerTwo.isOne(root) ? SwaggerTwo.rewritten(root) : root);
  }

  List<Operation> operations() {
    return operations;
  }

  /** The operation that a request is for; null for none. */
  @Nullable Operation operation(String method, String path) {
    String[] called = path.split("/", -1);
    Operation best = null;
    int most = -1;
    for (Operation operation : operations) {
      int matches = operation.method().equals(method) ? operation.matches(called) : -1;
      if (matches > most) {
        best = operation;
        most = matches;
      }
    }
    return best;
  }

  /** What a node is, references followed. */
  JsonNode resolved(JsonNode node) {
    JsonNode target = node;
    for (int i = 0; target.path("$ref").isTextual(); i++) {
      String ref = target.get("$ref").textValue();
      if (i == LONGEST_CHAIN || !ref.startsWith("#/")) {
        return MissingNode.getInstance();
      }
      target = root.at(ref.substring(1).replace("%20", " "));
    }
    return target;
  }

  /** The schemas that say {@code allOf} of a component, by their names. */
  Map<String, JsonNode> childrenOf(String component) {
    Map<String, JsonNode> children = new TreeMap<>();
    for (Map.Entry<String, JsonNode> schema : root.at("/components/schemas").properties()) {
      for (JsonNode part : schema.getValue().path("allOf")) {
        if (part.path("$ref").asText().equals("#/components/schemas/" + component)) {
          children.put(schema.getKey(), schema.getValue());
        }
      }
    }
    return children;
  }
}
