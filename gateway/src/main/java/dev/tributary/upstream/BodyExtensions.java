package dev.tributary.upstream;

import dev.tributary.auth.Caller;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Says in a GraphQL request's {@code extensions} who the caller is. */
final class BodyExtensions {

  private final Map<String, ValueTemplate> templates;

  BodyExtensions(Map<String, ValueTemplate> templates) {
    this.templates = templates;
  }

  /** What is said of a caller, as JSON; empty when nothing is. */
  String of(Caller caller) {
    Map<String, Object> values =
        templates.isEmpty() ? Map.of() : ValueTemplate.json(templates, caller);
    return values.isEmpty() ? "" : new JsonObject(values).encode();
  }

  boolean isEmpty() {
    return templates.isEmpty();
  }

  /**
   * @param body a JSON object without {@code extensions}
   * @return the same when there is nothing to say
   */
  Buffer addedTo(Buffer body, Caller caller) {
    if (templates.isEmpty()) {
      return body;
    }
    Map<String, Object> values = ValueTemplate.json(templates, caller);
    if (values.isEmpty()) {
      return body;
    }
    int brace = body.length() - 1;
    while (body.getByte(brace) != '}') {
      brace--;
    }
    return Buffer.buffer(body.length() + 256)
        .appendBuffer(body, 0, brace)
        .appendString(",\"extensions\":")
        .appendBuffer(new JsonObject(values).toBuffer())
        .appendByte((byte) '}');
  }
}
