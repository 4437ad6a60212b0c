package dev.tributary.samples.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.samples.behaviour.Scenario.Request;
import dev.tributary.samples.differential.OperationGenerator;
import dev.tributary.samples.differential.OperationGenerator.Generated;
import dev.tributary.samples.differential.ScalarValues;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations over the scenarios with contexts, against an oracle that knows every way. */
class RandomContextsTest {

  private static final int OPERATIONS = Integer.getInteger("operations", 100);

  private static final int MOST_SELECTIONS = 40;

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"contexts", "contexts-on-the-way"})
  void everyFieldIsFilledFromTheNearestObjectThatSetsItsContext(String name) {
    Scenario scenario = Scenario.read(Path.of("src/test/resources/behaviours", name + ".txt"));
    ScenarioGateway gateway = new ScenarioGateway(VERTX, scenario);
    Supergraph supergraph = gateway.supergraph();
    OperationReader reader = new OperationReader(supergraph, OperationLimits.DEFAULT);
    OperationGenerator generator =
        new OperationGenerator(supergraph.api(), ScalarValues.BY_TYPE, MOST_SELECTIONS);
    int compared = 0;
    int filled = 0;
    for (long seed = 0; compared < OPERATIONS; seed++) {
      Generated random = generator.query(seed);
      if (random.document().contains("(if: t")
          || random.document().contains("(if: f")
          || random.document().contains(" = ")) {
        continue; // The oracle knows nothing of constant conditions and of variables' defaults.
      }
      if (!(reader.read(random.document(), null)
          instanceof OperationResult.Valid(Operation operation))) {
        continue;
      }
      Map<String, @Nullable Object> variables = random.variables();
      String given = new JsonObject(variables).encode();
      String answer =
          gateway
              .run(new Request("", random.document(), given, Set.of(), List.of(), "", ""))
              .answer();
      Object expected = json(new ContextOracle(supergraph, scenario, variables).data(operation));
      assertThat(new JsonObject(answer).getJsonObject("data"))
          .as("seed %d: %s with %s%n%s", seed, random.document(), variables, answer)
          .isEqualTo(expected);
      compared++;
      filled += answer.contains("=") ? 1 : 0;
    }
    assertThat(filled).as("answers with something filled in").isGreaterThan(compared / 8);
  }

  private static @Nullable Object json(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, item) -> object.put((String) key, json(item)));
      return object;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(json(item)));
      return array;
    }
    return value == ContextOracle.NULL ? null : value;
  }
}
