package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.graph.Node;
import dev.tributary.graph.QueryGraph;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.supergraph.Supergraph;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random operations over random graphs, each in as many subgraphs as chance would have it. What
 * their plans answer is for {@code verify.SimulationProperties}.
 */
class RandomPlansTest {

  private static final int GRAPHS = Integer.getInteger("plans.graphs", 40);
  private static final int OPERATIONS = 8;
  private static final long FIRST = Long.getLong("plans.first", 0);

  @Test
  void askOneServiceOnlyWhereOneHasAll() {
    int asked = 0;
    for (long seed = FIRST; seed < FIRST + GRAPHS; seed++) {
      PlanCase graph = RandomGraph.of(seed);
      Supergraph supergraph = graph.supergraph();
      QueryPlanner planner = new QueryPlanner(supergraph);
      OperationReader reader = new OperationReader(supergraph, OperationLimits.DEFAULT);
      for (int i = 0; i < OPERATIONS; i++) {
        String text = RandomOperation.of(supergraph.api(), seed * 1000 + i, 25);
        if (!(reader.read(text, null) instanceof OperationResult.Valid(Operation operation))) {
          continue; // Fields of one name and unlike types met under one response key.
        }
        String where = "seed %d.%d%n%s%n%s".formatted(seed, i, text, graph.subgraphs());
        QueryPlan plan = plan(planner, operation, where);
        if (oneServiceHasAll(supergraph, operation)) {
          assertThat(plan.steps()).as(() -> where + PlanPrinter.text(plan)).hasSizeLessThan(2);
          asked++;
        }
      }
    }
    assertThat(asked).isPositive();
  }

  private static QueryPlan plan(QueryPlanner planner, Operation operation, String where) {
    try {
      return planner.plan(operation);
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }

  private static boolean oneServiceHasAll(Supergraph supergraph, Operation operation) {
    QueryGraph graph = QueryGraph.of(supergraph);
    Estimates estimates = new Estimates(graph);
    List<Demand> demands = new DemandReader(graph).of(operation);
    return supergraph.subgraphs().stream()
        .map(subgraph -> List.of(new Node(subgraph.id(), null)))
        .anyMatch(
            nodes ->
                estimates
                    .of(demands, graph.possible(operation.rootType()), nodes)
                    .equals(Foreseen.NOTHING));
  }
}
