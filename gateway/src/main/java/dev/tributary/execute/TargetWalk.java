package dev.tributary.execute;

import java.util.Arrays;
import java.util.List;

/**
 * Step one of the way out: from the root along a path to the objects that a step completes. Shared
 * objects are met once, however many places refer to them, so the walk costs what the data has in
 * distinct objects and not what the client will see.
 */
final class TargetWalk {

  /** One step of a compiled path. */
  sealed interface Move {
    /** Below this slot; lists are walked through. */
    record Down(int slot) implements Move {}

    /** Only rows of these types. */
    record Narrow(TypeSet types) implements Move {}
  }

  /** Is told of every row at the path's end. */
  interface Visitor {
    /**
     * @param above the rows that the path leads through, by the number of moves to each; for the
     *     length of the call
     */
    void met(int row, int[] above);
  }

  private final ResponseTree tree;
  private final Move[] path;
  private final int visit;
  private final int[] above;
  private final Visitor visitor;

  private TargetWalk(ResponseTree tree, List<Move> path, Visitor visitor) {
    this.tree = tree;
    this.path = path.toArray(new Move[0]);
    this.visit = tree.newVisit();
    this.above = new int[path.size() + 1];
    this.visitor = visitor;
  }

  /** Meets the rows at the path's end in the order of the data. */
  static void walk(ResponseTree tree, int root, List<Move> path, Visitor visitor) {
    new TargetWalk(tree, path, visitor).row(root, 0);
  }

  /** The rows at the path's end, in the order of the data. */
  static int[] rows(ResponseTree tree, int root, List<Move> path) {
    Rows rows = new Rows();
    walk(tree, root, path, rows);
    return Arrays.copyOf(rows.rows, rows.count);
  }

  private static final class Rows implements Visitor {
    private int[] rows = new int[16];
    private int count;

    @Override
    public void met(int row, int[] above) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, count * 2);
      }
      rows[count++] = row;
    }
  }

  private void row(int row, int from) {
    // A row belongs to one position, and a path passes a position once: one mark is enough.
    if (tree.visited(row, visit)) {
      return;
    }
    for (int i = from; i < path.length; i++) {
      above[i] = row;
      switch (path[i]) {
        case Move.Down(int slot) -> {
          value(tree.get(row, slot), i + 1);
          return;
        }
        case Move.Narrow(TypeSet types) -> {
          if (!types.contains(tree.type(row))) {
            return;
          }
        }
      }
    }
    above[path.length] = row;
    visitor.met(row, above);
  }

  private void value(long cell, int from) {
    int kind = Cell.kind(cell);
    if (kind == Cell.ROW) {
      row(Cell.index(cell), from);
    } else if (kind == Cell.LIST && !tree.visited(Cell.index(cell), visit)) {
      int list = Cell.index(cell);
      for (int i = 0, length = tree.length(list); i < length; i++) {
        value(tree.get(list, i), from);
      }
    }
  }
}
