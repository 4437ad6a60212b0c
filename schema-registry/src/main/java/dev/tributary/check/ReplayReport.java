package dev.tributary.check;

import java.util.List;
import java.util.OptionalLong;

/**
 * What becomes of recorded operations.
 *
 * @param replayed how many were looked at
 * @param leftOut how many were not, for want of time
 * @param broken those that are no longer valid, or that can no longer be planned
 * @param changed those that are carried out with another number of fetches or stages, or at another
 *     cost; those that get worse come first
 */
public record ReplayReport(int replayed, int leftOut, List<Broken> broken, List<Changed> changed) {

  /** None were looked at. */
  public static final ReplayReport NONE = new ReplayReport(0, 0, List.of(), List.of());

  public ReplayReport {
    broken = List.copyOf(broken);
    changed = List.copyOf(changed);
  }

  /**
   * @param reason what is wrong with it now, one sentence
   */
  public record Broken(RecordedOperation operation, String reason) {}

  /** How it was carried out, and how it would be. */
  public record Changed(RecordedOperation operation, PlanSize before, PlanSize after) {

    /** More fetches, more of them one after the other, or dearer. */
    public boolean isWorse() {
      return after.fetches() > before.fetches()
          || after.stages() > before.stages()
          || (before.cost().isPresent()
              && after.cost().isPresent()
              && after.cost().getAsLong() > before.cost().getAsLong());
    }
  }

  /**
   * @param fetches calls of services, a batch counted as one
   * @param stages how many of them have to wait for each other, one after the other
   * @param cost estimated, in cost units; empty when it is not known
   */
  public record PlanSize(int fetches, int stages, OptionalLong cost) {}
}
