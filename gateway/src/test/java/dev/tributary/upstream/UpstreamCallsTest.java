package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.operation.Operation;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Protocol;
import dev.tributary.upstream.ServiceOptions.Sharing;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** How calls are made: headers, connections, repetition, sharing, cancellation. */
class UpstreamCallsTest {

  private static final String DATA = "{\"data\":{\"a\":1}}";

  private final ScriptedService service = new ScriptedService().answers(json(DATA));
  private Caller caller = new Caller(service.url(), ServiceOptions.defaults());

  @AfterEach
  void close() {
    caller.close();
    service.close();
  }

  private void callWith(ServiceOptions options) {
    caller.close();
    caller = new Caller(service.url(), options);
  }

  private static ServiceOptions options(
      Map<String, String> headers, List<String> forwarded, Pool pool, Sharing sharing) {
    return new ServiceOptions(
        null, Duration.ofSeconds(15), 1_000_000, pool, headers, forwarded, sharing);
  }

  private static ServiceOptions pool(int connections, int waiting) {
    return options(
        Map.of(),
        List.of(),
        new Pool(
            Protocol.HTTP_1_1, connections, waiting, Duration.ofSeconds(3), Duration.ofSeconds(30)),
        Sharing.ON);
  }

  @Test
  void aCallIsAPostOfTheBodyToTheUrlsPathAndQuery() throws InterruptedException {
    assertThat(caller.query("{\"query\":\"{é}\"}").await()).isEqualTo(DATA);

    ScriptedService.Request request = service.requests.take();
    assertThat(request.body()).isEqualTo("{\"query\":\"{é}\"}");
    assertThat(request.headers())
        .containsEntry(":request", "POST /graphql?tenant=1 HTTP/1.1")
        .containsEntry("content-type", "application/json")
        .containsEntry("accept", "application/graphql-response+json, application/json")
        .hasEntrySatisfying("accept-encoding", value -> assertThat(value).contains("gzip"));
  }

  @Test
  void onlyAllowedHeaderFieldsOfTheClientArePassedOn() throws InterruptedException {
    callWith(
        options(
            Map.of("Authorization", "Bearer s3cr3t-ours", "x-gateway", "tributary"),
            List.of("X-Tenant", "authorization", "x-hop", "accept-language"),
            Pool.defaults(),
            Sharing.ON));
    MultiMap client =
        MultiMap.caseInsensitiveMultiMap()
            .add("x-tenant", "a")
            .add("X-Tenant", "b")
            .add("Authorization", "Bearer s3cr3t-theirs")
            .add("Cookie", "secret")
            .add("X-Hop", "1")
            .add("Connection", "close, X-Hop")
            .add("Content-Type", "text/plain");

    caller.query("{}", client).await();

    assertThat(service.requests.take().headers())
        .containsEntry("x-tenant", "a, b")
        .containsEntry("authorization", "Bearer s3cr3t-ours")
        .containsEntry("x-gateway", "tributary")
        .containsEntry("content-type", "application/json")
        .doesNotContainKeys("cookie", "x-hop", "connection", "accept-language");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection", "transfer-encoding", "HOST", "content-length", "te"})
  void headerFieldsOfTheConnectionCannotBeForwarded(String name) {
    assertThatThrownBy(() -> options(Map.of(), List.of(name), Pool.defaults(), Sharing.ON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never forwarded");
  }

  @Test
  void theConfiguredUrlReplacesTheSupergraphs() {
    try (Caller elsewhere =
        new Caller(
            "http://127.0.0.1:1/",
            new ServiceOptions(
                service.url(),
                Duration.ofSeconds(15),
                1_000_000,
                Pool.defaults(),
                Map.of(),
                List.of(),
                Sharing.ON))) {
      assertThat(elsewhere.query("{}").await()).isEqualTo(DATA);
    }
  }

  @Test
  void connectionsAreKept() {
    for (int i = 0; i < 5; i++) {
      caller.query("{}").await();
    }

    assertThat(service.connections).hasValue(1);
  }

  private Caller http2Caller(Handler<HttpServerRequest> handler) {
    HttpServer server =
        caller
            .vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return new Caller(
        "http://127.0.0.1:" + server.actualPort() + "/",
        options(
            Map.of(),
            List.of(),
            new Pool(Protocol.HTTP_2, 1, 10, Duration.ofSeconds(3), Duration.ofSeconds(30)),
            Sharing.OFF));
  }

  @Test
  void http2IsSpokenWhereConfigured() {
    try (Caller http2 =
        http2Caller(
            request ->
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end("{\"data\":\"" + (request.version() == HttpVersion.HTTP_2) + "\"}"))) {
      assertThat(http2.query("{}").await()).isEqualTo("{\"data\":\"true\"}");
      assertThat(http2.query("{}").await()).isEqualTo("{\"data\":\"true\"}");
    }
  }

  @Test
  void aQueryThatIsGivenUpOverHttp2LeavesTheConnectionToOthers() throws Exception {
    CompletableFuture<Throwable> reset = new CompletableFuture<>();
    CompletableFuture<HttpConnection> asked = new CompletableFuture<>();
    try (Caller http2 =
        http2Caller(
            request -> {
              if (asked.complete(request.connection())) {
                request.response().exceptionHandler(reset::complete);
              } else {
                boolean same = request.connection() == asked.join();
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end("{\"data\":\"" + same + "\"}");
              }
            })) {
      Caller.Call call = http2.query("{}");
      asked.get(10, TimeUnit.SECONDS);

      call.cancel();

      assertThat(call.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
      assertThat(reset.get(10, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
      assertThat(http2.query("{}").await()).isEqualTo("{\"data\":\"true\"}");
    }
  }

  @Test
  void anAnswerThatNobodyAskedForIsNotTakenForTheNext() throws InterruptedException {
    service.answers(exchange -> exchange.send(json(DATA) + json("{\"data\":\"stray\"}")));
    assertThat(caller.query("{1}").await()).isEqualTo(DATA);
    service.answers(json("{\"data\":\"mine\"}"));

    for (int i = 0; i < 3; i++) {
      assertThat(caller.query("{2}").await()).isEqualTo("{\"data\":\"mine\"}");
    }
  }

  @Test
  void interimResponsesAreReadOver() {
    service.answers(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + json(DATA));

    assertThat(caller.query("{}").await()).isEqualTo(DATA);
  }

  @Test
  void aConnectionThatTheServiceEndsIsNotUsedAgain() {
    service.answers(
        exchange -> {
          exchange.send(
              ScriptedService.response(
                  "200 OK", "Content-Type: application/json\r\nConnection: close\r\n", DATA));
          exchange.close();
        });

    for (int i = 0; i < 3; i++) {
      assertThat(caller.mutation("{}").await()).isEqualTo(DATA);
    }
    assertThat(service.connections).hasValue(3);
  }

  @Test
  void aQueryWhoseKeptConnectionTurnsOutDeadIsRepeatedOnce() {
    caller.query("{}").await();
    service.answers(
        exchange -> {
          // The first on the kept connection; what comes on a new one is answered.
          if (service.connections.get() == 1) {
            exchange.close();
          } else {
            exchange.send(json(DATA));
          }
        });

    assertThat(caller.query("{}").await()).isEqualTo(DATA);
    assertThat(service.connections).hasValue(2);
    assertThat(service.requests).hasSize(3);
  }

  @Test
  void aQueryIsRepeatedOnlyOnce() {
    caller.query("{}").await();
    service.answers(ScriptedService.Exchange::close);

    assertThat(caller.query("{}").awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(service.requests).hasSize(3);
  }

  private static String busy(int status, String retryAfter) {
    return ScriptedService.response(status + " Busy", retryAfter, "busy");
  }

  private void answersInTurn(String... answers) {
    AtomicInteger next = new AtomicInteger();
    service.answers(
        exchange -> exchange.send(answers[Math.min(next.getAndIncrement(), answers.length - 1)]));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aQueryIsRepeatedWhenTheServiceAsksForIt(int status) {
    answersInTurn(busy(status, "Retry-After: 1\r\n"), json(DATA));
    long begun = System.nanoTime();

    assertThat(caller.query("{}").await()).isEqualTo(DATA);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(990));
    assertThat(service.requests).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"503|Retry-After: 60", "503|X: y", "500|Retry-After: 0", "429|Retry-After: soon"})
  void itIsNotRepeatedWhenTheServiceDoesNotAskForItOrForTooLong(int status, String field) {
    answersInTurn(busy(status, field + "\r\n"), json(DATA));

    assertThat(caller.query("{}").awaitFailure().getMessage()).contains("" + status);
    assertThat(service.requests).hasSize(1);
  }

  @Test
  void aServiceThatIsAlwaysBusyIsAskedThreeTimesAndAMutationOnce() {
    answersInTurn(busy(503, "Retry-After: 0\r\n"));

    assertThat(caller.query("{}").awaitFailure().getMessage()).contains("503");
    assertThat(service.requests).hasSize(3);
    assertThat(caller.mutation("{}").awaitFailure().getMessage()).contains("503");
    assertThat(service.requests).hasSize(4);
  }

  @Test
  void aServiceThatIsBusyForAllIsNotCalledMuchMoreOftenForIt() {
    answersInTurn(busy(429, "Retry-After: 0\r\n"));
    for (int i = 0; i < 50; i++) {
      caller.query("{" + i + "}").awaitFailure();
    }
    assertThat(service.requests.size()).isBetween(55, 70);
  }

  @Test
  void whoHasLessTimeThanTheServiceAsksForIsToldAtOnce() {
    answersInTurn(busy(503, "Retry-After: 2\r\n"), json(DATA));
    Caller.Call call =
        caller.call(
            Operation.Kind.QUERY,
            "{}",
            MultiMap.caseInsensitiveMultiMap(),
            Duration.ofMillis(1_500));

    assertThat(call.awaitFailure().code()).isEqualTo(Code.UPSTREAM_HTTP_ERROR);
  }

  /** Its TLS handshake fails: nothing was sent, and not even a mutation can have been seen. */
  @ParameterizedTest
  @EnumSource(
      value = Operation.Kind.class,
      names = {"QUERY", "MUTATION"})
  void aCallForWhichNoConnectionCanBeMadeIsTriedAgain(Operation.Kind kind) throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    accepted.incrementAndGet();
                    socket.close();
                  }
                } catch (IOException closed) {
                  return;
                }
              });
      caller.close();
      caller = new Caller("https://127.0.0.1:" + server.getLocalPort(), ServiceOptions.defaults());

      assertThat(
              caller
                  .call(kind, "{}", MultiMap.caseInsensitiveMultiMap(), Duration.ofSeconds(20))
                  .awaitFailure()
                  .code())
          .isEqualTo(Code.UPSTREAM_UNREACHABLE);
      assertThat(accepted).hasValue(3);
      for (int i = 0; i < 50; i++) {
        caller.query("{" + i + "}").awaitFailure();
      }
      assertThat(accepted.get()).isBetween(55, 70);
    }
  }

  @Test
  void aMutationIsNeverRepeated() {
    caller.query("{}").await();
    service.answers(ScriptedService.Exchange::close);

    assertThat(caller.mutation("{}").awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(service.requests).hasSize(2);
  }

  @Test
  void aNewConnectionThatBreaksIsNotTriedAgain() {
    service.answers(ScriptedService.Exchange::close);

    assertThat(caller.query("{}").awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(service.requests).hasSize(1);
  }

  @Test
  void callsBeyondTheWaitQueueFailAtOnce() throws InterruptedException {
    callWith(pool(1, 1));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(DATA));
        });
    Caller.Call first = caller.query("{1}");
    service.requests.take();
    Caller.Call waiting = caller.query("{2}");

    UpstreamFailure third = caller.query("{3}").awaitFailure();
    answer.countDown();

    assertThat(third.code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    assertThat(third).hasMessageContaining("too many calls waiting");
    assertThat(first.await()).isEqualTo(DATA);
    assertThat(waiting.await()).isEqualTo(DATA);
    assertThat(service.connections).hasValue(1);
  }

  @Test
  void aCallThatIsCancelledWhileItWaitsForAConnectionIsNeverMade() throws InterruptedException {
    callWith(pool(1, 5));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(DATA));
        });
    Caller.Call first = caller.query("{1}");
    service.requests.take();
    Caller.Call waiting = caller.query("{2}");
    Caller.Call third = caller.query("{3}");
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
              caller
                  .call(kind, "{}", MultiMap.caseInsensitiveMultiMap(), Duration.ofMillis(100))
                  .awaitFailure()
                  .code())
          .isEqualTo(Code.UPSTREAM_TIMEOUT);
    }
  }

  @Test
  void aPassedDeadlineMakesNoCall() {
    assertThat(
            caller
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
    Caller.Call call = caller.query("{}");
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
            exchange.send(json(DATA).substring(0, json(DATA).length() - 5));
            begun.complete(null);
            exchange.awaitClose();
            closed.complete(null);
          } else {
            exchange.send(json(DATA));
          }
        });
    Caller.Call call = caller.query("{}");
    begun.get(10, TimeUnit.SECONDS);
    // What came before on the same event loop has been read then.
    assertThat(caller.query("{b}").await()).isEqualTo(DATA);

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
          exchange.send(json(DATA));
        });
    Caller.Call call = caller.mutation("{}");
    service.requests.take();

    call.cancel();
    answer.countDown();

    assertThat(call.await()).isEqualTo(DATA);
  }

  /** Sharing: the service answers when it is told to, so that calls are in flight together. */
  @Test
  void identicalQueriesInFlightAreOneCall() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(DATA));
        });
    Caller.Call leader = caller.query("{}");
    service.requests.take();
    Caller.Call follower = caller.query("{}");
    Caller.Call other = caller.query("{other}");
    service.requests.take();
    answer.countDown();

    assertThat(leader.await()).isEqualTo(DATA);
    assertThat(follower.await()).isEqualTo(DATA);
    other.await();
    assertThat(service.requests).isEmpty();
    caller.query("{}").await();
    assertThat(service.requests).as("a later one is a call of its own").hasSize(1);
  }

  @Test
  void queriesWithOtherForwardedHeaderFieldsAreNotShared() throws InterruptedException {
    callWith(options(Map.of(), List.of("x-user"), Pool.defaults(), Sharing.ON));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json("{\"data\":\"" + exchange.request().headers().get("x-user") + "\"}"));
        });
    Caller.Call ann = caller.query("{}", user("ann"));
    Caller.Call ben = caller.query("{}", user("ben"));
    Caller.Call annAgain = caller.query("{}", user("ann").add("x-other", "1"));
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
          exchange.send(json(DATA));
        });
    Caller.Call first = caller.mutation("{}");
    Caller.Call second = caller.mutation("{}");
    service.requests.take();
    service.requests.take();
    answer.countDown();

    assertThat(first.await()).isEqualTo(DATA);
    assertThat(second.await()).isEqualTo(DATA);
  }

  @Test
  void sharingCanBeSwitchedOff() throws InterruptedException {
    callWith(options(Map.of(), List.of(), Pool.defaults(), Sharing.OFF));
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(DATA));
        });
    Caller.Call first = caller.query("{}");
    Caller.Call second = caller.query("{}");
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
    Caller.Call leader = caller.query("{}");
    service.requests.take();
    Caller.Call follower = caller.query("{}");
    // On the loop behind the follower: once it is answered, the follower has joined.
    caller.mutation("{}");
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
          exchange.send(json(DATA));
        });
    Caller.Call leader = caller.query("{}");
    service.requests.take();
    Caller.Call follower = caller.query("{}");
    leader.cancel();
    assertThat(leader.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    answer.countDown();
    assertThat(follower.await()).isEqualTo(DATA);

    CompletableFuture<Void> closed = new CompletableFuture<>();
    service.answers(
        exchange -> {
          exchange.awaitClose();
          closed.complete(null);
        });
    Caller.Call one = caller.query("{}");
    service.requests.take();
    Caller.Call two = caller.query("{}");
    one.cancel();
    one.awaitFailure();
    two.cancel();

    assertThat(two.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
    closed.get(10, TimeUnit.SECONDS);
    service.answers(json(DATA));
    assertThat(caller.query("{}").await()).as("a call that was left is not joined").isEqualTo(DATA);
  }

  @Test
  void eachRequestThatSharesACallKeepsItsOwnDeadline() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    service.answers(
        exchange -> {
          answer.await();
          exchange.send(json(DATA));
        });
    Caller.Call patient = caller.query("{}");
    service.requests.take();
    Caller.Call hasty =
        caller.call(
            Operation.Kind.QUERY, "{}", MultiMap.caseInsensitiveMultiMap(), Duration.ofMillis(50));

    assertThat(hasty.awaitFailure().code()).isEqualTo(Code.UPSTREAM_TIMEOUT);
    answer.countDown();
    assertThat(patient.await()).isEqualTo(DATA);
  }
}
