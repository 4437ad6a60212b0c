package dev.tributary.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time in one {@code long} ("SIMD within a register").
 *
 * <p>Each test below leaves the high bit set in the lanes that match. They subtract across the
 * whole word, so that a match may raise false matches in the lanes above it, never below: only the
 * lowest one may be trusted, which is the first in memory because words are read little-endian.
 */
final class Swar {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long TWOS = 2 * ONES;
  private static final long AFTER_BLANKS = (' ' + 1) * ONES;

  private Swar() {}

  static long word(byte[] bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  /**
   * Lanes at which a string cannot simply go on: quote, backslash, control, not ASCII.
   *
   * <p>Flipping the second bit moves the quote (0x22) to 0x20, right above the controls, and keeps
   * these below: one comparison finds both. A lane that is not ASCII is found by its own high bit,
   * so the subtractions need not be right there.
   */
  static long notPlain(long word) {
    long quoteOrControl = (word ^ TWOS) - AFTER_BLANKS;
    long backslash = (word ^ BACKSLASHES) - ONES;
    return (quoteOrControl | backslash | word) & HIGH;
  }

  /** The index of the first lane in {@code lanes}, which is not zero. */
  static int first(long lanes) {
    return Long.numberOfTrailingZeros(lanes) >>> 3;
  }
}
