package dev.tributary.samples.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.connect.Connectors;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget.Entities;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.samples.Demo;
import dev.tributary.samples.InProcessGateway;
import dev.tributary.samples.SampleServicesExtension;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import io.vertx.core.json.Json;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The query that the demo shows. */
class DemoQueryTest {

  @RegisterExtension static final SampleServicesExtension SERVICES = new SampleServicesExtension();

  private final String supergraph = SampleGraph.supergraph(SERVICES.running());

  @Test
  void isAnsweredFromAllFourServices() {
    InProcessGateway gateway = new InProcessGateway(SERVICES.vertx(), supergraph);
    Monolith monolith = new Monolith(InstantSource.fixed(SampleServicesExtension.NOW));

    String answer = gateway.answer(Demo.QUERY, Map.of()).await().body().toString();

    assertThat(answer)
        .isEqualTo(Json.encode(monolith.answer(Demo.QUERY, Map.of())))
        .contains("displayName", "rating", "amount", "\"inStock\":true");
    gateway.close().await();
  }

  @Test
  void asksEachServiceOnceWithEveryListInOneCall() {
    Supergraph planned = Connectors.expand(SupergraphReader.read(supergraph)).supergraph();
    OperationResult read =
        new OperationReader(planned, OperationLimits.DEFAULT).read(Demo.QUERY, null);

    QueryPlan plan = new QueryPlanner(planned).plan(((OperationResult.Valid) read).operation());

    assertThat(plan.steps())
        .extracting(step -> step.subgraph().service())
        .containsExactlyInAnyOrder("accounts", "reviews", "products", "inventory");
    assertThat(plan.steps())
        .filteredOn(step -> step.target() instanceof Entities)
        .hasSize(3)
        .allSatisfy(step -> assertThat(((Entities) step.target()).groups()).hasSize(1));
    assertThat(plan.steps()).filteredOn(step -> lists(step) > 1).isEmpty();
  }

  private static long lists(FetchStep step) {
    return step.document().split("_entities", -1).length - 1;
  }
}
