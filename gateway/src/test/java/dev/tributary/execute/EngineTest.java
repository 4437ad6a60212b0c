package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineTest {

  private static final Vertx vertx = Vertx.vertx();
  private static final Supergraph supergraph = TestGraph.supergraph();

  @AfterAll
  static void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private final DataUpstream services = new DataUpstream(TestGraph.DATA);
  private final AtomicInteger planned = new AtomicInteger();

  /** What every request draws. */
  private double lot;

  private Engine engine(EngineOptions options) {
    return engine(services, options);
  }

  private Engine engine(Upstream upstream, EngineOptions options) {
    Engine engine =
        new Engine(
            upstream,
            options,
            graph -> {
              QueryPlanner planner = new QueryPlanner(graph);
              return (operation, overrides) -> {
                planned.incrementAndGet();
                return planner.plan(operation, overrides);
              };
            },
            () -> lot);
    engine.serve(supergraph);
    return engine;
  }

  private Engine engine() {
    return engine(EngineOptions.DEFAULT);
  }

  private static GraphQlRequest request(String document, @Nullable String variables) {
    return new GraphQlRequest(
        document, null, variables == null ? null : Buffer.buffer(variables), false);
  }

  private static CompletableFuture<GraphQlAnswer> start(
      Engine engine, GraphQlRequest request, long millis, Promise<RequestScope> scopes) {
    Context context = vertx.getOrCreateContext();
    Promise<GraphQlAnswer> promise = Promise.promise();
    context.runOnContext(
        nothing -> {
          RequestScope scope =
              new RequestScope(
                  context,
                  MultiMap.caseInsensitiveMultiMap(),
                  System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
          scopes.tryComplete(scope);
          engine
              .answer(request, scope)
              .onComplete(
                  result -> {
                    assertThat(Vertx.currentContext()).isSameAs(context);
                    promise.handle(result);
                  });
        });
    return promise.future().toCompletionStage().toCompletableFuture();
  }

  private static GraphQlAnswer ask(Engine engine, GraphQlRequest request) {
    return start(engine, request, 20_000, Promise.promise()).join();
  }

  private static String ask(Engine engine, String document) {
    return ask(engine, request(document, null)).body().toString();
  }

  @Test
  void isNotReadyBeforeItServesSomething() {
    Engine engine = new Engine(services, EngineOptions.DEFAULT);
    assertThat(engine.isReady()).isFalse();
    GraphQlAnswer answer = ask(engine, request("{ me { name } }", null));
    assertThat(answer.outcome()).isEqualTo(Outcome.NOT_READY);
    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"errors\":[{\"message\":\"No supergraph is being served yet.\","
                + "\"extensions\":{\"code\":\"NOT_READY\"}}]}");
  }

  @Test
  void answersOverAllServices() {
    assertThat(
            ask(
                engine(),
                "{ me { name reviews { text product { title shipping maker { karma } } } } }"))
        .isEqualTo(
            "{\"data\":{\"me\":{\"name\":\"Ada\",\"reviews\":["
                + "{\"text\":\"good\\n\",\"product\":{\"title\":\"Table\",\"shipping\":\"slow\","
                + "\"maker\":{\"karma\":5}}},"
                + "{\"text\":null,\"product\":{\"title\":\"Chair \\\"x\\\"\",\"shipping\":null,"
                + "\"maker\":null}}]}}}");
    assertThat(services.servicesCalled()).containsExactly("accounts", "products", "reviews");
  }

  @Test
  void preparesAnOperationOnce() {
    Engine engine = engine();
    String first = ask(engine, "{ me { name } }");
    assertThat(ask(engine, "{ me { name } }")).isEqualTo(first);
    assertThat(planned).hasValue(1);
    ask(engine, "{ me { id } }");
    assertThat(planned).hasValue(2);
  }

  @Test
  void preparesAnOperationOnceForAllWhoAskMeanwhile() {
    CountDownLatch go = new CountDownLatch(1);
    Engine engine =
        new Engine(
            services,
            EngineOptions.DEFAULT,
            graph ->
                (operation, overrides) -> {
                  planned.incrementAndGet();
                  awaitUninterruptibly(go);
                  return new QueryPlanner(graph).plan(operation, overrides);
                },
            () -> lot);
    engine.serve(supergraph);
    List<CompletableFuture<GraphQlAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Promise<RequestScope> begun = Promise.promise();
      answers.add(start(engine, request("{ me { name } }", null), 20_000, begun));
      begun.future().toCompletionStage().toCompletableFuture().join();
    }
    go.countDown();
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer.join().body().toString())
                    .isEqualTo("{\"data\":{\"me\":{\"name\":\"Ada\"}}}"));
    assertThat(planned).hasValue(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void timesOutWhileTheOperationIsPrepared() {
    CountDownLatch go = new CountDownLatch(1);
    Engine engine =
        new Engine(
            services,
            EngineOptions.DEFAULT,
            graph ->
                (operation, overrides) -> {
                  awaitUninterruptibly(go);
                  return new QueryPlanner(graph).plan(operation, overrides);
                },
            () -> lot);
    engine.serve(supergraph);
    GraphQlAnswer answer =
        start(engine, request("{ me { name } }", null), 50, Promise.promise()).join();
    go.countDown();
    assertThat(answer.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(services.calls()).isEmpty();
  }

  @Test
  void doesNotBeginWhatIsTooLateAlready() {
    GraphQlAnswer answer =
        start(engine(), request("{ me { name } }", null), -1, Promise.promise()).join();
    assertThat(answer.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(planned).hasValue(0);
  }

  @Test
  void refusesInvalidOperationsWithEveryLocation() {
    GraphQlAnswer answer = ask(engine(), request("{ me { nonsense } }", null));
    assertThat(answer.outcome()).isEqualTo(Outcome.REQUEST_ERROR);
    assertThat(answer.body().toString())
        .startsWith("{\"errors\":[{\"message\":")
        .contains("\"locations\":[{\"line\":1,\"column\":8}]")
        .contains("\"extensions\":{\"code\":\"GRAPHQL_VALIDATION_FAILED\"}");
    assertThat(planned).hasValue(0);
  }

  @Test
  void refusesVariablesThatDoNotFit() {
    Engine engine = engine();
    String document = "query($n: Int!) { products(first: $n) { id } }";
    for (String variables : List.of("{\"n\":\"x\"}", "{}", "{\"n\":null}", "[1]", "{\"n\":")) {
      GraphQlAnswer answer = ask(engine, request(document, variables));
      assertThat(answer.outcome()).as(variables).isEqualTo(Outcome.REQUEST_ERROR);
      assertThat(answer.body().toString()).contains("\"code\":\"BAD_USER_INPUT\"");
    }
    assertThat(services.calls()).isEmpty();
    assertThat(ask(engine, request(document, "{\"n\":2,\"unknown\":1}")).outcome())
        .isEqualTo(Outcome.EXECUTED);
  }

  @Test
  void looksAtNoVariablesWhenNoneAreDeclared() {
    assertThat(ask(engine(), request("{ me { name } }", "not json")).outcome())
        .isEqualTo(Outcome.EXECUTED);
  }

  @Test
  void refusesMutationsWhereOnlyQueriesMayBeAsked() {
    String document = "mutation { rename(id: \"1\", name: \"x\") { name } }";
    GraphQlAnswer answer = ask(engine(), new GraphQlRequest(document, null, null, true));
    assertThat(answer.outcome()).isEqualTo(Outcome.MUTATION_REFUSED);
    assertThat(services.calls()).isEmpty();
  }

  @Test
  void evaluatesSkipAndIncludePerRequest() {
    Engine engine = engine();
    String document =
        "query($a: Boolean!) { me { name @include(if: $a) id @skip(if: $a) reviews @include(if: $a)"
            + " { id } } }";
    assertThat(ask(engine, request(document, "{\"a\":false}")).body().toString())
        .isEqualTo("{\"data\":{\"me\":{\"id\":\"1\"}}}");
    assertThat(services.servicesCalled()).containsExactly("accounts");
    assertThat(ask(engine, request(document, "{\"a\":true}")).body().toString())
        .isEqualTo(
            "{\"data\":{\"me\":{\"name\":\"Ada\",\"reviews\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}}");
    assertThat(planned).hasValue(1);
  }

  @Test
  void answersIntrospectionOfWhatClientsMaySee() {
    assertThat(
            ask(
                engine(),
                "{ a: __type(name: \"Role\") { enumValues { name } } me { name } __typename"
                    + " __schema { queryType { name } } }"))
        .isEqualTo(
            "{\"data\":{\"a\":{\"enumValues\":[{\"name\":\"ADMIN\"},{\"name\":\"GUEST\"}]},"
                + "\"me\":{\"name\":\"Ada\"},\"__typename\":\"Query\","
                + "\"__schema\":{\"queryType\":{\"name\":\"Query\"}}}}");
  }

  @Test
  void introspectionNamesTheSpecifiedDirectivesAndThoseOfTheGraph() {
    Engine engine = engine();
    engine.serve(
        TestGraph.compose(
            "accounts", "directive @lang(code: String) on FIELD type Query { greeting: String }"));
    assertThat(ask(engine, "{ __schema { directives { name } } }"))
        .isEqualTo(
            "{\"data\":{\"__schema\":{\"directives\":[{\"name\":\"lang\"},{\"name\":\"include\"},"
                + "{\"name\":\"skip\"},{\"name\":\"deprecated\"},{\"name\":\"specifiedBy\"},"
                + "{\"name\":\"oneOf\"}]}}}");
  }

  @Test
  void introspectionFollowsVariables() {
    Engine engine = engine();
    String document =
        "query($t: String!, $f: Boolean!) { __type(name: $t) { name kind @include(if: $f) } }";
    assertThat(ask(engine, request(document, "{\"t\":\"User\",\"f\":true}")).body().toString())
        .isEqualTo("{\"data\":{\"__type\":{\"name\":\"User\",\"kind\":\"OBJECT\"}}}");
    assertThat(ask(engine, request(document, "{\"t\":\"No\\\"ne\",\"f\":false}")).body().toString())
        .isEqualTo("{\"data\":{\"__type\":null}}");
    assertThat(services.calls()).isEmpty();
  }

  @Test
  void introspectionCanBeSwitchedOff() {
    EngineOptions d = EngineOptions.DEFAULT;
    Engine engine =
        engine(
            new EngineOptions(
                d.limits(),
                false,
                d.cacheBytes(),
                d.replanned(),
                d.maxErrors(),
                d.maxResponseBytes(),
                Set.of(),
                d.planning(),
                d.messages()));
    GraphQlAnswer answer = ask(engine, request("{ __schema { types { name } } }", null));
    assertThat(answer.outcome()).isEqualTo(Outcome.REQUEST_ERROR);
    assertThat(answer.body().toString()).contains("\"code\":\"INTROSPECTION_DISABLED\"");
    assertThat(ask(engine, "{ __typename }")).isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
    assertThat(ask(engine, "{ me { nam } }")).doesNotContainIgnoringCase("did you mean");
  }

  @Test
  void aSupergraphThatCannotBePreparedLeavesTheOldOneServing() {
    Engine engine =
        new Engine(
            services,
            EngineOptions.DEFAULT,
            graph -> {
              if (graph != supergraph) {
                throw new IllegalArgumentException("cannot be planned");
              }
              return new QueryPlanner(graph)::plan;
            },
            () -> lot);
    engine.serve(supergraph);
    Supergraph other = TestGraph.compose("accounts", TestGraph.ACCOUNTS);
    assertThatThrownBy(() -> engine.serve(other)).hasMessage("cannot be planned");
    assertThat(ask(engine, "{ products { id } }")).startsWith("{\"data\":{\"products\":[");
  }

  @Test
  void servesTheNewSupergraphAndPreparesWhatIsUsedFirst() {
    Engine engine = engine();
    ask(engine, "{ me { name } }");
    ask(engine, "{ products { id } }");
    assertThat(planned).hasValue(2);
    engine.serve(TestGraph.compose("accounts", TestGraph.ACCOUNTS));
    assertThat(planned).as("one of two is still valid, and planned again").hasValue(3);
    assertThat(ask(engine, "{ me { name } }")).isEqualTo("{\"data\":{\"me\":{\"name\":\"Ada\"}}}");
    assertThat(planned).hasValue(3);
    assertThat(ask(engine, request("{ products { id } }", null)).outcome())
        .isEqualTo(Outcome.REQUEST_ERROR);
  }

  @Test
  void aRequestInFlightFinishesOnWhatItBeganWith() {
    Promise<Buffer> held = Promise.promise();
    Promise<RequestScope> called = Promise.promise();
    Engine engine =
        engine(
            (step, body, scope) -> {
              called.tryComplete(scope);
              return held.future();
            },
            EngineOptions.DEFAULT);
    CompletableFuture<GraphQlAnswer> answer =
        start(engine, request("{ products { title } }", null), 20_000, Promise.promise());
    RequestScope scope = called.future().toCompletionStage().toCompletableFuture().join();
    engine.serve(TestGraph.compose("accounts", TestGraph.ACCOUNTS));
    Buffer body = Buffer.buffer("{\"data\":{\"products\":[{\"title\":\"T\"}]}}");
    scope.context().runOnContext(nothing -> held.complete(body));
    assertThat(answer).succeedsWithin(20, TimeUnit.SECONDS);
    assertThat(answer.join().body().toString())
        .isEqualTo("{\"data\":{\"products\":[{\"title\":\"T\"}]}}");
  }

  @Test
  void aClientThatWentAwayCausesNoMoreCalls() {
    List<String> called = new ArrayList<>();
    Engine engine =
        engine(
            (step, body, scope) -> {
              called.add(step.subgraph().name());
              scope.cancel();
              return services.send(step, body, scope);
            },
            EngineOptions.DEFAULT);
    GraphQlAnswer answer = ask(engine, request("{ me { name reviews { id } } }", null));
    assertThat(called).containsExactly("accounts");
    assertThat(answer.body().toString()).contains("UPSTREAM_CANCELLED");
  }

  @Test
  void oneServiceThatFailsCostsItsOwnFieldsOnly() {
    services.fail(
        "reviews",
        new UpstreamFailure(UpstreamFailure.Code.UPSTREAM_TIMEOUT, "The service took too long."));
    assertThat(ask(engine(), "{ me { name karma products { title reviews { id } } } }"))
        .isEqualTo(
            "{\"data\":{\"me\":null},\"errors\":[{\"message\":\"The service took too long.\","
                + "\"path\":[\"me\",\"karma\"],"
                + "\"extensions\":{\"code\":\"UPSTREAM_TIMEOUT\",\"service\":\"reviews\"}}]}");
    assertThat(ask(engine(), "{ me { name products { title reviews { id } } } }"))
        .isEqualTo(
            "{\"data\":{\"me\":{\"name\":\"Ada\",\"products\":[{\"title\":\"Table\","
                + "\"reviews\":null}]}},\"errors\":[{\"message\":\"The service took too long.\","
                + "\"path\":[\"me\",\"products\",0,\"reviews\"],"
                + "\"extensions\":{\"code\":\"UPSTREAM_TIMEOUT\",\"service\":\"reviews\"}}]}");
  }

  @Test
  void hidesEnumValuesThatClientsMayNotSee() {
    assertThat(ask(engine(), "{ users { role } }"))
        .isEqualTo("{\"data\":{\"users\":[{\"role\":\"ADMIN\"},{\"role\":null},{\"role\":null}]}}");
  }

  @Test
  void aProgressiveOverrideAppliesToTheRequestsThatItsShareIsDrawnFor() {
    String moving =
        "type Query { other: Int } type User @key(fields: \"id\") { id: ID! name: String ";
    Engine engine = engine(EngineOptions.DEFAULT);
    engine.serve(
        TestGraph.compose(
            "accounts",
            TestGraph.ACCOUNTS,
            "names",
            moving + "@override(from: \"accounts\", label: \"percent(25)\") }"));
    lot = 24.9;
    ask(engine, "{ me { name } }");
    assertThat(services.calls()).hasSize(2);
    lot = 25;
    ask(engine, "{ me { name } }");
    assertThat(services.calls()).hasSize(3);
    lot = 99;
    ask(engine, "{ me { name } }");
    assertThat(services.calls()).hasSize(4);
    assertThat(planned).as("a plan for each of both cases").hasValue(2);
  }

  @Test
  void aFailureThatIsOursFailsTheFuture() {
    Engine engine =
        new Engine(
            services,
            EngineOptions.DEFAULT,
            graph ->
                (operation, overrides) -> {
                  throw new IllegalStateException("a bug");
                },
            () -> lot);
    engine.serve(supergraph);
    CompletableFuture<GraphQlAnswer> answer =
        start(engine, request("{ me { name } }", null), 20_000, Promise.promise());
    assertThat(answer).failsWithin(20, TimeUnit.SECONDS);
  }

  @Test
  void refusesAnAnswerThatGrowsTooLarge() {
    EngineOptions d = EngineOptions.DEFAULT;
    Engine engine =
        engine(
            new EngineOptions(
                d.limits(),
                true,
                d.cacheBytes(),
                0,
                d.maxErrors(),
                100,
                Set.of(),
                d.planning(),
                d.messages()));
    GraphQlAnswer answer =
        ask(engine, request("{ users { name reviews { author { reviews { text } } } } }", null));
    assertThat(answer.outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"data\":null,\"errors\":[{\"message\":\"The answer to this operation is too"
                + " large.\",\"extensions\":{\"code\":\"RESPONSE_TOO_LARGE\"}}]}");
  }

  @Test
  void completesWithoutAThreadSwitchWhenEverythingIsThere() {
    Engine engine = engine();
    ask(engine, "{ me { name } }");
    Promise<Boolean> done = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        nothing -> {
          Future<GraphQlAnswer> answer =
              engine.answer(
                  request("{ me { name } }", null),
                  new RequestScope(
                      context,
                      MultiMap.caseInsensitiveMultiMap(),
                      System.nanoTime() + TimeUnit.MINUTES.toNanos(1)));
          done.complete(answer.isComplete());
        });
    assertThat(done.future().toCompletionStage().toCompletableFuture().join()).isTrue();
  }
}
