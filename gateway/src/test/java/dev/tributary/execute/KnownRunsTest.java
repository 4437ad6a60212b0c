package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer that services have not changed is not worked out again, and one that they have is. */
@Timeout(60)
class KnownRunsTest {

  private static final Vertx vertx = Vertx.vertx();
  private static final Supergraph supergraph = TestGraph.supergraph();
  private static final String REVIEWS =
      "query ($id: Boolean = false) { users { id @include(if: $id) name"
          + " reviews { stars product { title } } } }";

  /** Until then it is only seen, and then remembered. */
  private static final int RUNS_BEFORE = 2;

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  /**
   * The same graph with other data whenever a test says so: each version of it in turn answers from
   * data of its own.
   */
  private static final class Changing implements Upstream {
    private final List<DataUpstream> versions =
        List.of(
            new DataUpstream(TestGraph.DATA),
            new DataUpstream(TestGraph.DATA.replace("\"Ada\"", "\"Eve\"").replace("10.5", "11.25")),
            new DataUpstream(
                TestGraph.DATA.replace(
                    "\"users\": [{\"$ref\": \"User:1\"},", "\"users\": [{\"$ref\": \"User:3\"},")),
            new DataUpstream(TestGraph.DATA.replace("{\"$ref\": \"Review:1\"}, ", "")),
            new DataUpstream(TestGraph.DATA.replace("\"stars\": 1,", "\"stars\": null,")));
    final List<String> calls = new ArrayList<>();
    Consumer<Runnable> later = Runnable::run;

    /** The version that answers a call; negative for none. */
    ToIntFunction<FetchStep> version = step -> 0;

    @Override
    public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
      calls.add(step.subgraph().name() + ' ' + body);
      int asked = version.applyAsInt(step);
      Future<Buffer> answer =
          asked < 0
              ? Future.failedFuture(
                  new UpstreamFailure(UpstreamFailure.Code.UPSTREAM_UNREACHABLE, "Gone."))
              : versions.get(asked % versions.size()).send(step, body, scope);
      Promise<Buffer> promise = Promise.promise();
      later.accept(() -> promise.handle(answer));
      return promise.future();
    }
  }

  private final Changing services = new Changing();
  private final Engine engine = engine(services, EngineOptions.DEFAULT);

  private static Engine engine(Upstream upstream, EngineOptions options) {
    Engine engine = new Engine(upstream, options);
    engine.serve(supergraph);
    return engine;
  }

  private static GraphQlAnswer ask(Engine engine, String document, @Nullable String variables) {
    Context context = vertx.getOrCreateContext();
    Promise<GraphQlAnswer> promise = Promise.promise();
    context.runOnContext(
        nothing ->
            engine
                .answer(
                    new GraphQlRequest(
                        document, null, variables == null ? null : Buffer.buffer(variables), false),
                    new RequestScope(
                        context,
                        MultiMap.caseInsensitiveMultiMap(),
                        System.nanoTime() + TimeUnit.SECONDS.toNanos(20)))
                .onComplete(promise));
    return promise.future().await();
  }

  private GraphQlAnswer ask() {
    return ask(engine, REVIEWS, null);
  }

  /** Whether two answers are one and the same: nothing has been written for the second one. */
  private static boolean isRerun(GraphQlAnswer one, GraphQlAnswer other) {
    return AnswerBytes.of(one.body()).array() == AnswerBytes.of(other.body()).array();
  }

  private String remembered() {
    for (int i = 0; i < RUNS_BEFORE; i++) {
      ask();
    }
    GraphQlAnswer answer = ask();
    assertThat(isRerun(answer, ask())).isTrue();
    services.calls.clear();
    return answer.body().toString();
  }

  @Test
  void callsAreMadeEvenWhenTheirAnswersAreKnown() {
    String first = ask().body().toString();
    List<String> calls = List.copyOf(services.calls);

    assertThat(remembered()).isEqualTo(first);
    ask();

    assertThat(services.calls).isEqualTo(calls);
  }

  @Test
  void aFirstAnswerThatHasChangedIsWorkedOut() {
    String before = remembered();
    services.version = step -> step.subgraph().name().equals("accounts") ? 1 : 0;

    assertThat(ask().body().toString()).isEqualTo(before.replace("Ada", "Eve"));
    assertThat(services.calls).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aLastAnswerThatHasChangedIsWorkedOut() {
    String before = remembered();
    services.version = step -> step.subgraph().name().equals("products") ? 3 : 0;
    ask();
    services.version = step -> step.subgraph().name().equals("reviews") ? 3 : 0;

    assertThat(ask().body().toString())
        .isNotEqualTo(before)
        .isEqualTo(
            ask(engine(services, EngineOptions.DEFAULT.withRecall(0)), REVIEWS, null)
                .body()
                .toString());
  }

  @Test
  void aServiceThatFailsIsMissedAsEver() {
    remembered();
    services.version = step -> step.subgraph().name().equals("reviews") ? -1 : 0;

    assertThat(ask().body().toString())
        .contains("\"name\":\"Ada\"", "\"reviews\":null", "UPSTREAM_UNREACHABLE");
    assertThat(services.calls).hasSize(2);
    services.version = step -> 0;
    assertThat(ask().body().toString()).doesNotContain("errors").contains("\"stars\":5");
  }

  @Test
  void aFaultOfOursFailsTheRequestAndDoesNotLoseIt() {
    remembered();
    services.version =
        step -> {
          throw new IllegalStateException("a fault of ours");
        };

    assertThatThrownBy(this::ask).hasMessage("a fault of ours");
    services.version = step -> 0;
    assertThat(ask().body().toString()).contains("\"stars\":5");
  }

  @Test
  void otherVariablesAreAnotherRun() {
    String before = remembered();

    assertThat(ask(engine, REVIEWS, "{\"id\": true}").body().toString())
        .contains("\"id\":\"1\"")
        .isNotEqualTo(before);
  }

  @Test
  void anOperationThatIsNotRepeatedIsNotRemembered() {
    assertThat(isRerun(ask(), ask())).isFalse();
  }

  @Test
  void nothingIsRememberedWithoutMemoryForIt() {
    Engine forgetful = engine(services, EngineOptions.DEFAULT.withRecall(0));
    for (int i = 0; i < RUNS_BEFORE; i++) {
      ask(forgetful, REVIEWS, null);
    }

    assertThat(isRerun(ask(forgetful, REVIEWS, null), ask(forgetful, REVIEWS, null))).isFalse();
  }

  @Test
  void anAnswerThatWouldTakeMuchOfTheMemoryIsNotRemembered() {
    Engine small = engine(services, EngineOptions.DEFAULT.withRecall(4_000));
    for (int i = 0; i < RUNS_BEFORE; i++) {
      ask(small, REVIEWS, null);
    }

    assertThat(isRerun(ask(small, REVIEWS, null), ask(small, REVIEWS, null))).isFalse();
  }

  @Test
  void errorsAreWorkedOutEachTime() {
    services.version = step -> step.subgraph().name().equals("reviews") ? -1 : 0;
    for (int i = 0; i < 5; i++) {
      assertThat(isRerun(ask(), ask())).isFalse();
    }
  }

  @Test
  void whatChangesWithEachRunIsTriedMoreAndMoreSeldom() {
    int[] run = {0};
    services.version = step -> run[0] % 2;
    for (run[0] = 0; run[0] < 200; run[0]++) {
      ask();
    }

    int runs = 0;
    while (!isRerun(ask(), ask())) {
      runs += 2;
    }
    assertThat(runs).isBetween(20, 200);
    assertThat(services.calls).hasSize(3 * (200 + runs + 2));
  }

  @Test
  void mutationsAreNeverRemembered() {
    String rename = "mutation { rename(id: 1, name: \"Ada\") { name } }";
    Engine renaming =
        engine(
            (step, body, scope) ->
                Future.succeededFuture(Buffer.buffer("{\"data\":{\"rename\":{\"name\":\"Ada\"}}}")),
            EngineOptions.DEFAULT);
    for (int i = 0; i < RUNS_BEFORE; i++) {
      ask(renaming, rename, null);
    }

    GraphQlAnswer one = ask(renaming, rename, null);
    assertThat(one.body().toString()).contains("\"name\":\"Ada\"");
    assertThat(isRerun(one, ask(renaming, rename, null))).isFalse();
  }

  /** Random operations over data that changes at random, beside an engine that never remembers. */
  @Test
  void answersAndCallsAreThoseOfAnEngineThatRemembersNothing() {
    Changing others = new Changing();
    Engine plain = engine(others, EngineOptions.DEFAULT.withRecall(0));
    Random random = new Random(20261128);
    for (int seed = 0; seed < 60; seed++) {
      String document = new RandomOperation(supergraph.api(), seed).write();
      for (int run = 0; run < 10; run++) {
        long salt = random.nextInt(4) == 0 ? random.nextLong() : 0;
        services.version = step -> version(salt, step);
        others.version = services.version;
        boolean later = random.nextBoolean();
        services.later = later ? task -> vertx.runOnContext(now -> task.run()) : Runnable::run;
        services.calls.clear();
        others.calls.clear();

        String actual = ask(engine, document, "{\"t\": true, \"f\": false}").body().toString();

        assertThat(actual)
            .as("seed %d, run %d: %s", seed, run, document)
            .isEqualTo(ask(plain, document, "{\"t\": true, \"f\": false}").body().toString());
        assertThat(services.calls).containsExactlyInAnyOrderElementsOf(others.calls);
      }
    }
  }

  /** For most runs the same, and else some other one for some of the steps. */
  private static int version(long salt, FetchStep step) {
    return salt == 0 ? 0 : new Random(salt + step.id()).nextInt(7) - 1;
  }
}
