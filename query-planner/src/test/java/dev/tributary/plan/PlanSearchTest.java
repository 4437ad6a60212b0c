package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.graph.QueryGraph;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.PlanSearch.Found;
import dev.tributary.supergraph.Supergraph;
import java.io.IOException;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How far the search looks, and whether looking further would find anything. */
class PlanSearchTest {

  private static final int FURTHER = 50 * QueryPlanner.BUDGET;

  static Stream<PlanCase> cases() throws IOException {
    return PlanCasesTest.cases().filter(planCase -> planCase.unplannable().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noCaseHasAPlanWithFewerCallsOrStages(PlanCase planCase) {
    Supergraph supergraph = planCase.supergraph();
    QueryGraph graph = QueryGraph.of(supergraph, planCase.labels());
    Operation operation = planCase.operation(supergraph);
    assertNothingCheaper(planCase.toString(), graph, operation);
  }

  @Test
  void inRandomGraphsLookingFurtherFindsNothingEither() {
    int searched = 0;
    for (long seed = 0; seed < 25; seed++) {
      Supergraph supergraph = RandomGraph.of(seed).supergraph();
      QueryGraph graph = QueryGraph.of(supergraph);
      for (int i = 0; i < 4; i++) {
        String text = RandomOperation.of(supergraph.api(), seed * 1000 + i, 12);
        if (new OperationReader(supergraph, OperationLimits.DEFAULT).read(text, null)
            instanceof OperationResult.Valid(Operation operation)) {
          assertNothingCheaper("seed %d.%d: %s".formatted(seed, i, text), graph, operation);
          searched++;
        }
      }
    }
    assertThat(searched).isGreaterThan(60);
  }

  @Test
  void theFirstPlanIsTheLastWhenNoneCanBeCheaper() throws IOException {
    PlanCase shop =
        cases()
            .filter(planCase -> planCase.toString().equals("shop-deep"))
            .findFirst()
            .orElseThrow();
    Supergraph supergraph = shop.supergraph();
    Found found =
        search(QueryGraph.of(supergraph), shop.operation(supergraph), QueryPlanner.BUDGET);
    assertThat(found.effort().attempts()).isOne();
  }

  private static void assertNothingCheaper(String what, QueryGraph graph, Operation operation) {
    Found found = search(graph, operation, QueryPlanner.BUDGET);
    Found best = search(graph, operation, FURTHER);
    assertThat(found.cost().calls() + found.cost().stages())
        .as(() -> what + ": " + found.cost() + " but there is " + best.cost())
        .isEqualTo(best.cost().calls() + best.cost().stages());
  }

  private static Found search(QueryGraph graph, Operation operation, int budget) {
    return new PlanSearch(graph, new BitSet(), budget).search(operation);
  }
}
