package dev.tributary.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Collectors;

/** GraphQL responses that hold request errors only (GraphQL specification, 7.1.2). */
final class ErrorBody {

  private ErrorBody() {}

  static Buffer of(List<Refusal> refusals) {
    return Buffer.buffer(
        refusals.stream()
            .map(ErrorBody::error)
            .collect(Collectors.joining(",", "{\"errors\":[", "]}")));
  }

  private static String error(Refusal refusal) {
    String message = new String(JsonStringEncoder.getInstance().quoteAsString(refusal.message()));
    return "{\"message\":\"" + message + "\",\"extensions\":{\"code\":\"" + refusal.code() + "\"}}";
  }
}
