package dev.tributary.plan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RandomOperations;
import dev.tributary.operation.RandomOperations.RandomOperation;
import dev.tributary.plan.PlanGraphs;
import dev.tributary.supergraph.Supergraph;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whatever the subgraphs, whatever the operation: the answer is what one server would give. */
// The seed is fixed: a build is decided by what was changed, not by chance. Hunts use others.
class SimulationProperties {

  private static final OperationLimits AMPLE =
      new OperationLimits(100_000, 100, 10_000, 1_000, 100, 1_000, 100_000);

  @Property(tries = 30, seed = "20261124")
  void aSplitSchemaAnswersAsOneServerWould(@ForAll long seed) {
    check(RandomSubgraphs.of(seed), seed, 4);
  }

  @Property(tries = 30, seed = "20261124")
  void soItDoesWithInterfaceObjects(@ForAll long seed) {
    check(RandomSubgraphs.withInterfaceObjects(seed), seed, 4);
  }

  @Property(tries = 40, seed = "20261124")
  void soItDoesWithValueTypesAndUnionsKnownInPart(@ForAll long seed) {
    check(PlanGraphs.random(seed), seed, 6);
  }

  static void check(SequencedMap<String, String> subgraphs, long seed, int operations) {
    Supergraph supergraph = PlanGraphs.join(subgraphs);
    Simulation simulation = new Simulation(supergraph, Set.of());
    OperationReader reader = new OperationReader(supergraph, AMPLE);
    for (int i = 0; i < operations; i++) {
      RandomOperation random = RandomOperations.query(supergraph, seed + i, 4);
      OperationResult result = reader.read(random.document(), null);
      assertThat(result).as(random.document()).isInstanceOf(OperationResult.Valid.class);
      Operation operation = ((OperationResult.Valid) result).operation();
      for (Map<String, @Nullable Object> variables : random.assignments()) {
        simulation.assertSameAnswers(
            planCase(subgraphs, random.document()), operation, variables, 2);
      }
    }
  }

  /** As a case of the planner's tests, to be kept when a plan was wrong. */
  private static String planCase(SequencedMap<String, String> subgraphs, String document) {
    return subgraphs.entrySet().stream()
            .map(
                subgraph -> "--- subgraph " + subgraph.getKey() + "\n" + subgraph.getValue() + "\n")
            .collect(Collectors.joining())
        + "--- operation\n"
        + document;
  }
}
