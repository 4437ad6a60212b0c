package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random operations, planned and run over three services, beside one server with all the data. */
class RandomOperationsTest {

  private static final int OPERATIONS = 300;

  /** Wide enough for what is written here: only clashing keys are refused. */
  private static final OperationLimits LIMITS =
      new OperationLimits(15_000, 100, 5_000, 1_000, 100, 1_000, 100_000);

  private static final Map<String, Object> VARIABLES = Map.of("t", true, "f", false);

  @Test
  void threeServicesAnswerAsOneWould() throws IOException {
    Supergraph supergraph = TestGraph.supergraph();
    OperationReader reader = new OperationReader(supergraph, LIMITS);
    QueryPlanner planner = new QueryPlanner(supergraph);
    JsonNode variables = new ObjectMapper().valueToTree(VARIABLES);
    JsonNode query = DataUpstream.JSON.readTree(TestGraph.DATA).get("Query");
    int compared = 0;
    for (int seed = 0; seed < OPERATIONS; seed++) {
      String document = new RandomOperation(supergraph.api(), seed).write();
      if (!(reader.read(document, null) instanceof OperationResult.Valid(Operation operation))) {
        // A key may stand twice with selections that clash: such an operation is no operation.
        continue;
      }
      DataUpstream services = new DataUpstream(TestGraph.DATA);
      compared++;
      CompiledOperation compiled =
          OperationCompiler.compile(planner.plan(operation), operation, SchemaTypes.of(supergraph));
      JsonNode expected = services.select(query, operation.selections(), variables);
      assertThat(withoutSpies(Run.text(Run.start(compiled, services, Map.copyOf(VARIABLES)))))
          .as("seed %d: %s", seed, document)
          .isEqualTo(withoutSpies("{\"data\":" + expected + "}"));
    }
    assertThat(compared).isGreaterThan(OPERATIONS / 2);
  }

  /** Clients may not see this value of the enum. The order of keys is for other tests to hold. */
  private static JsonNode withoutSpies(String json) throws IOException {
    return DataUpstream.JSON.readTree(json.replace("\"SPY\"", "null"));
  }
}
