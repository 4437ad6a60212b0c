package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.cost.CostPolicy;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.operation.OperationLimits;
import dev.tributary.quota.ClientRule;
import dev.tributary.quota.Limit;
import dev.tributary.quota.Limit.Unit;
import dev.tributary.quota.LocalStore;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.QuotaPolicy.Mode;
import dev.tributary.quota.QuotaPolicy.Settling;
import dev.tributary.quota.Quotas;
import dev.tributary.quota.Tier;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What a client may spend, through the whole engine: and every trick by which it might get more
 * than it pays for.
 */
class QuotaGateTest {

  private static final Vertx vertx = Vertx.vertx();
  private static final Supergraph graph =
      TestGraph.compose(
          "accounts",
          """
          type Query { users(first: Int): [User] @federation__listSize(slicingArguments: ["first"], assumedSize: 3, requireOneSlicingArgument: false) flag: Int }
          type Mutation { touch: Int }
          type User @key(fields: "id") { id: ID! name: String friends(first: Int!): [User] @federation__listSize(slicingArguments: ["first"]) }
          """,
          "reviews",
          """
          type User @key(fields: "id") { id: ID! karma: Int @federation__cost(weight: 4) }
          """);

  private static final Caller ADA = new Caller("ada", Set.of(), Map.of());
  private static final Caller BOB = new Caller("bob", Set.of(), Map.of());

  private final AtomicInteger calls = new AtomicInteger();

  @AfterAll
  static void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Limit cost(long quota) {
    return new Limit("day", Unit.COST, quota, Duration.ofDays(1), quota, null, null);
  }

  private static Limit requests(long quota) {
    return new Limit("calls", Unit.REQUESTS, quota, Duration.ofDays(1), quota, null, null);
  }

  private static QuotaPolicy policy(Mode mode, Settling settling, int concurrent, Limit... limits) {
    return new QuotaPolicy(
        mode,
        List.of(new ClientRule.Client(), new ClientRule.Header("x-client")),
        Map.of(),
        new Tier("standard", List.of(limits), concurrent),
        new Tier("anonymous", List.of(cost(2)), 0),
        settling,
        0);
  }

  private Quotas quotas(Limit... limits) {
    return new Quotas(policy(Mode.ENFORCE, Settling.ACTUAL, 0, limits), new LocalStore(1_000));
  }

  /** Each list has two users, whatever was asked for. */
  private Future<Buffer> service(String document) {
    calls.incrementAndGet();
    return Future.succeededFuture(
        Buffer.buffer(
            document.contains("_entities")
                ? "{\"data\":{\"_entities\":[{\"__typename\":\"User\",\"karma\":1},"
                    + "{\"__typename\":\"User\",\"karma\":2}]}}"
                : "{\"data\":{\"users\":[{\"__typename\":\"User\",\"id\":\"1\",\"name\":\"A\"},"
                      + "{\"__typename\":\"User\",\"id\":\"2\",\"name\":\"B\"}],\"flag\":1,\"touch\":1}}"));
  }

  private Engine engine(Quotas quotas) {
    return engine(quotas, (step, body, scope) -> service(step.document()));
  }

  private static Engine engine(Quotas quotas, Upstream upstream) {
    EngineOptions options =
        new EngineOptions(
                OperationLimits.DEFAULT,
                true,
                1 << 20,
                10,
                100,
                1 << 20,
                Set.of(),
                EngineOptions.DEFAULT.planning(),
                EngineOptions.DEFAULT.messages())
            .with(CostPolicy.OFF.measuring());
    Engine engine = new Engine(upstream, options, quotas);
    engine.serve(graph);
    return engine;
  }

  private record Answered(GraphQlAnswer answer, MultiMap headers) {
    Outcome outcome() {
      return answer.outcome();
    }

    String body() {
      return answer.body().toString();
    }
  }

  private static Future<Answered> start(
      Engine engine, Caller caller, String query, @Nullable String variables, String... headers) {
    return Future.future(
        promise ->
            vertx
                .getOrCreateContext()
                .runOnContext(
                    any -> {
                      RequestScope scope = TestScopes.here(vertx);
                      scope.calledBy(caller);
                      for (int i = 0; i < headers.length; i += 2) {
                        scope.headers().set(headers[i], headers[i + 1]);
                      }
                      engine
                          .answer(
                              new GraphQlRequest(
                                  query,
                                  null,
                                  variables == null ? null : Buffer.buffer(variables),
                                  false),
                              scope)
                          .map(answer -> new Answered(answer, scope.responseHeaders()))
                          .onComplete(promise);
                    }));
  }

  private static Answered ask(Engine engine, Caller caller, String query, String... headers) {
    return join(start(engine, caller, query, null, headers));
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aClientThatHasSpentItsQuotaIsToldWhenToComeBackAndNothingIsFetched() {
    Engine engine = engine(quotas(cost(5)));
    assertThat(ask(engine, ADA, "{ users(first: 2) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "{ users(first: 3) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    calls.set(0);
    Answered refused = ask(engine, ADA, "{ users(first: 2) { name } }");
    assertThat(refused.outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
    assertThat(refused.body())
        .startsWith("{\"errors\":[{\"message\":\"The quota \\\"day\\\" does not have the 2 that")
        .contains("\"code\":\"QUOTA_EXCEEDED\",\"reason\":\"day\",\"limit\":5,\"remaining\":1,")
        .contains("\"cost\":2,\"retryAfterMs\":");
    // What the second did not use came back: one unit more is a fifth of a day away.
    assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(17_270, 17_280);
    assertThat(refused.headers().get("ratelimit-policy"))
        .isEqualTo("\"day\";q=5;w=86400;qu=\"cost\"");
    assertThat(refused.headers().get("ratelimit")).startsWith("\"day\";r=1;t=");
    assertThat(calls).hasValue(0);
  }

  @Test
  void aNeighbourIsServedAllTheWhile() {
    Engine engine = engine(quotas(cost(4)));
    while (ask(engine, ADA, "{ flag }").outcome() == Outcome.EXECUTED) {
      assertThat(calls.get()).isLessThan(10);
    }
    assertThat(ask(engine, BOB, "{ users(first: 4) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
  }

  @Test
  void measuringTellsAndRefusesNothing() {
    Engine engine =
        engine(new Quotas(policy(Mode.MEASURE, Settling.ACTUAL, 0, cost(1)), new LocalStore(10)));
    Answered answer = ask(engine, ADA, "{ users(first: 90) { name } }");
    assertThat(answer.outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(answer.headers().get("ratelimit")).startsWith("\"day\";r=1;t=0");
  }

  @Test
  void aChangedPolicyHoldsAtOnce() {
    Quotas quotas = quotas(cost(1));
    Engine engine = engine(quotas);
    assertThat(ask(engine, ADA, "{ flag }").outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "{ flag }").outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
    quotas.update(policy(Mode.ENFORCE, Settling.ACTUAL, 0, cost(3)));
    assertThat(ask(engine, ADA, "{ flag }").outcome()).isEqualTo(Outcome.EXECUTED);
    quotas.update(policy(Mode.ENFORCE, Settling.ACTUAL, 0, cost(1)));
    assertThat(ask(engine, ADA, "{ flag }").outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void whatAFailedServiceDidNotAnswerIsGivenBack() {
    Upstream failing =
        (step, body, scope) ->
            Future.failedFuture(
                new UpstreamFailure(UpstreamFailure.Code.UPSTREAM_UNREACHABLE, "gone"));
    Engine refunding = engine(quotas(cost(10)), failing);
    assertThat(ask(refunding, ADA, "{ users(first: 9) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(refunding, ADA, "{ users(first: 9) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    Engine keeping =
        engine(
            new Quotas(
                policy(Mode.ENFORCE, Settling.ACTUAL_UNLESS_FAILED, 0, cost(10)),
                new LocalStore(10)),
            failing);
    assertThat(ask(keeping, ADA, "{ users(first: 9) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(keeping, ADA, "{ users(first: 9) { name } }").outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void aServicesAccountAndAnOperationsNameHaveLimitsOfTheirOwn() {
    Engine engine =
        engine(
            quotas(
                new Limit("r", Unit.COST, 10, Duration.ofDays(1), 10, "reviews", null),
                new Limit("n", Unit.REQUESTS, 1, Duration.ofDays(1), 1, null, "Report")));
    String both = "{ users(first: 2) { karma } }";
    assertThat(ask(engine, ADA, both).outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, both).body()).contains("\"reason\":\"r\"");
    assertThat(ask(engine, ADA, "{ users(first: 50) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "query Report { flag }").outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "query Report { flag }").body()).contains("\"reason\":\"n\"");
    assertThat(ask(engine, ADA, "query Other { flag }").outcome()).isEqualTo(Outcome.EXECUTED);
  }

  // Tricks.

  @Test
  void trickAliasesAreSentOftenAndPaidForAsOften() {
    Engine engine = engine(quotas(cost(9)));
    assertThat(
            ask(engine, ADA, "{ a: users(first: 4) { name } b: users(first: 4) { name } c: flag }")
                .outcome())
        .isEqualTo(Outcome.EXECUTED);
    Engine other = engine(quotas(cost(9)));
    assertThat(
            ask(
                    other,
                    ADA,
                    "{ a: users(first: 4) { name } b: users(first: 4) { name } c: users(first: 4) {"
                        + " name } }")
                .outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickFragmentsCountWhereTheyAreSpread() {
    Engine engine = engine(quotas(cost(9)));
    assertThat(
            ask(
                    engine,
                    ADA,
                    "{ a: users(first: 2) { ...F } b: users(first: 2) { ...F } } fragment F on"
                        + " User { name friends(first: 2) { name } }")
                .outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickAskingForNothingThousandsOfTimesIsNotFree() {
    Engine engine = engine(quotas(cost(3)));
    for (int i = 0; i < 3; i++) {
      assertThat(ask(engine, ADA, "{ __typename }").outcome()).isEqualTo(Outcome.EXECUTED);
    }
    assertThat(ask(engine, ADA, "{ __typename }").outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickIntrospectionIsPaidFor() {
    Engine engine = engine(quotas(cost(5)));
    assertThat(
            ask(engine, ADA, "{ __schema { types { fields { type { ofType { name } } } } } }")
                .outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "{ flag }").outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickAListThatIsLongerThanItsFirstIsPaidForInTheEnd() {
    Engine engine = engine(quotas(cost(4)));
    // The service gives two users where none was asked for.
    assertThat(ask(engine, ADA, "{ users(first: 0) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "{ users(first: -1) { name } }").outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(ask(engine, ADA, "{ users(first: 0) { name } }").outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickAVariableThatOverflowsIsRefused() {
    Engine engine = engine(quotas(cost(50_000_000)));
    Answered answer =
        join(
            start(
                engine,
                ADA,
                "query ($n: Int!) { users(first: $n) { friends(first: $n) { friends(first: $n) {"
                    + " name } } } }",
                "{\"n\": 2147483647}"));
    assertThat(answer.outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
    assertThat(answer.body()).contains("more than may be spent at once");
    assertThat(calls).hasValue(0);
  }

  @Test
  void trickABatchOfOperationsPaysForEach() {
    Engine engine = engine(quotas(cost(50), requests(3)));
    List<Outcome> outcomes =
        join(
                Future.all(
                    List.of(
                        start(engine, ADA, "{ flag }", null),
                        start(engine, ADA, "{ flag }", null),
                        start(engine, ADA, "{ flag }", null),
                        start(engine, ADA, "{ flag }", null),
                        start(engine, ADA, "{ flag }", null))))
            .<Answered>list()
            .stream()
            .map(Answered::outcome)
            .toList();
    assertThat(outcomes).filteredOn(Outcome.EXECUTED::equals).hasSize(3);
  }

  @Test
  void trickReconnectingOrCallingOneselfOtherNamesIsTheSameClient() {
    Engine engine = engine(quotas(cost(5)));
    for (int i = 0; i < 2; i++) {
      assertThat(ask(engine, Caller.ANONYMOUS, "{ flag }", "x-client", "me" + i).outcome())
          .isEqualTo(Outcome.EXECUTED);
    }
    assertThat(ask(engine, Caller.ANONYMOUS, "{ flag }", "x-client", "another").outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
    assertThat(ask(engine, Caller.ANONYMOUS, "{ flag }").outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickAnotherOperationNameOrTextIsTheSameClient() {
    Engine engine = engine(quotas(cost(2)));
    ask(engine, ADA, "query A { flag }");
    ask(engine, ADA, "query B { x: flag }");
    assertThat(ask(engine, ADA, "query C { y: flag }").outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickConditionsThatVariablesTurnOnAreSeen() {
    Engine engine = engine(quotas(cost(5)));
    String query = "query ($i: Boolean!) { flag users(first: 90) @include(if: $i) { name } }";
    assertThat(join(start(engine, ADA, query, "{\"i\": false}")).outcome())
        .isEqualTo(Outcome.EXECUTED);
    assertThat(join(start(engine, ADA, query, "{\"i\": true}")).outcome())
        .isEqualTo(Outcome.QUOTA_EXCEEDED);
  }

  @Test
  void trickGoingAwayEarlyGivesBackOnlyWhatWasNotAnswered() {
    Engine engine = engine(quotas(cost(6)));
    Future<Answered> gone =
        Future.future(
            promise ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        any -> {
                          RequestScope scope = TestScopes.here(vertx);
                          scope.calledBy(ADA);
                          Future<GraphQlAnswer> answer =
                              engine.answer(
                                  new GraphQlRequest(
                                      "{ users(first: 5) { name } }", null, null, false),
                                  scope);
                          scope.cancel();
                          answer
                              .map(given -> new Answered(given, scope.responseHeaders()))
                              .onComplete(promise);
                        }));
    join(gone);
    // Two users were answered, or nothing when it was cancelled before: never less than a unit.
    Answered next = ask(engine, ADA, "{ users(first: 6) { name } }");
    assertThat(next.outcome()).isEqualTo(Outcome.QUOTA_EXCEEDED);
  }
}
