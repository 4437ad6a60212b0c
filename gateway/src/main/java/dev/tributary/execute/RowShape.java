package dev.tributary.execute;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of one position of the merged data may hold: one slot per data key that any step
 * asks for there, whatever the type. A position is a path of data keys from the root, lists not
 * counted.
 */
final class RowShape {

  final int slots;

  /** The slot of {@code __typename}; -1 when no step asks for it here. */
  final int typenameSlot;

  /** The type of an object that has no {@code __typename}; {@link TypeTable#UNKNOWN} at worst. */
  final int staticType;

  private final @Nullable RowShape[] children;

  RowShape(int typenameSlot, int staticType, @Nullable RowShape[] children) {
    this.slots = children.length;
    this.typenameSlot = typenameSlot;
    this.staticType = staticType;
    this.children = Arrays.copyOf(children, children.length);
  }

  /** The shape of the objects under a slot; null when scalars stand there. */
  @Nullable RowShape child(int slot) {
    return children[slot];
  }
}
