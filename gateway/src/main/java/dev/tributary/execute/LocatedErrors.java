package dev.tributary.execute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Services' errors, each hung on the row that it is about. The projection tells of them when it
 * meets the row, wherever that is: so an entity's error is told at every position at which the
 * entity stands, and the path is the one that the client sees.
 */
final class LocatedErrors {

  /** One error. */
  static final class Located {
    final UpstreamError error;

    /** Whose it is. */
    final StepProgram step;

    /** From the row to the field, in the keys of the merged data. */
    final List<Object> rest;

    /** Whether the client has been told somewhere. */
    boolean told;

    /**
     * The first place of the row at which the client asked for other things; null when none was.
     */
    @Nullable ResponsePath nearest;

    Located(UpstreamError error, StepProgram step, List<Object> rest) {
      this.error = error;
      this.step = step;
      this.rest = rest;
    }
  }

  private final Map<Integer, List<Located>> byRow = new HashMap<>();
  private final List<Located> withoutRow = new ArrayList<>();
  private final List<Located> all = new ArrayList<>();

  /** Those that are about no row. */
  List<Located> withoutRow() {
    return withoutRow;
  }

  /** Those that the client has not been told of. */
  List<Located> untold() {
    return all.stream().filter(located -> !located.told).toList();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** An error that names nothing: it belongs to the step's own place. */
  void add(UpstreamError error, StepProgram step) {
    Located located = new Located(error, step, List.of());
    all.add(located);
    withoutRow.add(located);
  }

  /**
   * @param rows those that it is about; not empty
   */
  void add(
      UpstreamError error,
      StepProgram step,
      List<Object> rest,
      ResponseTree tree,
      List<Integer> rows) {
    Located located = new Located(error, step, rest);
    all.add(located);
    for (int row : rows) {
      tree.cells[row] |= ResponseTree.HAS_ERRORS;
      byRow.computeIfAbsent(row, key -> new ArrayList<>()).add(located);
    }
  }

  List<Located> at(int row) {
    return byRow.getOrDefault(row, List.of());
  }
}
