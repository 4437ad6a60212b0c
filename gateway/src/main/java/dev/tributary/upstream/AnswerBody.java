package dev.tributary.upstream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The part of a body that has been received. Confined to one event loop. */
final class AnswerBody {

  /** An announced length is believed up to here; beyond, memory follows what really comes. */
  private static final int MOST_AT_ONCE = 256 * 1024;

  private final int limit;
  private final int announced;
  private @Nullable Buffer first;
  private @Nullable Buffer joined;
  private int length;
  private int capacity;

  /**
   * @param announced how many bytes are said to come; negative when nothing is said
   */
  AnswerBody(int limit, long announced) {
    this.limit = limit;
    this.announced = (int) Math.min(announced, Math.min(limit, MOST_AT_ONCE));
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
   * Doubled by us: a buffer that grows by itself does so by fixed steps above 4 MB, and copies all
   * at each.
   */
  private void join(Buffer first, Buffer chunk) {
    if (joined == null || length > capacity) {
      capacity = length <= announced ? announced : (int) Math.min(limit, 2L * length);
      joined = Buffer.buffer(capacity).appendBuffer(joined == null ? first : joined);
    }
    joined.appendBuffer(chunk);
  }

  int length() {
    return length;
  }

  Buffer whole() {
    if (joined != null) {
      return joined;
    }
    return first != null ? first : Buffer.buffer();
  }
}
