package dev.tributary.cache;

import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it stands in Redis, with what is needed to tell whether it still holds.
 *
 * @param epoch of the log that the mark is of
 * @param mark of its fetch in the shared log
 */
record SharedValue(String epoch, long mark, CachedAnswer answer) {

  /** Another form has another version, so that gateways old and new can share a Redis. */
  private static final byte VERSION = 1;

  byte[] toBytes() {
    Buffer out = Buffer.buffer(answer.bytes().length + 256);
    out.appendByte(VERSION);
    text(out, epoch);
    out.appendLong(mark)
        .appendLong(answer.bornMillis())
        .appendLong(answer.freshUntilMillis())
        .appendLong(answer.revalidatingUntilMillis())
        .appendLong(answer.onErrorUntilMillis())
        .appendInt(answer.tags().size());
    answer.tags().forEach(tag -> text(out, tag));
    return out.appendBytes(answer.bytes()).getBytes();
  }

  private static void text(Buffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.appendInt(bytes.length).appendBytes(bytes);
  }

  /** Null when it is not what {@link #toBytes} has written. */
  static @Nullable SharedValue read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.get() != VERSION) {
        return null;
      }
      String epoch = text(in);
      long mark = in.getLong();
      long born = in.getLong();
      long fresh = in.getLong();
      long revalidating = in.getLong();
      long onError = in.getLong();
      int count = in.getInt();
      if (count < 0 || count > CacheStore.MOST_TAGS) {
        return null;
      }
      List<String> tags = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        tags.add(text(in));
      }
      byte[] answer = new byte[in.remaining()];
      in.get(answer);
      return new SharedValue(
          epoch, mark, new CachedAnswer(answer, born, fresh, revalidating, onError, tags));
    } catch (BufferUnderflowException cutShort) {
      return null;
    }
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
