package dev.tributary.plan;

import dev.tributary.graph.QueryGraph;
import dev.tributary.operation.Operation;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Looks for the cheapest plan: first the one in which every decision is the best by estimate, then
 * those that decide otherwise somewhere, breadth first, until none can be cheaper, all are seen or
 * the budget is spent. The budget counts demands looked at, not time, so that the same operation
 * always gets the same plan.
 */
final class PlanSearch {

  /**
   * Fields of one plan, ten more for each that is wanted. A field may be fetched from several
   * services, for some types each; many times more than are wanted is a plan out of hand.
   */
  private static final int MOST_FIELDS = 10_000;

  private final QueryGraph graph;
  private final BitSet alone;
  private final int budget;

  /**
   * @param alone the subgraphs of which each fetch is a call of its own
   * @param budget how many demands may be looked at, over all attempts
   */
  PlanSearch(QueryGraph graph, BitSet alone, int budget) {
    this.graph = graph;
    this.alone = alone;
    this.budget = budget;
  }

  /**
   * @param fetches as they were put together
   * @param calls as they are batched
   */
  record Found(FetchGraph fetches, CallGraph calls, PlanCost cost, Effort effort) {}

  /**
   * What a search took: counted, since time tells little.
   *
   * @param attempts at a plan
   * @param estimates made of what some selection takes from some places
   */
  record Effort(int attempts, int estimates) {}

  /** What is little comes first: calls and stages together, then stages, then fields. */
  record PlanCost(int calls, int stages, int fields) implements Comparable<PlanCost> {

    private static final Comparator<PlanCost> ORDER =
        Comparator.<PlanCost>comparingInt(cost -> cost.calls + cost.stages)
            .thenComparingInt(PlanCost::stages)
            .thenComparingInt(PlanCost::fields);

    @Override
    public int compareTo(PlanCost other) {
      return ORDER.compare(this, other);
    }
  }

  Found search(Operation operation) {
    List<Demand> demands = new DemandReader(graph).of(operation);
    Estimates estimates = new Estimates(graph);
    LeastCost least = LeastCost.of(graph, demands, graph.possible(operation.rootType()));
    Deque<List<Integer>> open = new ArrayDeque<>();
    open.add(List.of());
    Attempt best = null;
    int attempts = 0;
    String failure = null;
    int size = Math.max(1, size(demands));
    for (int left = Math.max(budget, size); left >= size && !open.isEmpty(); left -= size) {
      Choices choices = new Choices(open.removeFirst());
      attempts++;
      try {
        Attempt found = attempt(operation, demands, estimates, choices);
        best = best == null || found.cost().compareTo(best.cost()) < 0 ? found : best;
        if (least.isReached(best.cost())) {
          break;
        }
      } catch (UnplannableException e) {
        failure = failure == null ? e.getMessage() : failure;
      }
      open.addAll(choices.alternatives(left / size - 1 - open.size()));
    }
    if (best == null) {
      throw new PlanningException(String.valueOf(failure));
    }
    return new Found(
        best.fetches(), best.calls(), best.cost(), new Effort(attempts, estimates.made()));
  }

  private record Attempt(FetchGraph fetches, CallGraph calls, PlanCost cost) {}

  private Attempt attempt(
      Operation operation, List<Demand> demands, Estimates estimates, Choices choices) {
    Position root = new Position(null, graph.possible(operation.rootType()), new DataKeys());
    FetchGraph fetches = new FetchGraph(operation.kind(), root, MOST_FIELDS + 10 * size(demands));
    FieldPlanner planner = new FieldPlanner(graph, estimates, choices, fetches);
    switch (operation.kind()) {
      case QUERY, SUBSCRIPTION -> planner.plan(root, demands, FieldPlanner.Purpose.CLIENT);
      case MUTATION -> planner.planInSeries(root, demands);
    }
    CallGraph calls = CallGraph.of(fetches, alone);
    return new Attempt(fetches, calls, cost(fetches, calls));
  }

  private static PlanCost cost(FetchGraph fetches, CallGraph calls) {
    int fields = 0;
    for (Fetch fetch : fetches.fetches()) {
      fields += fields(fetch.selection);
      for (Fetch.Rule rule : fetch.rules().values()) {
        fields += rule.sent().size();
      }
    }
    return new PlanCost(calls.calls().size(), calls.stages(), fields);
  }

  private static int fields(UpstreamSelection selection) {
    int count = 0;
    for (UpstreamField field : selection.fields()) {
      count += 1 + (field.below == null ? 0 : fields(field.below));
    }
    return count;
  }

  private static int size(List<Demand> demands) {
    int size = 0;
    for (Demand demand : demands) {
      size += 1 + (demand.children() == null ? 0 : size(demand.children()));
    }
    return size;
  }
}
