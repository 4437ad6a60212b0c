package dev.tributary.plan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RandomOperations;
import dev.tributary.operation.RandomOperations.RandomOperation;
import dev.tributary.plan.PlanGraphs;
import dev.tributary.plan.PlanGraphs.PlanGraph;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plans of the planner's own cases and many others over the same subgraphs, run. */
class SimulatedPlansTest {

  private static final OperationLimits AMPLE =
      new OperationLimits(100_000, 100, 10_000, 1_000, 100, 1_000, 100_000);

  static Stream<PlanGraph> cases() throws IOException {
    return PlanGraphs.ofCases();
  }

  static Stream<PlanGraph> planned() throws IOException {
    return PlanGraphs.planned();
  }

  @ParameterizedTest
  @MethodSource("planned")
  void aPlanBringsWhatOneServerWouldAnswer(PlanGraph given) {
    OperationReader reader = new OperationReader(given.supergraph(), AMPLE);
    Operation operation = read(reader, given.operation());
    Simulation simulation = new Simulation(given.supergraph(), given.labels());
    for (int values = 0; values < 4; values++) {
      Map<String, @Nullable Object> variables = new HashMap<>();
      for (VariableDefinition variable : operation.variables()) {
        variables.put(variable.name(), value(variable, values));
      }
      simulation.assertSameAnswers(given.operation(), operation, variables, 4);
    }
  }

  private static Object value(VariableDefinition variable, int values) {
    return switch (variable.type().namedType()) {
      case "Boolean" -> (values + variable.name().hashCode()) % 2 == 0;
      case "Int", "Float" -> values;
      default -> "value" + values;
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void randomOperationsOverTheSameSubgraphsAreAnsweredAsOneServerWould(PlanGraph given) {
    Simulation simulation = new Simulation(given.supergraph(), given.labels());
    OperationReader reader = new OperationReader(given.supergraph(), AMPLE);
    for (long seed = 0; seed < 8; seed++) {
      RandomOperation random = RandomOperations.query(given.supergraph(), seed, 4);
      Operation operation = read(reader, random.document());
      for (Map<String, @Nullable Object> variables : random.assignments()) {
        simulation.assertSameAnswers(random.document(), operation, variables, 1);
      }
    }
  }

  private static Operation read(OperationReader reader, String document) {
    OperationResult result = reader.read(document, null);
    assertThat(result).as(document).isInstanceOf(OperationResult.Valid.class);
    return ((OperationResult.Valid) result).operation();
  }
}
