package dev.tributary.execute;

import dev.tributary.json.JsonText;
import io.vertx.core.buffer.Buffer;
import java.util.SequencedMap;

/** Writes {@code extensions} to the end of an answer (GraphQL specification, 7.1). */
final class ResponseExtensions {
  private ResponseExtensions() {}

  /**
   * The answer with these entries.
   *
   * @param extensions JSON by name; when there are none the answer is returned as it is
   */
  static GraphQlAnswer added(GraphQlAnswer answer, SequencedMap<String, Buffer> extensions) {
    if (extensions.isEmpty()) {
      return answer;
    }
    Buffer body = answer.body();
    // The answer is an object with at least one entry.
    Buffer out = Buffer.buffer(body.length() + 256);
    out.appendBuffer(body, 0, body.length() - 1).appendString(",\"extensions\":{");
    String separator = "";
    for (var extension : extensions.entrySet()) {
      out.appendString(separator)
          .appendBytes(JsonText.quote(extension.getKey()))
          .appendString(":")
          .appendBuffer(extension.getValue());
      separator = ",";
    }
    answer.free();
    return new GraphQlAnswer(answer.outcome(), out.appendString("}}"));
  }
}
