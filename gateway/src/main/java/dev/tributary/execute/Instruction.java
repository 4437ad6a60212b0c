package dev.tributary.execute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the value of one field of the answer is made. */
sealed interface Instruction {

  /**
   * Text that is known beforehand: {@code __typename} of a position that has one type.
   *
   * @param text JSON
   */
  record Constant(byte[] text) implements Instruction {}

  /**
   * A field that the caller may not see.
   *
   * @param isToldWhereMet whether the place is an error of its own
   */
  record Withheld(ValueType type, boolean isToldWhereMet) implements Instruction {}

  /** A root field that the schema itself answers. */
  record Introspected(String responseKey) implements Instruction {}

  /**
   * A scalar or enum of the merged data, or lists of them.
   *
   * @param sure {@link LeafKind#sure}
   */
  record Leaf(Origin origin, ValueType type, LeafKind kind, int sure) implements Instruction {
    Leaf(Origin origin, ValueType type, LeafKind kind) {
      this(origin, type, kind, kind.sure());
    }
  }

  /**
   * An object of the merged data, or lists of them.
   *
   * @param id unique in the operation: the memo of a row says by which instruction it was made
   * @param possibleTypes those that a client may see; null when the position has one type only
   * @param typename where an object says its type; null when the position has one type only
   */
  record Composite(
      int id,
      Origin origin,
      ValueType type,
      Segment selections,
      @Nullable TypeSet possibleTypes,
      @Nullable Origin typename)
      implements Instruction {}

  /**
   * Where a value stands in its row, and where it came from.
   *
   * @param dataKey its key in the merged data
   * @param slot -1 when no step brings it
   * @param providers ids of the steps that bring it
   * @param field the field's name, for messages
   */
  record Origin(String dataKey, int slot, List<Integer> providers, String field) {}

  /**
   * When a field is there.
   *
   * @param types the types for which it is; null for all
   * @param condition number of the condition on which it is; -1 for always
   */
  record Guard(@Nullable TypeSet types, int condition) {
    static final Guard NONE = new Guard(null, -1);
  }
}
