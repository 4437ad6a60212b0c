package dev.tributary.upstream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The part of a body that has been received. Confined to one event loop. */
final class AnswerBody {

  private final int limit;
  private @Nullable Buffer first;
  private @Nullable Buffer joined;
  private int length;

  AnswerBody(int limit) {
    this.limit = limit;
  }

  /** False when the limit is passed: what was received is dropped. */
  boolean append(Buffer chunk) {
    if (chunk.length() > limit - length) {
      first = null;
      joined = null;
      return false;
    }
    length += chunk.length();
    if (first == null) {
      // Mostly the first piece is all there is, and need not be copied.
      first = chunk;
    } else if (joined == null) {
      joined = Buffer.buffer(2 * length).appendBuffer(first).appendBuffer(chunk);
    } else {
      // Memory follows what really comes, whatever length was announced.
      joined.appendBuffer(chunk);
    }
    return true;
  }

  Buffer whole() {
    if (joined != null) {
      return joined;
    }
    return first != null ? first : Buffer.buffer();
  }
}
