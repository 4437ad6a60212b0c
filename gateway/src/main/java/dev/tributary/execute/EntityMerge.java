package dev.tributary.execute;

import dev.tributary.execute.RepresentationProgram.Requiring;
import dev.tributary.execute.StepProgram.EntityTarget;
import dev.tributary.execute.StepProgram.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Gives entities' answers, and errors about them, to the objects that asked. */
final class EntityMerge {

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
      Set<Requiring> lost = representations.lost(target);
      if (Cell.kind(entity) == Cell.ROW) {
        int source = Cell.index(entity);
        boolean usedAgain = representations.uses(index) > 1;
        if (!lost.isEmpty()) {
          source = tree.copy(source, group.shape().slots);
          usedAgain = true;
          for (Requiring field : lost) {
            tree.set(source, field.slot(), Cell.MISSING);
          }
        }
        merger.merge(row, source, group.shape(), usedAgain);
      } else {
        // The service knows no such entity: its fields are null, which is an answer.
        for (int slot : group.selected()) {
          if (tree.get(row, slot) == Cell.MISSING && !isLost(lost, slot)) {
            tree.set(row, slot, Cell.NO_ENTITY);
          }
        }
      }
    }
  }

  private static boolean isLost(Set<Requiring> lost, int slot) {
    return lost.stream().anyMatch(field -> field.slot() == slot);
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
          List<Object> rest = path.subList(2, path.size());
          RepresentationSet input = inputs.get(group.input());
          List<Integer> rows = rows(input, index, rest);
          if (!rows.isEmpty()) {
            errors.add(error, step, rest, tree, rows);
          }
          if (index < input.size()) {
            return;
          }
        }
      }
    }
    errors.add(error, step);
  }

  /**
   * What a service says of a field whose requirements it was not given tells the client nothing.
   */
  private static List<Integer> rows(
      RepresentationSet representations, int index, List<Object> rest) {
    List<Integer> rows = new ArrayList<>();
    for (int target = 0; target < representations.targets(); target++) {
      boolean isLost =
          !rest.isEmpty()
              && representations.lost(target).stream()
                  .anyMatch(field -> field.dataKey().equals(rest.getFirst()));
      if (representations.index(target) == index && !isLost) {
        rows.add(representations.row(target));
      }
    }
    return rows;
  }
}
