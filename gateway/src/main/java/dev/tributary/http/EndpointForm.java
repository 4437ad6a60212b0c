package dev.tributary.http;

import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an endpoint: the data alone, that of a single root field without its name; or a
 * problem (RFC 9457) that holds the GraphQL errors.
 */
final class EndpointForm implements AnswerForm {

  private static final String JSON = "application/json; charset=utf-8";
  private static final String PROBLEM = "application/problem+json; charset=utf-8";
  private static final int MAX_DEPTH = 1_000;

  /** Statuses of errors that keep all data away, by the first one's code. */
  private static final Map<String, Integer> STATUSES =
      Map.of(
          "UNAUTHORIZED_FIELD_OR_TYPE", 403,
          "UPSTREAM_TIMEOUT", 504,
          "RESPONSE_TOO_LARGE", 500,
          "COST_ACTUAL_TOO_EXPENSIVE", 400);

  private final RestEndpoint endpoint;

  EndpointForm(RestEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Where a value stands in the response. */
  private record Slice(int start, int end, JsonKind kind) {}

  @Override
  public Sent of(int status, Buffer response) {
    byte[] bytes = response.getBytes();
    Slice data = null;
    Slice errors = null;
    JsonReader reader = new JsonReader(bytes, 0, bytes.length, MAX_DEPTH);
    reader.expect('{');
    if (!reader.take('}')) {
      do {
        reader.readKey();
        String name = JsonText.unquote(bytes, reader.valueStart(), reader.keyEnd());
        JsonKind kind = reader.readValue();
        Slice value = new Slice(reader.valueStart(), reader.position(), kind);
        switch (name) {
          case "data" -> data = value;
          case "errors" -> errors = value;
          default -> {}
        }
      } while (reader.take(','));
    }
    if (data == null || status != 200) {
      return problem(status == 200 ? 400 : status, bytes, errors);
    }
    Slice shown = unwrapped(bytes, data);
    if (errors != null && (!endpoint.partial() || shown.kind == JsonKind.NULL)) {
      return problem(statusOf(bytes, errors), bytes, errors);
    }
    if (shown.kind == JsonKind.NULL) {
      return endpoint.inPath().isEmpty() ? answer(bytes, shown) : notFound();
    }
    return answer(bytes, shown);
  }

  private Sent answer(byte[] bytes, Slice shown) {
    return new Sent(
        endpoint.success(),
        JSON,
        Buffer.buffer().appendBytes(bytes, shown.start, shown.end - shown.start));
  }

  /** The only member of the data, or all of it. */
  private static Slice unwrapped(byte[] bytes, Slice data) {
    if (data.kind != JsonKind.OBJECT) {
      return data;
    }
    JsonReader reader = new JsonReader(bytes, data.start, data.end, MAX_DEPTH);
    reader.expect('{');
    if (reader.take('}')) {
      return data;
    }
    reader.readKey();
    JsonKind kind = reader.readValue();
    Slice only = new Slice(reader.valueStart(), reader.position(), kind);
    return reader.take(',') ? data : only;
  }

  /** What the path names is not there. */
  private static Sent notFound() {
    return new Sent(
        404,
        PROBLEM,
        Buffer.buffer("{\"title\":\"Not Found\",\"status\":404,\"code\":\"NOT_FOUND\"}"));
  }

  private static int statusOf(byte[] bytes, Slice errors) {
    String text =
        new String(bytes, errors.start, errors.end - errors.start, StandardCharsets.UTF_8);
    int code = text.indexOf("\"code\":\"");
    String first =
        code < 0 ? "" : text.substring(code + 8, Math.max(code + 8, text.indexOf('"', code + 8)));
    Integer known = STATUSES.get(first);
    if (known != null) {
      return known;
    }
    return first.startsWith("UPSTREAM_") || first.startsWith("CONNECTOR_") ? 502 : 500;
  }

  private static Sent problem(int status, byte[] bytes, @Nullable Slice errors) {
    JsonWriter out = new JsonWriter(256);
    out.write(
        ("{\"title\":\"" + title(status) + "\",\"status\":" + status + ",\"errors\":")
            .getBytes(StandardCharsets.US_ASCII));
    if (errors == null) {
      out.write("[]".getBytes(StandardCharsets.US_ASCII));
    } else {
      out.write(bytes, errors.start, errors.end - errors.start);
    }
    out.write('}');
    return new Sent(status, PROBLEM, Buffer.buffer(out.toByteArray()));
  }

  /**
   * A problem that holds the errors of a refusal.
   *
   * @param refused a GraphQL response of errors alone
   */
  static Sent problem(int status, Buffer refused) {
    return new Sent(
        status,
        PROBLEM,
        Buffer.buffer("{\"title\":\"" + title(status) + "\",\"status\":" + status + ",")
            .appendBuffer(refused, 1, refused.length() - 1));
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> status < 500 ? "The request cannot be answered" : "Internal Server Error";
    };
  }
}
