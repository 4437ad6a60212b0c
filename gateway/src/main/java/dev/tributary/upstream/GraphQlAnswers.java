package dev.tributary.upstream;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.MalformedJsonException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells which HTTP answers carry a GraphQL response (GraphQL over HTTP, section 6). Whether the
 * body of one that should is really JSON of the right shape is found out by whoever reads it.
 */
final class GraphQlAnswers {

  static final String GRAPHQL_RESPONSE = "application/graphql-response+json";

  private static final int DETAIL_BYTES = 200;
  private static final int MAX_DEPTH = 500;

  private final ServiceFailures failures;

  GraphQlAnswers(ServiceFailures failures) {
    this.failures = failures;
  }

  /**
   * The answer itself, when it carries a GraphQL response.
   *
   * @throws UpstreamFailure when it does not
   */
  ServiceAnswer checked(ServiceAnswer answer) {
    read(answer);
    return answer;
  }

  /**
   * @return the GraphQL response
   * @throws UpstreamFailure when there is none
   */
  Buffer read(ServiceAnswer answer) {
    String type = mediaType(answer.headers().get(HttpHeaders.CONTENT_TYPE));
    if (answer.isSuccess()) {
      if (!isJson(type)) {
        throw failures.invalid("something other than JSON", detail(answer, type));
      }
      if (answer.body().length() == 0) {
        throw failures.invalid("an empty body", detail(answer, type));
      }
      return answer.body();
    }
    // A GraphQL error may come with any status; an intermediary's JSON may as well.
    if (GRAPHQL_RESPONSE.equals(type) || (isJson(type) && isGraphQl(answer.body()))) {
      return answer.body();
    }
    throw failures.httpError(answer.status(), detail(answer, type));
  }

  private static @Nullable String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** A service that names no type is given the benefit of the doubt. */
  private static boolean isJson(@Nullable String type) {
    return type == null || type.endsWith("/json") || type.endsWith("+json");
  }

  private static boolean isGraphQl(Buffer body) {
    byte[] bytes = body.getBytes();
    JsonReader reader = new JsonReader(bytes, 0, bytes.length, MAX_DEPTH);
    try {
      reader.expect('{');
      if (reader.take('}')) {
        return false;
      }
      do {
        reader.readKey();
        String name = JsonText.unquote(bytes, reader.valueStart(), reader.keyEnd());
        JsonKind value = reader.readValue();
        if (name.equals("data") || (name.equals("errors") && value == JsonKind.ARRAY)) {
          return true;
        }
      } while (reader.take(','));
      return false;
    } catch (MalformedJsonException notJson) {
      return false;
    }
  }

  /** The beginning of an answer, for the log. */
  private static String detail(ServiceAnswer answer, @Nullable String type) {
    Buffer body = answer.body();
    String beginning =
        new String(body.getBytes(0, Math.min(body.length(), DETAIL_BYTES)), StandardCharsets.UTF_8);
    return "status "
        + answer.status()
        + ", "
        + type
        + ", "
        // No service may write lines of its own into the log.
        + Redaction.of(beginning.replaceAll("\\p{Cntrl}", " "));
  }
}
