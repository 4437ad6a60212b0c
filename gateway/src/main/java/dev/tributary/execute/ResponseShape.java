package dev.tributary.execute;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step's answer is expected to hold at one place, in the order in which it was asked for,
 * which is the order in which a service answers (GraphQL specification, 7.2.2). So the next key is
 * nearly always known before it is read, and reading it is comparing it.
 */
final class ResponseShape {

  final RowShape row;
  private final Field[] fields;

  ResponseShape(RowShape row, List<Field> fields) {
    this.row = row;
    this.fields = fields.toArray(new Field[0]);
  }

  /** One key. */
  static final class Field {
    /** {@code "key":}. */
    final byte[] token;

    final int slot;

    /** Null on a leaf. */
    final @Nullable ResponseShape child;

    /** How many lists wrap a leaf; what is an array below them is a custom scalar's value. */
    final int leafListDepth;

    Field(byte[] token, int slot, @Nullable ResponseShape child, int leafListDepth) {
      this.token = token;
      this.slot = slot;
      this.child = child;
      this.leafListDepth = leafListDepth;
    }
  }

  /** The slots that the answer fills. */
  List<Integer> slots() {
    return Arrays.stream(fields).map(field -> field.slot).toList();
  }

  int size() {
    return fields.length;
  }

  Field field(int index) {
    return fields[index];
  }

  /**
   * The index of the key that stands in {@code bytes} between its quotes, quotes included; -1 when
   * it was not asked for. The search begins where the key was expected, because a key that is out
   * of order mostly follows one that was left out.
   */
  int find(byte[] bytes, int start, int end, int expected) {
    for (int i = 0; i < fields.length; i++) {
      int index = expected + i < fields.length ? expected + i : expected + i - fields.length;
      byte[] token = fields[index].token;
      if (Arrays.equals(token, 0, token.length - 1, bytes, start, end)) {
        return index;
      }
    }
    return -1;
  }
}
