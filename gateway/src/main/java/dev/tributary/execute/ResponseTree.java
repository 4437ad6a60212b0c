package dev.tributary.execute;

import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonWriter;
import java.util.Arrays;

/**
 * The merged data of one request: rows (objects) and lists in one {@code long} array, scalars as
 * slices of the answers they came in. Confined to the request's event loop.
 *
 * <p>A row or list is a header of three words, then its {@link Cell}s: a row has one per slot of
 * its position ({@link RowShape}), a list one per item. The header:
 *
 * <pre>
 * 0   bits 0-31 a row's run-time type, or a list's length; then flags
 * 1   bits 0-31 the visit that saw it last; 32-63 the generation of the memo
 * 2   the memo: bits 0-31 where the projection's bytes of it begin, 32-63 how many they are
 * </pre>
 *
 * <p>Rows are shared by reference: an entity's answer is linked into every object that asked for
 * it. {@link #SHARED} says that more than one place may refer to a row or list; such a one is
 * copied before something is merged below one of these places only.
 */
final class ResponseTree {

  static final int HEADER = 3;

  static final long SHARED = 1L << 32;
  static final long HAS_ERRORS = 1L << 33;

  /** A JSON document may nest this deep, ours and the services'. */
  static final int MAX_DEPTH = 512;

  /** The data of one request has outgrown its bound. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("the data is too large", null, false, false);
    }
  }

  long[] cells;
  private int used;
  private final int maximum;

  private byte[][] answers = new byte[8][];
  private int answerCount;
  private int visit;

  /**
   * @param capacity words to begin with; a good guess saves copying
   * @param maximum words at most: an object of two bytes takes as many as its position has slots,
   *     so a limit of what services send is no limit of this
   */
  ResponseTree(int capacity, int maximum) {
    this.cells = new long[Math.max(capacity, 64)];
    this.maximum = maximum;
  }

  /** Words in use. */
  int size() {
    return used;
  }

  int newRow(int slots, int type) {
    int row = allocate(HEADER + slots);
    cells[row] = type & 0xFFFFFFFFL;
    return row;
  }

  /** A list of items that are still missing. */
  int newList(int length) {
    int list = allocate(HEADER + length);
    cells[list] = length;
    return list;
  }

  private int allocate(int words) {
    int at = used;
    int needed = at + words;
    if (needed > cells.length) {
      if (needed > maximum) {
        throw new TooLarge();
      }
      cells = Arrays.copyOf(cells, Math.max(needed, (int) Math.min(maximum, cells.length * 2L)));
    }
    used = needed;
    return at;
  }

  long get(int row, int slot) {
    return cells[row + HEADER + slot];
  }

  void set(int row, int slot, long cell) {
    cells[row + HEADER + slot] = cell;
  }

  int type(int row) {
    return (int) cells[row];
  }

  void setType(int row, int type) {
    cells[row] = cells[row] & ~0xFFFFFFFFL | type & 0xFFFFFFFFL;
  }

  int length(int list) {
    return (int) cells[list];
  }

  boolean isShared(int index) {
    return (cells[index] & SHARED) != 0;
  }

  /** Notes that what {@code cell} refers to, if it refers, has more than one referrer. */
  void markShared(long cell) {
    if (Cell.isReference(cell) && !isShared(Cell.index(cell))) {
      cells[Cell.index(cell)] |= SHARED;
    }
  }

  /** A copy of a shared row or list that belongs to one place; what is below is shared then. */
  int copy(int index, int size) {
    int copy = allocate(HEADER + size);
    System.arraycopy(cells, index + HEADER, cells, copy + HEADER, size);
    cells[copy] = cells[index] & ~SHARED;
    for (int i = copy + HEADER; i < copy + HEADER + size; i++) {
      markShared(cells[i]);
    }
    return copy;
  }

  /** Begins a walk that must meet every row and list once: see {@link #visited}. */
  int newVisit() {
    return ++visit;
  }

  /** Whether this visit has been here; from now on it has. */
  boolean visited(int index, int visit) {
    long word = cells[index + 1];
    if ((int) word == visit) {
      return true;
    }
    cells[index + 1] = word & ~0xFFFFFFFFL | visit;
    return false;
  }

  /** How many answers are kept. */
  int answers() {
    return answerCount;
  }

  /** Keeps an answer's bytes for as long as the request lives; returns its number. */
  int keep(byte[] answer) {
    if (answerCount == answers.length) {
      answers = Arrays.copyOf(answers, answerCount * 2);
    }
    answers[answerCount] = answer;
    return answerCount++;
  }

  byte[] bytes(long slice) {
    return answers[Cell.answer(slice)];
  }

  /** The end, exclusive, of a scalar's text. */
  int end(long slice) {
    int start = Cell.start(slice);
    int length = Cell.length(slice);
    if (length >= 0) {
      return start + length;
    }
    byte[] bytes = bytes(slice);
    JsonReader reader = new JsonReader(bytes, start, bytes.length, MAX_DEPTH);
    reader.readValue();
    return reader.position();
  }

  /** Writes a scalar as its service wrote it. */
  void write(long slice, JsonWriter out) {
    int start = Cell.start(slice);
    out.write(bytes(slice), start, end(slice) - start);
  }
}
