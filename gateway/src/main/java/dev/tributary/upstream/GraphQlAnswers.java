package dev.tributary.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.execute.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
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

  private final JsonFactory json =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
  private final ServiceFailures failures;

  GraphQlAnswers(ServiceFailures failures) {
    this.failures = failures;
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

  private boolean isGraphQl(Buffer body) {
    try (JsonParser parser = json.createParser(body.getBytes())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("data") || (name.equals("errors") && value == JsonToken.START_ARRAY)) {
          return true;
        }
        parser.skipChildren();
      }
      return false;
    } catch (JsonProcessingException notJson) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
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
        + beginning.replaceAll("\\p{Cntrl}", " ");
  }
}
