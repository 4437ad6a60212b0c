package dev.tributary.execute;

import dev.tributary.json.JsonKind;

/**
 * A value of the merged data, packed into one {@code long}, so that an object is a run of a {@code
 * long} array and costs neither objects nor strings.
 *
 * <pre>
 * bits 0-3    kind
 * scalars     4-15 which answer, 16-43 where its text starts, 44-63 how long it is
 * row, list   4-35 where it stands in {@link ResponseTree#cells}
 * </pre>
 *
 * <p>A scalar stays what the service wrote: its text is copied to the client. Text too long for
 * twenty bits has all of these set, and its end is looked for again when it is needed: that costs a
 * scan of a megabyte of text in the rare case, and keeps every other cell at eight bytes.
 */
final class Cell {

  /** No answer had this key. The value of a fresh array. */
  static final int MISSING = 0;

  static final int NULL = 1;
  static final int FALSE = 2;
  static final int TRUE = 3;
  static final int INTEGER = 4;
  static final int DECIMAL = 5;
  static final int STRING = 6;
  static final int ESCAPED_STRING = 7;

  /** An array or object kept as text: the value of a custom scalar. */
  static final int RAW = 8;

  static final int ROW = 9;
  static final int LIST = 10;

  /**
   * The null of a field whose entity the service does not know. To a client it is null like any
   * other; nothing may be computed from it, because nobody said it. No answer begins with null, so
   * no slice is the same.
   */
  static final long NO_ENTITY = NULL;

  static final int MAX_ANSWERS = 1 << 12;
  static final int MAX_OFFSET = (1 << 28) - 1;

  private static final int LENGTH_UNKNOWN = (1 << 20) - 1;

  private Cell() {}

  static int kind(long cell) {
    return (int) cell & 0xF;
  }

  static boolean isAbsent(long cell) {
    return kind(cell) <= NULL;
  }

  /** Whether a service said it, be it null. */
  static boolean isAnswered(long cell) {
    return cell != MISSING && cell != NO_ENTITY;
  }

  static boolean isReference(long cell) {
    return kind(cell) >= ROW;
  }

  static long row(int index) {
    return (long) index << 4 | ROW;
  }

  static long list(int index) {
    return (long) index << 4 | LIST;
  }

  /** Where a row or list stands. */
  static int index(long cell) {
    return (int) (cell >>> 4);
  }

  static long slice(JsonKind kind, int answer, int start, int length) {
    int bits =
        switch (kind) {
          case NULL -> NULL;
          case FALSE -> FALSE;
          case TRUE -> TRUE;
          case INTEGER -> INTEGER;
          case DECIMAL -> DECIMAL;
          case STRING -> STRING;
          case ESCAPED_STRING -> ESCAPED_STRING;
          case ARRAY, OBJECT -> RAW;
        };
    return (long) Math.min(length, LENGTH_UNKNOWN) << 44
        | (long) start << 16
        | (long) answer << 4
        | bits;
  }

  static int answer(long cell) {
    return (int) (cell >>> 4) & 0xFFF;
  }

  static int start(long cell) {
    return (int) (cell >>> 16) & 0xFFFFFFF;
  }

  /** -1 when the text is too long to tell. */
  static int length(long cell) {
    int length = (int) (cell >>> 44);
    return length == LENGTH_UNKNOWN ? -1 : length;
  }
}
