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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random operations over random graphs, each in as many subgraphs as chance would have it. */
class RandomPlansTest {

  private static final int GRAPHS = Integer.getInteger("plans.graphs", 40);
  private static final long FIRST = Long.getLong("plans.first", 0);

  @Test
  void answerWhatOneServiceWithEverythingWould() {
    for (long seed = FIRST; seed < FIRST + GRAPHS; seed++) {
      PlanCase graph = RandomGraph.of(seed);
      Supergraph supergraph = graph.supergraph();
      QueryPlanner planner = new QueryPlanner(supergraph);
      Simulation simulation = new Simulation(graph, supergraph);
      for (int i = 0; i < 8; i++) {
        String text = RandomOperation.of(supergraph.api(), seed * 1000 + i, 25);
        if (!(new OperationReader(supergraph, OperationLimits.DEFAULT).read(text, null)
            instanceof OperationResult.Valid(Operation operation))) {
          continue; // Fields of one name and unlike types met under one response key.
        }
        String where = "seed %d.%d%n%s%n%s".formatted(seed, i, text, graph.subgraphs());
        QueryPlan plan = plan(planner, operation, where);
        if (oneServiceHasAll(supergraph, operation)) {
          assertThat(plan.steps()).as(() -> where + PlanPrinter.text(plan)).hasSizeLessThan(2);
        }
        for (Map<String, Object> variables : Simulation.variables(operation)) {
          Map<String, Object> answer;
          try {
            answer = simulation.run(plan, operation, variables);
          } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(where + variables + "\n" + PlanPrinter.text(plan), e);
          }
          assertThat(answer)
              .as(() -> where + variables + "\n" + PlanPrinter.text(plan))
              .isEqualTo(simulation.truth(operation, variables));
        }
      }
    }
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
