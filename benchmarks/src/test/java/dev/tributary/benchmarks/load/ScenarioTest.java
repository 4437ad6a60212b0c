package dev.tributary.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.samples.InProcessGateway;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ScenarioTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Vertx VERTX = Vertx.vertx();
  private static List<Scenario> scenarios = List.of();

  @BeforeAll
  static void start() {
    int port = BenchServices.start(VERTX, 0, 1).await();
    scenarios = Scenario.all("http://localhost:" + port);
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @TestFactory
  List<DynamicTest> tributaryGivesTheAnswerThatEachScenarioExpects() {
    return scenarios.stream()
        .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> answersRight(scenario)))
        .toList();
  }

  private static void answersRight(Scenario scenario) throws Exception {
    InProcessGateway gateway = new InProcessGateway(VERTX, scenario.supergraph());
    try {
      String answer = gateway.answer(scenario.operation(), Map.of()).await().body().toString();
      // As text: a field out of its order is a wrong answer too.
      assertThat(JSON.readTree(answer).toString()).isEqualTo(scenario.expected().toString());
    } finally {
      gateway.close().await();
    }
  }
}
