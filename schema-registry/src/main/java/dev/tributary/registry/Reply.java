package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.compose.Hint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer of the API before it is written.
 *
 * @param body empty for none
 * @param compressed the body once more, by gzip (RFC 1952); then the other is empty, and made when
 *     a client wants it
 */
record Reply(int status, Map<String, String> headers, String body, Optional<Buffer> compressed) {

  Reply {
    headers = Map.copyOf(headers);
  }

  Reply(int status, Map<String, String> headers, String body) {
    this(status, headers, body, Optional.empty());
  }

  /**
   * A large document that is kept compressed.
   *
   * @param json compressed by gzip
   */
  static Reply compressedJson(byte[] json) {
    return new Reply(
        200,
        Map.of("content-type", "application/json", "vary", "accept-encoding"),
        "",
        Optional.of(Buffer.buffer(json)));
  }

  static Reply json(int status, JsonNode body) {
    return new Reply(status, Map.of("content-type", "application/json"), body.toString() + "\n");
  }

  /**
   * @param body JSON
   */
  static Reply jsonText(String body) {
    return new Reply(200, Map.of("content-type", "application/json"), body);
  }

  static Reply problem(Problem problem) {
    return new Reply(
        problem.status(),
        Map.of("content-type", Problem.MEDIA_TYPE),
        problem.json().toString() + "\n");
  }

  /** How a publish is answered. */
  static Reply of(PublishResult result) {
    return switch (result) {
      case PublishResult.Published(SupergraphVersion version, List<Hint> hints) -> {
        ObjectNode published = RegistryJson.object().put("result", "PUBLISHED");
        published.set("version", RegistryJson.version(version));
        published.set("hints", RegistryJson.array(hints, RegistryJson::hint));
        yield json(200, published);
      }
      case PublishResult.Unchanged(SupergraphVersion version) ->
          json(
              200,
              RegistryJson.object()
                  .put("result", "UNCHANGED")
                  .set("version", RegistryJson.version(version)));
      case PublishResult.Refused refused -> problem(Problem.composition(refused));
      case PublishResult.Stale stale -> problem(Problem.stale(stale));
      case PublishResult.Invalid(List<ChangeProblem> problems) ->
          problem(Problem.invalid(problems));
    };
  }

  /** How a check is answered that comes to something. */
  static Reply of(CheckResult.Composes composes) {
    ObjectNode json = RegistryJson.object().put("result", "COMPOSES").put("base", composes.base());
    json.set("changes", RegistryJson.array(composes.changes(), RegistryJson::change));
    json.set(
        "schemaChanges",
        RegistryJson.array(
            composes.schemaChanges(), change -> UsageJson.change(change, composes.usage())));
    UsageJson.write(composes.usage(), json);
    json.set("hints", RegistryJson.array(composes.hints(), RegistryJson::hint));
    return json(200, json.put("supergraph", composes.supergraphSdl()));
  }

  static Reply text(String body) {
    return new Reply(200, Map.of("content-type", "text/plain; charset=utf-8"), body);
  }

  static Reply notModified() {
    return new Reply(304, Map.of(), "");
  }

  static Reply noContent() {
    return new Reply(204, Map.of(), "");
  }

  Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, body, compressed);
  }

  /** To be called on the request's event loop. Does nothing when the client has gone. */
  void writeTo(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    // What is behind a token is nobody else's, and changes with every publish.
    response.putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    response.putHeader("x-content-type-options", "nosniff");
    headers.forEach(response::putHeader);
    Buffer content = content(request, response);
    if (content.length() == 0) {
      response.end();
    } else if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
      response.end();
    } else {
      response.end(content);
    }
  }

  private Buffer content(HttpServerRequest request, HttpServerResponse response) {
    if (compressed.isEmpty()) {
      return Buffer.buffer(body);
    }
    if (GZIP.matcher(
            request.headers().contains(HttpHeaders.ACCEPT_ENCODING)
                ? String.join(",", request.headers().getAll(HttpHeaders.ACCEPT_ENCODING))
                : "")
        .find()) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      return compressed.get();
    }
    return Buffer.buffer(Gzip.text(compressed.get().getBytes()));
  }

  /** Not where it is ruled out by a weight of nothing. */
  private static final Pattern GZIP =
      Pattern.compile("(?i)(^|,)\\s*gzip\\s*(;(?!\\s*q=0(\\.0*)?\\s*(,|$))|,|$)");
}
