package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests run when the process has more to do than it can. */
class LoadGateTest {

  private static final long LATE = TimeUnit.SECONDS.toNanos(1);
  private static final Caller KNOWN = new Caller("acme", Set.of(), Map.of());

  private final Vertx vertx = Vertx.vertx();
  private final LoadGate gate = LoadGate.of(Duration.ofMillis(100), 2, 50, 2);
  private final LongConsumer loop = gate.eventLoop();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** An event loop is late, and not only once. */
  private void late() {
    for (int i = 0; i < LastingLag.SAMPLES; i++) {
      loop.accept(LATE);
    }
  }

  private RequestScope scope(Caller caller, long cost, Duration left) {
    RequestScope scope =
        new RequestScope(
            vertx.getOrCreateContext(),
            MultiMap.caseInsensitiveMultiMap(),
            System.nanoTime() + left.toNanos());
    scope.calledBy(caller);
    scope.estimatedAt(cost);
    return scope;
  }

  private Future<GraphQlAnswer> pass(RequestScope scope, Future<GraphQlAnswer> execution) {
    return gate.pass(scope, () -> execution, Function.identity());
  }

  private Future<GraphQlAnswer> pass(Caller caller, long cost, Future<GraphQlAnswer> execution) {
    return pass(scope(caller, cost, Duration.ofMinutes(1)), execution);
  }

  private static GraphQlAnswer done() {
    return new GraphQlAnswer(Outcome.EXECUTED, Buffer.buffer("{}"));
  }

  private static Outcome outcome(Future<GraphQlAnswer> answer) {
    return answer
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join()
        .outcome();
  }

  /** What was put on the event loop has run. */
  private void settle() {
    CompletableFuture<Void> over = new CompletableFuture<>();
    vertx.getOrCreateContext().runOnContext(all -> over.complete(null));
    over.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void whileEventLoopsAreLateTheCostliestOfAnonymousCallersAreRefusedAndTheBestGoFirst() {
    late();
    assertThat(gate.limit()).isEqualTo(2);
    Promise<GraphQlAnswer> first = Promise.promise();
    Promise<GraphQlAnswer> second = Promise.promise();
    pass(Caller.ANONYMOUS, 1, first.future());
    pass(Caller.ANONYMOUS, 1, second.future());
    RequestScope dearest = scope(Caller.ANONYMOUS, 500, Duration.ofMinutes(1));
    Future<GraphQlAnswer> dear = pass(dearest, Future.succeededFuture(done()));
    Future<GraphQlAnswer> cheap =
        pass(Caller.ANONYMOUS, 5, Promise.<GraphQlAnswer>promise().future());
    Future<GraphQlAnswer> known = pass(KNOWN, 5_000, Future.succeededFuture(done()));

    assertThat(outcome(dear)).isEqualTo(Outcome.OVERLOADED);
    assertThat(dear.result().body().toString()).contains("\"OVERLOADED\"", "\"retryAfterMs\":");
    assertThat(dearest.responseHeaders().get("retry-after")).matches("[1-5]");
    assertThat(gate.waiting()).isEqualTo(2);

    first.complete(done());
    assertThat(outcome(known)).isEqualTo(Outcome.EXECUTED);
    settle();
    assertThat(gate.waiting()).isZero();
    assertThat(cheap.isComplete()).isFalse();
  }

  @Test
  void whenEventLoopsKeepUpAgainTheLimitRisesAndThoseThatWaitRun() {
    late();
    Promise<GraphQlAnswer> held = Promise.promise();
    pass(KNOWN, 1, held.future());
    pass(KNOWN, 1, held.future());
    Future<GraphQlAnswer> waits = pass(KNOWN, 1, Future.succeededFuture(done()));
    assertThat(waits.isComplete()).isFalse();

    for (int i = 0; i < 50; i++) {
      loop.accept(0);
    }
    assertThat(outcome(waits)).isEqualTo(Outcome.EXECUTED);
    assertThat(gate.limit()).isEqualTo(50);
  }

  @Test
  void oneThatHasLostItsTimeOrItsClientWhileItWaitedIsNotRunAny() {
    late();
    Promise<GraphQlAnswer> first = Promise.promise();
    Promise<GraphQlAnswer> second = Promise.promise();
    pass(KNOWN, 1, first.future());
    pass(KNOWN, 1, second.future());
    Future<GraphQlAnswer> late =
        pass(scope(KNOWN, 1, Duration.ZERO), Future.failedFuture("it ran"));
    RequestScope leaves = scope(KNOWN, 1, Duration.ofMinutes(1));
    Future<GraphQlAnswer> gone = pass(leaves, Future.failedFuture("it ran"));
    leaves.cancel();

    first.complete(done());
    second.complete(done());
    assertThat(outcome(late)).isEqualTo(Outcome.OVERLOADED);
    assertThat(outcome(gone)).isEqualTo(Outcome.OVERLOADED);
  }

  @Test
  void whatMakesAnEventLoopLateOnceAndAgainButNotAllTheTimeRefusesNobody() {
    for (int i = 0; i < 100; i++) {
      loop.accept(i % LastingLag.SAMPLES == 0 ? 0 : LATE);
      // Others are late once at the same time, as in a pause of the whole process.
      gate.eventLoop().accept(LATE);
    }
    assertThat(gate.limit()).isEqualTo(50);
  }

  @Test
  void whatFailsGivesItsPlaceBack() {
    late();
    for (int i = 0; i < 10; i++) {
      gate.pass(
          scope(KNOWN, 1, Duration.ofMinutes(1)),
          () -> {
            throw new IllegalStateException("a bug");
          },
          Function.<GraphQlAnswer>identity());
    }
    assertThat(outcome(pass(KNOWN, 1, Future.succeededFuture(done())))).isEqualTo(Outcome.EXECUTED);
  }
}
