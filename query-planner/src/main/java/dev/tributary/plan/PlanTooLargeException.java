package dev.tributary.plan;

/**
 * An operation would need a plan beyond all sense. Small operations can: where no service resolves
 * a field for all types of an interface, it is fetched in parts, and so is what is below each part.
 * The operation is to blame, not the graph.
 */
public final class PlanTooLargeException extends PlanningException {

  private static final long serialVersionUID = 1L;

  PlanTooLargeException(int fields) {
    super("more than " + fields + " fields would have to be fetched");
  }
}
