package dev.tributary.execute;

import dev.tributary.execute.StepProgram.EntityTarget;
import dev.tributary.execute.StepProgram.Group;
import dev.tributary.json.JsonKind;
import java.util.ArrayList;
import java.util.List;

/** Gives entities' answers, and errors about them, to the objects that asked. */
final class EntityMerge {

  private static final long NULL = Cell.slice(JsonKind.NULL, 0, 0, 4);

  private EntityMerge() {}

  /**
   * Merges one {@code _entities} list.
   *
   * @param list what stands in the answer: a list with one item per representation, or nothing
   */
  static void merge(
      ResponseTree tree,
      RowMerger merger,
      Group group,
      RepresentationSet representations,
      long list) {
    for (int target = 0; target < representations.targets(); target++) {
      int row = representations.row(target);
      int index = representations.index(target);
      long entity =
          Cell.kind(list) == Cell.LIST ? tree.get(Cell.index(list), index) : (long) Cell.NULL;
      if (Cell.kind(entity) == Cell.ROW) {
        merger.merge(row, Cell.index(entity), group.shape(), representations.uses(index) > 1);
      } else {
        // The service knows no such entity: its fields are null, which is an answer.
        for (int slot : group.selected()) {
          if (tree.get(row, slot) == Cell.MISSING) {
            tree.set(row, slot, NULL);
          }
        }
      }
    }
  }

  /** Hangs an error whose path begins with an {@code _entities} field on the rows that it means. */
  static void locate(
      UpstreamError error,
      StepProgram step,
      EntityTarget target,
      List<RepresentationSet> inputs,
      ResponseTree tree,
      LocatedErrors errors) {
    List<Object> path = error.path();
    if (path.size() >= 2 && path.get(1) instanceof Integer index) {
      for (Group group : target.groups()) {
        if (group.responseKey().equals(path.getFirst())) {
          List<Integer> rows = rows(inputs.get(group.input()), index);
          if (!rows.isEmpty()) {
            errors.add(error, step, path.subList(2, path.size()), tree, rows);
            return;
          }
        }
      }
    }
    errors.add(error, step);
  }

  private static List<Integer> rows(RepresentationSet representations, int index) {
    List<Integer> rows = new ArrayList<>();
    for (int target = 0; target < representations.targets(); target++) {
      if (representations.index(target) == index) {
        rows.add(representations.row(target));
      }
    }
    return rows;
  }
}
