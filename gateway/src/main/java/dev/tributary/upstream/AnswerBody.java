package dev.tributary.upstream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The part of a body that has been received. Confined to one event loop. */
final class AnswerBody {

  private final int limit;
  private @Nullable Buffer first;
  private @Nullable Buffer joined;
  private int length;
  private int capacity;

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
    } else {
      join(first, chunk);
    }
    return true;
  }

  /**
   * Memory follows what really comes, whatever length was announced. It is doubled by us: a buffer
   * that grows by itself does so by fixed steps above 4 MB, and copies all at each.
   */
  private void join(Buffer first, Buffer chunk) {
    if (joined == null || length > capacity) {
      capacity = (int) Math.min(limit, 2L * length);
      joined = Buffer.buffer(capacity).appendBuffer(joined == null ? first : joined);
    }
    joined.appendBuffer(chunk);
  }

  Buffer whole() {
    if (joined != null) {
      return joined;
    }
    return first != null ? first : Buffer.buffer();
  }
}
