package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.operation.Operation;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Calls that end before their answer: no room, no time, nobody who waits. */
class GivenUpCallsTest {

  private final CalledService called = new CalledService();
  private final ScriptedService service = called.service();

  @AfterEach
  void close() {
    called.close();
  }

  @Test
  void callsBeyondTheWaitQueueFailAtOnce() throws InterruptedException {
    called.with(CalledService.pool(1, 1));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call first = called.caller().query("{1}");
    service.requests.take();
    Caller.Call waiting = called.caller().query("{2}");

    UpstreamFailure third = called.caller().query("{3}").awaitFailure();
    answer.countDown();

    assertThat(third.code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(third).hasMessageContaining("too many calls waiting");
    assertThat(first.await()).isEqualTo(CalledService.DATA);
    assertThat(waiting.await()).isEqualTo(CalledService.DATA);
    assertThat(service.connections).hasValue(1);
  }

  /** It would be made again, on another connection, if there were any to be had. */
  @Test
  void aCallThatBreaksOffWhenTheGatewayStopsFailsAtOnce() throws InterruptedException {
    assertThat(called.caller().query("{1}").await()).isEqualTo(CalledService.DATA);
    service.requests.take();
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call second = called.caller().query("{2}");
    service.requests.take();

    called.caller().closeClients();
    UpstreamFailure failure = second.awaitFailure();
    answer.countDown();

    assertThat(failure.code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
  }

  @Test
  void aCallThatIsCancelledWhileItWaitsForAConnectionIsNeverMade() throws InterruptedException {
    called.with(CalledService.pool(1, 5));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call first = called.caller().query("{1}");
    service.requests.take();
    Caller.Call waiting = called.caller().query("{2}");
    Caller.Call third = called.caller().query("{3}");
    waiting.cancel();

    assertThat(waiting.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    answer.countDown();
    first.await();
    third.await();
    assertThat(service.requests).extracting(ScriptedService.Request::body).containsExactly("{3}");
  }

  @Test
  void theRequestsDeadlineCountsWhenItComesFirst() {
    service.answers(ScriptedService.Exchange::awaitClose);

    for (Operation.Kind kind : List.of(Operation.Kind.QUERY, Operation.Kind.MUTATION)) {
      assertThat(
              called
                  .caller()
                  .call(kind, "{}", MultiMap.caseInsensitiveMultiMap(), Duration.ofMillis(100))
                  .awaitFailure()
                  .code())
          .isEqualTo(Code.UPSTREAM_TIMEOUT);
    }
  }

  @Test
  void aPassedDeadlineMakesNoCall() {
    assertThat(
            called
                .caller()
                .call(
                    Operation.Kind.QUERY,
                    "{}",
                    MultiMap.caseInsensitiveMultiMap(),
                    Duration.ofMillis(-1))
                .awaitFailure()
                .code())
        .isEqualTo(Code.UPSTREAM_TIMEOUT);
    assertThat(service.connections).hasValue(0);
  }

  @Test
  void aQueryIsGivenUpWhenItsClientGoesAway() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    service.answers(
        exchange -> {
          exchange.awaitClose();
          closed.complete(null);
        });
    Caller.Call call = called.caller().query("{}");
    service.requests.take();

    call.cancel();

    assertThat(call.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    closed.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aServiceIsNotBlamedForAnAnswerThatItsClientDidNotWaitFor() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(ServiceFailures.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    log.addAppender(logged);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    service.answers(
        exchange -> {
          if (exchange.request().body().equals("{}")) {
            exchange.send(
                json(CalledService.DATA).substring(0, json(CalledService.DATA).length() - 5));
            begun.complete(null);
            exchange.awaitClose();
            closed.complete(null);
          } else {
            exchange.send(json(CalledService.DATA));
          }
        });
    Caller.Call call = called.caller().query("{}");
    begun.get(10, TimeUnit.SECONDS);
    // What came before on the same event loop has been read then.
    assertThat(called.caller().query("{b}").await()).isEqualTo(CalledService.DATA);

    call.cancel();

    assertThat(call.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    closed.get(10, TimeUnit.SECONDS);
    log.detachAppender(logged);
    assertThat(logged.list).isEmpty();
  }

  @Test
  void aMutationGoesOnWhenItsClientGoesAway() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(CalledService.DATA));
        });
    Caller.Call call = called.caller().mutation("{}");
    service.requests.take();

    call.cancel();
    answer.countDown();

    assertThat(call.await()).isEqualTo(CalledService.DATA);
  }
}
