package dev.tributary.execute;

import org.jspecify.annotations.Nullable;

/**
 * Step two of the way back: what an answer holds is put into the objects that asked for it, by
 * reference. Where two answers fill the same nested object, they are merged key by key, and lists
 * item by item.
 *
 * <p>A value that is there stays; null gives way to a value. Only {@code __typename} may be
 * replaced: an interface object's service answers the interface's name, until a service that knows
 * better says which type it is.
 */
final class RowMerger {

  private final ResponseTree tree;
  private final TypeTable types;

  RowMerger(ResponseTree tree, TypeTable types) {
    this.tree = tree;
    this.types = types;
  }

  /**
   * Merges {@code source} into {@code target}.
   *
   * @param linkedElsewhere {@code source} is merged into other rows too: what hangs below it will
   *     have several referrers
   */
  void merge(int target, int source, RowShape shape, boolean linkedElsewhere) {
    for (int slot = 0; slot < shape.slots; slot++) {
      long incoming = tree.get(source, slot);
      if (incoming == Cell.MISSING) {
        continue;
      }
      long present = tree.get(target, slot);
      if (slot == shape.typenameSlot) {
        mergeTypename(target, source, slot, present);
      } else if (Cell.isAbsent(present)) {
        tree.set(
            target,
            slot,
            linkedElsewhere ? linked(incoming, shape.child(slot), shape.isApart(slot)) : incoming);
      } else if (Cell.isReference(present) && Cell.kind(present) == Cell.kind(incoming)) {
        tree.set(
            target,
            slot,
            mergeNested(
                present, incoming, shape.child(slot), shape.isApart(slot), linkedElsewhere));
      }
    }
  }

  /** What refers to a value that others refer to as well, or to their own copy of it. */
  private long linked(long cell, @Nullable RowShape shape, boolean apart) {
    if (shape != null && apart) {
      return separate(cell, shape);
    }
    tree.markShared(cell);
    return cell;
  }

  /** A copy, down to where sharing is allowed again. */
  private long separate(long cell, RowShape shape) {
    int original = Cell.index(cell);
    switch (Cell.kind(cell)) {
      case Cell.ROW -> {
        return Cell.row(own(original, shape));
      }
      case Cell.LIST -> {
        int length = tree.length(original);
        int copy = tree.copy(original, length);
        for (int i = 0; i < length; i++) {
          tree.set(copy, i, separate(tree.get(copy, i), shape));
        }
        return Cell.list(copy);
      }
      default -> {
        return cell;
      }
    }
  }

  private int own(int original, RowShape shape) {
    int copy = tree.copy(original, shape.slots);
    for (int slot = 0; slot < shape.slots; slot++) {
      RowShape child = shape.child(slot);
      if (child != null && shape.isApart(slot)) {
        tree.set(copy, slot, separate(tree.get(copy, slot), child));
      }
    }
    return copy;
  }

  private void mergeTypename(int target, int source, int slot, long present) {
    int incoming = tree.type(source);
    if (Cell.isAbsent(present)
        || (!types.isObject(tree.type(target)) && types.isObject(incoming))) {
      tree.set(target, slot, tree.get(source, slot));
      tree.setType(target, incoming);
    }
  }

  /** Both are rows, or both are lists; returns what stands in the place of {@code present} now. */
  private long mergeNested(
      long present,
      long incoming,
      @Nullable RowShape shape,
      boolean apart,
      boolean linkedElsewhere) {
    if (shape == null || present == incoming) {
      return present;
    }
    int target = Cell.index(present);
    int source = Cell.index(incoming);
    if (Cell.kind(present) == Cell.ROW) {
      // Other places refer to this row, and what comes now is meant for this place only.
      int own = tree.isShared(target) ? own(target, shape) : target;
      merge(own, source, shape, linkedElsewhere);
      return Cell.row(own);
    }
    int length = tree.length(target);
    int own = tree.isShared(target) ? tree.copy(target, length) : target;
    for (int i = 0; i < Math.min(length, tree.length(source)); i++) {
      long item = tree.get(own, i);
      long other = tree.get(source, i);
      if (Cell.isAbsent(item)) {
        tree.set(own, i, linkedElsewhere ? linked(other, shape, apart) : other);
      } else if (Cell.isReference(item) && Cell.kind(item) == Cell.kind(other)) {
        tree.set(own, i, mergeNested(item, other, shape, apart, linkedElsewhere));
      }
    }
    return Cell.list(own);
  }
}
