package dev.tributary.plan;

/** Prints plans for people and for machines. Deterministic. */
public final class PlanPrinter {
  private PlanPrinter() {}

  /** A readable tree: who is asked for what, in which order. */
  public static String text(QueryPlan plan) {
    return new PlanText(plan).print();
  }

  /**
   * A line per call, by stages: what can be under way at once, and what each call waits for. Ends
   * with how many there are.
   */
  public static String stages(QueryPlan plan) {
    return new PlanStages(plan).print();
  }

  /** One JSON object: the steps with their documents and dependencies, the tree, the projection. */
  public static String json(QueryPlan plan) {
    return new PlanJson(plan).print();
  }
}
