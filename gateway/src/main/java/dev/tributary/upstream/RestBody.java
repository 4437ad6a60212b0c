package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.ParameterStyles;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The body of one call: JSON, or a form of one of two kinds when the content type says so. */
final class RestBody {
  private RestBody() {}

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  /**
   * A body without lists that are written in a way of their own.
   *
   * @param headers the call's; given a content type when it has none
   * @throws RestUri.Refused when the value cannot be a body
   */
  static Buffer build(
      Mapping mapping, MultiMap headers, Map<String, JsonNode> variables, MappingProblems problems)
      throws RestUri.Refused {
    return build(mapping, headers, ParameterStyles.NONE, variables, problems);
  }

  /**
   * @param headers the call's; given a content type when it has none
   * @param styles of the lists of a form
   * @throws RestUri.Refused when the value cannot be a body
   */
  static Buffer build(
      Mapping mapping,
      MultiMap headers,
      ParameterStyles styles,
      Map<String, JsonNode> variables,
      MappingProblems problems)
      throws RestUri.Refused {
    JsonNode value =
        MappingEvaluator.evaluate(
            mapping, MappingValues.NODES.objectNode(), variables, null, "RequestBody", problems);
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      headers.set(HttpHeaders.CONTENT_TYPE, JSON);
      type = JSON;
    }
    if (value.isMissingNode()) {
      return Buffer.buffer();
    }
    boolean isMultipart = type.toLowerCase(Locale.ROOT).startsWith(MultipartForm.TYPE);
    if (isMultipart || type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
      if (!(value instanceof ObjectNode fields)) {
        throw new RestUri.Refused("A form must be made of an object");
      }
      if (isMultipart) {
        MultipartForm parts = MultipartForm.of(fields, styles.parts());
        headers.set(HttpHeaders.CONTENT_TYPE, parts.contentType());
        return parts.body();
      }
      StringBuilder form = new StringBuilder();
      for (var field : value.properties()) {
        addField(field.getKey(), field.getValue(), styles, form);
      }
      return Buffer.buffer(form.toString());
    }
    Buffer json = RestJson.bytes(value);
    if (json == null) {
      throw new RestUri.Refused("The body is too large");
    }
    return json;
  }

  /** Lists as the styles say. */
  private static void addField(
      String name, JsonNode value, ParameterStyles styles, StringBuilder form)
      throws RestUri.Refused {
    if (value.isArray() && styles.joined().contains(name)) {
      List<String> texts = new ArrayList<>();
      for (JsonNode item : value) {
        String text = MappingValues.text(item);
        if (text == null) {
          throw new RestUri.Refused("A list of a form holds what is nested");
        }
        texts.add(text);
      }
      addText(name, String.join(",", texts), form);
    } else if (value.isArray() && styles.repeated().contains(name)) {
      value.forEach(item -> addField(name, item, form));
    } else {
      addField(name, value, form);
    }
  }

  /** Nested values as {@code a[b]} and {@code a[0]}. */
  private static void addField(String name, JsonNode value, StringBuilder form) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(field -> addField(name + "[" + field.getKey() + "]", field.getValue(), form));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        addField(name + "[" + i + "]", value.get(i), form);
      }
    } else {
      String text = MappingValues.text(value);
      addText(name, text == null ? "" : text, form);
    }
  }

  private static void addText(String name, String text, StringBuilder form) {
    form.append(form.isEmpty() ? "" : "&").append(encoded(name)).append('=').append(encoded(text));
  }

  /** A surrogate alone becomes a question mark, as in a URL, instead of nothing. */
  private static String encoded(String text) {
    String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return URLEncoder.encode(wellFormed, StandardCharsets.UTF_8);
  }
}
