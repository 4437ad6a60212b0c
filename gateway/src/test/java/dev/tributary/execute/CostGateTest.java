package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.cost.CostPolicy;
import dev.tributary.cost.CostPolicy.Counting;
import dev.tributary.cost.CostPolicy.Mode;
import dev.tributary.cost.CostPolicy.Reporting;
import dev.tributary.cost.Prices;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is done about operations that are too expensive. */
class CostGateTest {

  private static final Vertx vertx = Vertx.vertx();
  private static final Supergraph graph = TestGraph.supergraph();

  /** Three users of ten that a list is taken to have, and their karma: 10 + 10. */
  private static final String QUERY = "{ users { name karma } }";

  private final AtomicInteger calls = new AtomicInteger();
  private final DataUpstream data = new DataUpstream(TestGraph.DATA);

  @AfterAll
  static void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static CostPolicy policy(
      Mode mode, long maxEstimated, long maxActual, Map<String, Long> services) {
    return new CostPolicy(
        mode,
        Prices.DEFAULT,
        maxEstimated,
        maxActual,
        services,
        Counting.SERVICES,
        Reporting.ASKED,
        Set.of());
  }

  private GraphQlAnswer answer(
      CostPolicy policy, String query, @Nullable String variables, Caller caller, boolean asking) {
    Engine engine =
        new Engine(
            (step, body, scope) -> {
              calls.incrementAndGet();
              return data.send(step, body, scope);
            },
            EngineOptions.DEFAULT.with(policy));
    engine.serve(graph);
    Future<GraphQlAnswer> answer =
        Future.future(
            promise ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        any -> {
                          RequestScope scope = TestScopes.here(vertx);
                          scope.calledBy(caller);
                          if (asking) {
                            scope.headers().set("x-tributary-cost", "1");
                          }
                          engine
                              .answer(
                                  new GraphQlRequest(
                                      query,
                                      null,
                                      variables == null ? null : Buffer.buffer(variables),
                                      false),
                                  scope)
                              .onComplete(promise);
                        }));
    return answer.toCompletionStage().toCompletableFuture().join();
  }

  private GraphQlAnswer answer(CostPolicy policy, String query) {
    return answer(policy, query, null, Caller.ANONYMOUS, true);
  }

  @Test
  void anOperationThatIsTooExpensiveIsRefusedBeforeAnythingIsFetched() {
    GraphQlAnswer answer = answer(policy(Mode.ENFORCE, 19, 0, Map.of()), QUERY);
    assertThat(answer.outcome()).isEqualTo(Outcome.REQUEST_ERROR);
    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"errors\":[{\"message\":\"This operation is estimated to cost 20; at most 19 is"
                + " allowed. Ask for less at once.\",\"extensions\":{\"code\":"
                + "\"COST_ESTIMATED_TOO_EXPENSIVE\"}}],\"extensions\":{\"cost\":"
                + "{\"estimated\":20,\"limit\":19,\"remaining\":0}}}");
    assertThat(calls).hasValue(0);
  }

  @Test
  void anOperationWithinItsLimitRunsAndSaysWhatItCost() {
    GraphQlAnswer answer = answer(policy(Mode.ENFORCE, 20, 0, Map.of()), QUERY);
    assertThat(answer.body().toString())
        .startsWith("{\"data\":{\"users\":[{\"name\":\"Ada\",\"karma\":5}")
        .endsWith(
            ",\"extensions\":{\"cost\":{\"estimated\":20,\"actual\":6,\"limit\":20,"
                + "\"remaining\":0}}}");
  }

  @Test
  void theMoreExpensivePartOfAServiceIsLeftOutAndTheRestIsAnswered() {
    GraphQlAnswer answer = answer(policy(Mode.ENFORCE, 0, 0, Map.of("reviews", 9L)), QUERY);
    assertThat(answer.outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(answer.body().toString())
        .contains("\"code\":\"SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE\",\"service\":\"reviews\"");
    assertThat(calls).hasValue(1);
    assertThat(
            answer(policy(Mode.ENFORCE, 0, 0, Map.of("reviews", 9L)), "{ users { name } }")
                .body()
                .toString())
        .startsWith("{\"data\":{\"users\":[{\"name\":\"Ada\"}");
  }

  @Test
  void anOperationThatTurnsOutTooExpensiveIsNotShown() {
    assertThat(answer(policy(Mode.ENFORCE, 0, 5, Map.of()), QUERY).body().toString())
        .startsWith("{\"data\":null,\"errors\":[{\"message\":\"This operation cost 6; at most 5 is")
        .contains("\"code\":\"COST_ACTUAL_TOO_EXPENSIVE\"");
    assertThat(answer(policy(Mode.ENFORCE, 0, 6, Map.of()), QUERY).body().toString())
        .startsWith("{\"data\":{\"users\"");
  }

  @Test
  void measuringRefusesNothing() {
    GraphQlAnswer answer = answer(policy(Mode.MEASURE, 1, 1, Map.of("reviews", 1L)), QUERY);
    assertThat(answer.body().toString())
        .startsWith("{\"data\":{\"users\":[{\"name\":\"Ada\",\"karma\":5}")
        .contains("\"cost\":{\"estimated\":20,\"actual\":6");
  }

  @Test
  void costsAreToldToThoseWhoMayAskOnly() {
    CostPolicy policy =
        new CostPolicy(
            Mode.MEASURE,
            Prices.DEFAULT,
            0,
            0,
            Map.of(),
            Counting.ANSWER,
            Reporting.ASKED,
            Set.of("console"));
    Caller console = new Caller("console", Set.of(), Map.of());
    assertThat(answer(policy, QUERY, null, Caller.ANONYMOUS, true).body().toString())
        .doesNotContain("extensions");
    assertThat(answer(policy, QUERY, null, console, false).body().toString())
        .doesNotContain("extensions");
    assertThat(answer(policy, QUERY, null, console, true).body().toString())
        .endsWith(",\"extensions\":{\"cost\":{\"estimated\":20,\"actual\":3}}}");
  }

  @Test
  void whatIsFetchedOnceAndSentOftenCostsAsOftenAsItIsSent() {
    GraphQlAnswer answer =
        answer(
            policy(Mode.ENFORCE, 0, 0, Map.of()),
            "{ a: users { name } b: users { name } c: users { name } }");
    assertThat(calls).hasValue(1);
    assertThat(answer.body().toString())
        .endsWith(",\"extensions\":{\"cost\":{\"estimated\":30,\"actual\":9}}}");
  }
}
