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

  /** Slots whose objects must have one place only: fields of theirs depend on what is above. */
  private final boolean[] apart;

  RowShape(int typenameSlot, int staticType, @Nullable RowShape[] children) {
    this(typenameSlot, staticType, children, new boolean[children.length]);
  }

  RowShape(int typenameSlot, int staticType, @Nullable RowShape[] children, boolean[] apart) {
    this.apart = apart.clone();
    this.slots = children.length;
    this.typenameSlot = typenameSlot;
    this.staticType = staticType;
    this.children = Arrays.copyOf(children, children.length);
  }

  /**
   * Whether what stands under the slot may never be shared between objects, equal as it may be:
   * each is filled from a context of its own.
   */
  boolean isApart(int slot) {
    return apart[slot];
  }

  /** The shape of the objects under a slot; null when scalars stand there. */
  @Nullable RowShape child(int slot) {
    return children[slot];
  }
}
