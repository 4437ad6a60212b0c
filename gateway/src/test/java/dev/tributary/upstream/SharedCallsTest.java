package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.operation.Operation;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Sharing;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Identical queries that are in flight are one call. */
class SharedCallsTest {

  private final CalledService called = new CalledService();
  private final ScriptedService service = called.service();

  @AfterEach
  void close() {
    called.close();
  }

  /** Sharing: the service answers when it is told to, so that calls are in flight together. */
  @Test
  void identicalQueriesInFlightAreOneCall() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call leader = called.caller().query("{}");
    service.requests.take();
    Caller.Call follower = called.caller().query("{}");
    Caller.Call other = called.caller().query("{other}");
    service.requests.take();
    answer.countDown();

    assertThat(leader.await()).isEqualTo(CalledService.DATA);
    assertThat(follower.await()).isEqualTo(CalledService.DATA);
    other.await();
    assertThat(service.requests).isEmpty();
    called.caller().query("{}").await();
    assertThat(service.requests).as("a later one is a call of its own").hasSize(1);
  }

  @Test
  void queriesWithOtherForwardedHeaderFieldsAreNotShared() throws InterruptedException {
    called.with(CalledService.options(Map.of(), List.of("x-user"), Pool.defaults(), Sharing.ON));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json("{\"data\":\"" + exchange.request().headers().get("x-user") + "\"}"));
        });
    Caller.Call ann = called.caller().query("{}", user("ann"));
    Caller.Call ben = called.caller().query("{}", user("ben"));
    Caller.Call annAgain = called.caller().query("{}", user("ann").add("x-other", "1"));
    service.requests.take();
    service.requests.take();
    answer.countDown();

    assertThat(ann.await()).isEqualTo("{\"data\":\"ann\"}");
    assertThat(annAgain.await()).isEqualTo("{\"data\":\"ann\"}");
    assertThat(ben.await()).isEqualTo("{\"data\":\"ben\"}");
    assertThat(service.requests).isEmpty();
  }

  private static MultiMap user(String name) {
    return MultiMap.caseInsensitiveMultiMap().add("X-User", name);
  }

  @Test
  void mutationsAreNeverShared() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call first = called.caller().mutation("{}");
    Caller.Call second = called.caller().mutation("{}");
    service.requests.take();
    service.requests.take();
    answer.countDown();

    assertThat(first.await()).isEqualTo(CalledService.DATA);
    assertThat(second.await()).isEqualTo(CalledService.DATA);
  }

  @Test
  void sharingCanBeSwitchedOff() throws InterruptedException {
    called.with(CalledService.options(Map.of(), List.of(), Pool.defaults(), Sharing.OFF));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call first = called.caller().query("{}");
    Caller.Call second = called.caller().query("{}");
    service.requests.take();
    service.requests.take();
    answer.countDown();

    first.await();
    second.await();
  }

  @Test
  void aFailureIsShared() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.close();
        });
    Caller.Call leader = called.caller().query("{}");
    service.requests.take();
    Caller.Call follower = called.caller().query("{}");
    // On the loop behind the follower: once it is answered, the follower has joined.
    called.caller().mutation("{}");
    service.requests.take();
    answer.countDown();

    assertThat(leader.awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(follower.awaitFailure()).isSameAs(leader.awaitFailure());
  }

  @Test
  void aSharedCallLastsUntilAllHaveLeft() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call leader = called.caller().query("{}");
    service.requests.take();
    Caller.Call follower = called.caller().query("{}");
    leader.cancel();
    assertThat(leader.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    answer.countDown();
    assertThat(follower.await()).isEqualTo(CalledService.DATA);

    CompletableFuture<Void> closed = new CompletableFuture<>();
    service.answers(
        exchange -> {
          exchange.awaitClose();
          closed.complete(null);
        });
    Caller.Call one = called.caller().query("{}");
    service.requests.take();
    Caller.Call two = called.caller().query("{}");
    one.cancel();
    one.awaitFailure();
    two.cancel();

    assertThat(two.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    closed.get(10, TimeUnit.SECONDS);
    service.answers(json(CalledService.DATA));
    assertThat(called.caller().query("{}").await())
        .as("a call that was left is not joined")
        .isEqualTo(CalledService.DATA);
  }

  @Test
  void eachRequestThatSharesACallKeepsItsOwnDeadline() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call patient = called.caller().query("{}");
    service.requests.take();
    Caller.Call hasty =
        called
            .caller()
            .call(
                Operation.Kind.QUERY,
                "{}",
                MultiMap.caseInsensitiveMultiMap(),
                Duration.ofMillis(50));

    assertThat(hasty.awaitFailure().code()).isEqualTo(Code.UPSTREAM_TIMEOUT);
    answer.countDown();
    assertThat(patient.await()).isEqualTo(CalledService.DATA);
  }
}
