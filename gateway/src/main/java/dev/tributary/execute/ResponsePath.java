package dev.tributary.execute;

import dev.tributary.json.JsonWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the projection stands, in the client's words: keys and list indexes (GraphQL specification,
 * 7.1.2). Pushed and popped for every field sent, so it is two arrays and no objects.
 */
final class ResponsePath {

  private @Nullable byte[][] keys = new byte[32][];
  private int[] indexes = new int[32];
  private int depth;

  /**
   * @param quoted the client's key as a JSON string
   */
  void push(byte[] quoted) {
    ensure();
    keys[depth++] = quoted;
  }

  /** A list's item. */
  void push(int index) {
    ensure();
    keys[depth] = null;
    indexes[depth++] = index;
  }

  void pop() {
    depth--;
  }

  /** The same place, to be kept. */
  ResponsePath copy() {
    ResponsePath copy = new ResponsePath();
    copy.keys = Arrays.copyOf(keys, keys.length);
    copy.indexes = Arrays.copyOf(indexes, indexes.length);
    copy.depth = depth;
    return copy;
  }

  int depth() {
    return depth;
  }

  private void ensure() {
    if (depth == indexes.length) {
      keys = Arrays.copyOf(keys, depth * 2);
      indexes = Arrays.copyOf(indexes, depth * 2);
    }
  }

  void write(JsonWriter out) {
    out.write('[');
    for (int i = 0; i < depth; i++) {
      if (i > 0) {
        out.write(',');
      }
      byte[] key = keys[i];
      if (key != null) {
        out.write(key);
      } else {
        out.number(indexes[i]);
      }
    }
    out.write(']');
  }

  /** A hash of every prefix, the empty one first and the whole path last. */
  long[] prefixHashes() {
    long[] hashes = new long[depth + 1];
    long hash = 1;
    hashes[0] = hash;
    for (int i = 0; i < depth; i++) {
      byte[] key = keys[i];
      long element = key == null ? indexes[i] : ~(long) Arrays.hashCode(key);
      hash = (hash ^ element) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
      hashes[i + 1] = hash;
    }
    return hashes;
  }
}
