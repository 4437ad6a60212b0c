package dev.tributary.json;

/**
 * A hash of bytes for tables in memory: eight bytes a step, each folded in by the two halves of a
 * 128-bit product (the idea of Wang Yi's wyhash). A loop that multiplies byte by byte waits for
 * each product and took a quarter of a whole request's time.
 */
public final class ByteHash {

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private ByteHash() {}

  /**
   * Hashes the bytes from {@code start} to {@code end}.
   *
   * @param seed what nobody outside knows, when they choose the bytes
   */
  public static long of(byte[] bytes, int start, int end, long seed) {
    long hash = seed ^ (end - start);
    int i = start;
    for (; i + 8 <= end; i += 8) {
      hash = fold(hash ^ Swar.word(bytes, i));
    }
    long rest = 0;
    for (; i < end; i++) {
      rest = rest << 8 | (bytes[i] & 0xFF);
    }
    return fold(hash ^ rest);
  }

  private static long fold(long value) {
    return value * FACTOR ^ Math.unsignedMultiplyHigh(value, FACTOR);
  }
}
