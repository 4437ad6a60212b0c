package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response, its body read as JSON.
 *
 * @param body null when it could not be read
 * @param unreadType the media type of a body that was not read, since it is neither JSON nor plain
 *     text; {@code body} is JSON's null then
 */
record RestResponse(
    int status, MultiMap headers, @Nullable JsonNode body, @Nullable String unreadType) {

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Nothing, and what is neither JSON nor plain text, is null. */
  static RestResponse of(ServiceAnswer answer) {
    String contentType = answer.headers().get(HttpHeaders.CONTENT_TYPE);
    String type = contentType == null ? "" : mediaType(contentType);
    if (answer.body().length() == 0) {
      return read(answer, MappingValues.NODES.nullNode());
    }
    if (type.isEmpty() || type.equals("application/json") || type.endsWith("+json")) {
      try {
        return read(answer, RestJson.read(answer.body()));
      } catch (JsonProcessingException notJson) {
        return read(answer, null);
      }
    }
    return type.equals("text/plain")
        ? read(answer, MappingValues.NODES.textNode(answer.body().toString(charset(contentType))))
        : new RestResponse(answer.status(), answer.headers(), MappingValues.NODES.nullNode(), type);
  }

  private static RestResponse read(ServiceAnswer answer, @Nullable JsonNode body) {
    return new RestResponse(answer.status(), answer.headers(), body, null);
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static Charset charset(@Nullable String contentType) {
    String lower = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("charset=");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = lower.substring(at + "charset=".length()).split("[;\\s]", 2)[0].replace("\"", "");
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  /** Header fields as mappings see them: lower-case names, each with a list of values. */
  static ObjectNode asObject(MultiMap headers) {
    ObjectNode object = MappingValues.NODES.objectNode();
    for (String name : headers.names()) {
      ArrayNode values = object.putArray(name.toLowerCase(Locale.ROOT));
      headers.getAll(name).forEach(values::add);
    }
    return object;
  }
}
