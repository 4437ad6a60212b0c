package dev.tributary.check;

import java.util.List;
import java.util.Optional;

/**
 * A change measured against what clients ran lately.
 *
 * @param days how many days back
 * @param executions of all recorded operations in them; 0 when nothing was recorded, and then
 *     nothing is known
 * @param uses of each breaking or dangerous change
 */
public record CheckedUsage(int days, long executions, List<ChangeUse> uses, ReplayReport replay) {

  /** Nothing was recorded. */
  public static final CheckedUsage NONE = new CheckedUsage(0, 0, List.of(), ReplayReport.NONE);

  public CheckedUsage {
    uses = List.copyOf(uses);
  }

  /** Whether something was recorded that changes can be measured against. */
  public boolean isMeasured() {
    return executions > 0;
  }

  /** Empty when it was not measured. */
  public Optional<ChangeUse> of(SchemaChange change) {
    return isMeasured()
        ? uses.stream().filter(use -> use.change().equals(change)).findFirst()
        : Optional.empty();
  }

  /** Whether it is known that nobody uses what a change touches. */
  public boolean isUnused(SchemaChange change) {
    return of(change).map(use -> !use.isUsed()).orElse(false);
  }
}
