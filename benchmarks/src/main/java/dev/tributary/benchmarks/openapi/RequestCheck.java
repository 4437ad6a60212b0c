package dev.tributary.benchmarks.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tributary.benchmarks.openapi.ApiDocument.Operation;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a request is as its operation's document describes it. */
final class RequestCheck {

  private static final int DEEPEST = 20;

  private static final Pattern PART =
      Pattern.compile("form-data; name=\"([^\"]*)\"(; filename=\"[^\"]*\")?");

  private final ApiDocument document;

  RequestCheck(ApiDocument document) {
    this.document = document;
  }

  /** What is wrong; null for nothing. */
  @Nullable String problem(Operation operation, HttpServerRequest request, String body) {
    List<JsonNode> parameters = new ArrayList<>();
    operation.node().path("parameters").forEach(p -> parameters.add(document.resolved(p)));
    List<String> known = new ArrayList<>();
    boolean open = false;
    for (JsonNode parameter : parameters) {
      if (!parameter.path("in").asText().equals("query")) {
        continue;
      }
      String name = parameter.path("name").asText();
      known.add(name);
      JsonNode schema = document.resolved(parameter.path("schema"));
      schema.path("properties").properties().forEach(property -> known.add(property.getKey()));
      open |= schema.path("additionalProperties").isObject() && !schema.has("properties");
      String value = request.getParam(name);
      if (value == null
          && parameter.path("required").asBoolean()
          && request.params().names().stream().noneMatch(n -> n.startsWith(name + "["))) {
        return "the parameter " + name + " is missing";
      }
      List<String> values = texts(schema);
      if (value != null && isEnum(values) && !values.contains(value)) {
        return "the parameter " + name + " cannot be " + value;
      }
    }
    for (String name : request.params().names()) {
      boolean isKnown = known.contains(name) || known.contains(name.replaceAll("\\[.*", ""));
      if (!isKnown && !open) {
        return "there is no parameter " + name;
      }
    }
    JsonNode content = document.resolved(operation.node().path("requestBody")).path("content");
    if (body.isEmpty() || content.isMissingNode()) {
      return null;
    }
    String type = String.valueOf(request.getHeader("content-type"));
    JsonNode media = content.path(type);
    if (type.startsWith("application/x-www-form-urlencoded")) {
      return form(media.path("schema"), body);
    }
    if (type.startsWith("multipart/form-data; boundary=")) {
      return parts(content.path("multipart/form-data").path("schema"), body);
    }
    for (Map.Entry<String, JsonNode> other : content.properties()) {
      media = media.isMissingNode() && other.getKey().contains("json") ? other.getValue() : media;
    }
    try {
      return value(List.of(media.path("schema")), ApiDocument.JSON.readTree(body), "body");
    } catch (IOException notJson) {
      return "the body is not JSON";
    }
  }

  private @Nullable String form(JsonNode schema, String body) {
    List<JsonNode> all = new ArrayList<>();
    addAll(schema, all, 0);
    for (String pair : body.split("&")) {
      String key = URLDecoder.decode(pair.replaceAll("=.*", ""), StandardCharsets.UTF_8);
      String name = key.replaceAll("\\[.*", "");
      if (all.stream().noneMatch(part -> part.path("properties").has(name))) {
        return "there is no field " + key;
      }
    }
    return null;
  }

  private @Nullable String parts(JsonNode schema, String body) {
    List<JsonNode> all = new ArrayList<>();
    addAll(schema, all, 0);
    Matcher part = PART.matcher(body);
    if (!part.find()) {
      return "there are no parts";
    }
    do {
      JsonNode described = MissingNode.getInstance();
      for (JsonNode one : all) {
        JsonNode property = document.resolved(one.path("properties").path(part.group(1)));
        described = property.isMissingNode() ? described : property;
      }
      if (described.isMissingNode()) {
        return "there is no part " + part.group(1);
      }
      JsonNode items = document.resolved(described.path("items"));
      String form = (items.isMissingNode() ? described : items).toString();
      boolean file =
          form.contains("\"binary\"")
              || form.contains("\"file\"")
              || form.contains("contentMediaType");
      if (file != (part.group(2) != null)) {
        return "the part " + part.group(1) + (file ? " is a file" : " is no file");
      }
    } while (part.find());
    return null;
  }

  /** A schema with all of its parts and alternatives. */
  private void addAll(JsonNode schema, List<JsonNode> into, int depth) {
    JsonNode target = document.resolved(schema);
    // Parts lead to parents, and these to their children again.
    if (depth > DEEPEST || target.isMissingNode() || into.stream().anyMatch(m -> m == target)) {
      return;
    }
    into.add(target);
    for (String keyword : List.of("allOf", "oneOf", "anyOf")) {
      target.path(keyword).forEach(part -> addAll(part, into, depth + 1));
    }
    String discriminator = target.at("/discriminator/propertyName").asText();
    if (!discriminator.isEmpty()) {
      String ref = schema.path("$ref").asText();
      document
          .childrenOf(ref.substring(ref.lastIndexOf('/') + 1))
          .values()
          .forEach(child -> addAll(child, into, depth + 1));
    }
  }

  /** Whether a client would be told the values: one alone, or very many, are plain text. */
  private static boolean isEnum(List<String> texts) {
    return texts.size() > 1 && texts.size() <= 200;
  }

  private static List<String> texts(JsonNode schema) {
    List<String> texts = new ArrayList<>();
    schema.path("enum").forEach(value -> texts.add(value.asText()));
    return texts;
  }

  /** Whatever of these schemas describes it: which one it is of, is not this check's to say. */
  private @Nullable String value(List<JsonNode> schemas, JsonNode given, String place) {
    List<JsonNode> all = new ArrayList<>();
    schemas.forEach(schema -> addAll(schema, all, 0));
    if (given instanceof ArrayNode array) {
      List<JsonNode> items = new ArrayList<>();
      all.stream().filter(part -> part.has("items")).forEach(part -> items.add(part.get("items")));
      for (JsonNode item : array) {
        String wrong = items.isEmpty() ? null : value(items, item, place + "[]");
        if (wrong != null) {
          return wrong;
        }
      }
      return null;
    }
    if (given.isTextual()) {
      boolean restricted = all.stream().anyMatch(part -> isEnum(texts(part)));
      boolean free =
          all.stream().anyMatch(p -> !isEnum(texts(p)) && p.path("type").asText().equals("string"));
      return restricted
              && !free
              && all.stream().noneMatch(part -> texts(part).contains(given.textValue()))
          ? place + " cannot be " + given
          : null;
    }
    boolean open =
        all.stream()
            .anyMatch(
                part ->
                    !part.has("properties")
                        && (part.path("type").asText().equals("object")
                            || part.has("additionalProperties")
                            || part.isEmpty()));
    for (Map.Entry<String, JsonNode> property : given.properties()) {
      List<JsonNode> defined = new ArrayList<>();
      for (JsonNode part : all) {
        JsonNode found = part.path("properties").get(property.getKey());
        if (found != null) {
          defined.add(found);
        }
      }
      String below = place + "/" + property.getKey();
      if (defined.isEmpty() && !open) {
        return below + " is not described";
      }
      String wrong = defined.isEmpty() ? null : value(defined, property.getValue(), below);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }
}
