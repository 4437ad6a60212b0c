package dev.tributary.plan;

import java.util.function.Predicate;

/**
 * How plans are written down. What they ask for, and of whom, is not up to the user.
 *
 * @param names what upstream operations are called
 * @param batches whether the service of a name is asked for entities at several places of the
 *     answer in one call, by several {@code _entities} fields; where not, each place is a call of
 *     its own. Asked while planning, so it must always say the same
 */
public record PlannerOptions(OperationNames names, Predicate<String> batches) {

  public static final PlannerOptions DEFAULT =
      new PlannerOptions(OperationNames.NONE, service -> true);

  /** What upstream operations are called. */
  public enum OperationNames {
    /** Nothing: that is shortest. */
    NONE,

    /**
     * After the client's operation, the subgraph and the step: {@code Orders__billing__2}. For
     * services that tell their requests apart by name. An operation without a name stays so.
     */
    CLIENT
  }
}
