package dev.tributary.http;

import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** GraphQL responses that hold request errors only (GraphQL specification, 7.1.2). */
final class ErrorBody {

  /** As deep as any answer is read. */
  private static final int DEEPEST = 1024;

  private ErrorBody() {}

  /**
   * @param requestId told with errors of ours, of which the client learns nothing else; empty for
   *     none
   */
  static Buffer of(List<Refusal> refusals, String requestId) {
    return Buffer.buffer(
        refusals.stream()
            .map(refusal -> error(refusal, refusal.code().status() < 500 ? "" : requestId))
            .collect(Collectors.joining(",", "{\"errors\":[", "]}")));
  }

  /** The list of errors of a response that is known to have some. */
  static byte[] errors(Buffer response) {
    byte[] bytes = response.getBytes();
    JsonReader reader = new JsonReader(bytes, 0, bytes.length, DEEPEST);
    reader.expect('{');
    do {
      reader.readKey();
      String key = JsonText.unquote(bytes, reader.valueStart(), reader.keyEnd());
      reader.readValue();
      if (key.equals("errors")) {
        return Arrays.copyOfRange(bytes, reader.valueStart(), reader.position());
      }
    } while (reader.take(','));
    throw new IllegalArgumentException("a response without errors");
  }

  private static String error(Refusal refusal, String requestId) {
    String message = new String(JsonText.quote(refusal.message()), StandardCharsets.UTF_8);
    return "{\"message\":"
        + message
        + ",\"extensions\":{\"code\":\""
        + refusal.code()
        + (requestId.isEmpty() ? "" : "\",\"requestId\":\"" + requestId)
        + "\"}}";
  }
}
