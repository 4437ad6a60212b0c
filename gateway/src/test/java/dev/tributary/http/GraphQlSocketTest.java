package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphQlSocketTest {

  private static final StreamOptions SHORT =
      new StreamOptions(
          true,
          3,
          0,
          2,
          10_000,
          Duration.ofMillis(200),
          Duration.ofMillis(100),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Set.of());

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(HttpOptions.defaults().with(with(Duration.ofSeconds(10))));
  }

  private static StreamOptions with(Duration initialisation) {
    return new StreamOptions(
        true,
        3,
        0,
        2,
        10_000,
        initialisation,
        Duration.ofSeconds(20),
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Set.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SocketClient connect(Map<String, String> headers) {
    return SocketClient.connect(server.vertx, server.port(), headers);
  }

  private SocketClient acknowledged() {
    return SocketClient.acknowledged(server.vertx, server.port());
  }

  @Test
  void anOperationIsAnsweredAndCompleted() throws Exception {
    SocketClient client = acknowledged();

    client.send(
        """
        {"id":"a\\"1","type":"subscribe","payload":
          {"query":"query A { hello }","operationName":"A","variables":{"x":1}}}\
        """);

    assertThat(client.next())
        .isEqualTo("{\"id\":\"a\\\"1\",\"type\":\"next\",\"payload\":" + FakeEngine.DATA + "}");
    assertThat(client.next()).isEqualTo("{\"id\":\"a\\\"1\",\"type\":\"complete\"}");
    GraphQlRequest request = server.engine.requests.poll(1, TimeUnit.SECONDS);
    assertThat(request.document()).isEqualTo("query A { hello }");
    assertThat(request.operationName()).isEqualTo("A");
    assertThat(request.variables()).hasToString("{\"x\":1}");
    assertThat(request.readOnly()).isFalse();
  }

  @Test
  void anIdMayBeUsedAgainOnceItsOperationIsOver() {
    SocketClient client = acknowledged();
    for (int i = 0; i < 5; i++) {
      client.subscribe("1", "{hello}");
      assertThat(client.next()).contains("\"next\"");
      assertThat(client.next()).contains("\"complete\"");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          not JSON                   | nonsense                                              | 4400 Invalid message: not a JSON object
          not an object              | []                                                    | 4400 Invalid message: not a JSON object
          more after the object      | {"type":"ping"}{}                                     | 4400 Invalid message: not valid JSON
          without a type             | {}                                                    | 4400 Invalid message: the type is missing
          an unknown type            | {"type":"connection_ack"}                             | 4400 Invalid message: the type is not known
          the older protocol's start | {"type":"start","id":"1","payload":{"query":"{a}"}}   | 4400 Invalid message: the type is not known
          a type that is no string   | {"type":1}                                            | 4400 Invalid message
          two types                  | {"type":"ping","type":"ping"}                         | 4400 Invalid message
          a payload that is a list   | {"type":"ping","payload":[]}                          | 4400 Invalid message
          subscribe without an id    | {"type":"subscribe","payload":{"query":"{a}"}}        | 4400 Invalid message: subscribe needs an id and a payload
          subscribe, an empty id     | {"type":"subscribe","id":"","payload":{"query":"{a}"}}| 4400 Invalid message: subscribe needs an id and a payload
          subscribe without payload  | {"type":"subscribe","id":"1"}                         | 4400 Invalid message: subscribe needs an id and a payload
          complete without an id     | {"type":"complete"}                                   | 4400 Invalid message: complete needs an id
          initialised again          | {"type":"connection_init"}                            | 4429 Too many initialisation requests
          """)
  void whatBreaksTheProtocolClosesTheConnection(String name, String message, String closed) {
    assertThat(acknowledged().send(message).closed()).isEqualTo(closed);
    // And before it is initialised as well, where it means the same.
    if (closed.startsWith("4400")) {
      assertThat(connect(Map.of()).send(message).closed()).isEqualTo(closed);
    }
  }

  @Test
  void anIdThatIsVeryLongClosesTheConnection() {
    assertThat(acknowledged().subscribe("x".repeat(1_001), "{hello}").closed())
        .isEqualTo("4400 Invalid message");
  }

  @Test
  void anOperationBeforeTheAcknowledgementIsUnauthorized() {
    assertThat(connect(Map.of()).subscribe("1", "{hello}").closed()).isEqualTo("4401 Unauthorized");
    assertThat(server.engine.requests).isEmpty();
  }

  @Test
  void whoDoesNotInitialiseInTimeIsClosed() {
    try (TestServer hasty = new TestServer(HttpOptions.defaults().with(SHORT))) {
      assertThat(SocketClient.connect(hasty.vertx, hasty.port(), Map.of()).closed())
          .isEqualTo("4408 Connection initialisation timeout");
    }
  }

  @Test
  void anIdThatIsInUseClosesTheConnection() {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(null));
          return Promise.<GraphQlAnswer>promise().future();
        });
    SocketClient client = acknowledged().subscribe("1", "{hello}").subscribe("1", "{hello}");

    assertThat(client.closed()).isEqualTo("4409 Subscriber for 1 already exists");
    assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void pingsAreAnsweredBeforeInitialisationToo() {
    SocketClient client = connect(Map.of()).send("{\"type\":\"ping\",\"payload\":{\"a\":1}}");
    assertThat(client.next()).isEqualTo("{\"type\":\"pong\"}");
    client
        .send("{\"type\":\"pong\"}")
        .send("{\"type\":\"connection_init\",\"payload\":{\"a\":[]}}");
    assertThat(client.next()).isEqualTo("{\"type\":\"connection_ack\"}");
  }

  @Test
  void requestErrorsAreErrorsOfTheOperation() {
    server.engine.answers(
        new GraphQlAnswer(
            Outcome.REQUEST_ERROR,
            Buffer.buffer("{\"errors\":[{\"message\":\"no such field\"}]}")));
    SocketClient client = acknowledged().subscribe("1", "{nothing}");

    assertThat(client.next())
        .isEqualTo(
            "{\"id\":\"1\",\"type\":\"error\",\"payload\":[{\"message\":\"no such field\"}]}");
  }

  @Test
  void aRequestThatIsNoneIsAnErrorOfTheOperationAndTheConnectionGoesOn() {
    SocketClient client =
        acknowledged().send("{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":1}}");
    assertThat(client.next()).contains("\"error\"", "INVALID_QUERY");
    assertThat(client.subscribe("1", "{hello}").next()).contains("\"next\"");
  }

  @Test
  void completeCancelsAnOperationAndNothingMoreIsSentForIt() {
    Promise<GraphQlAnswer> answer = Promise.promise();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(null));
          return request.document().equals("{slow}")
              ? answer.future()
              : Future.succeededFuture(FakeEngine.executed(FakeEngine.DATA));
        });
    SocketClient client =
        acknowledged()
            .subscribe("1", "{slow}")
            .send("{\"id\":\"1\",\"type\":\"complete\"}")
            .send("{\"id\":\"unknown\",\"type\":\"complete\"}");
    assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10));
    answer.complete(FakeEngine.executed(FakeEngine.DATA));

    client.subscribe("2", "{hello}");

    assertThat(client.next()).startsWith("{\"id\":\"2\",\"type\":\"next\"");
  }

  @Test
  void operationsOfOneConnectionAreLimited() {
    server.engine.answers((request, scope) -> Promise.<GraphQlAnswer>promise().future());
    SocketClient client = acknowledged();
    client.subscribe("1", "{a}").subscribe("2", "{a}").subscribe("3", "{a}");

    assertThat(client.next())
        .startsWith("{\"id\":\"3\",\"type\":\"error\"")
        .contains("TOO_MANY_OPERATIONS");
  }

  @Test
  void connectionsAreLimitedAndRoomComesBack() throws Exception {
    List<SocketClient> clients = List.of(acknowledged(), acknowledged(), acknowledged());
    assertRefused(Map.of(), GraphQlSocket.SUBPROTOCOL, 503);

    TestServer.await(clients.getFirst().socket.close());

    for (int attempt = 0; ; attempt++) {
      try {
        acknowledged();
        return;
      } catch (CompletionException notYet) {
        assertThat(attempt).isLessThan(100);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void aConnectionThatWasAWebSocketIsNotCountedAnyMoreWhenItIsClosed() {
    HttpOptions.FloodLimits few =
        new HttpOptions.FloodLimits(
            4, 0, 100, Duration.ofSeconds(10), Duration.ofSeconds(10), false);
    try (TestServer narrow = new TestServer(HttpOptions.defaults().with(few))) {
      for (int i = 0; i < 20; i++) {
        SocketClient client = eventually(narrow);
        if (i % 2 == 0) {
          client.leave();
        } else {
          assertThat(client.send("nonsense").closed()).startsWith("4400");
          client.leave();
        }
        waitUntil(() -> narrow.routes.openSockets() == 0);
      }
    }
  }

  @Test
  void aQuietSocketIsNotTakenForAConnectionThatNobodyUses() throws Exception {
    HttpOptions defaults = HttpOptions.defaults();
    HttpOptions.RequestLimits limits = defaults.limits();
    HttpOptions brief =
        new HttpOptions(
                defaults.path(),
                new HttpOptions.RequestLimits(
                    limits.bodyBytes(),
                    limits.headerBytes(),
                    limits.requestLineBytes(),
                    limits.jsonDepth(),
                    Duration.ofSeconds(1)),
                defaults.csrf(),
                defaults.cors(),
                defaults.compression(),
                false,
                Documents.NONE)
            .with(
                new HttpOptions.FloodLimits(
                    100, 0, 100, Duration.ofSeconds(1), Duration.ofSeconds(1), false));
    try (TestServer impatient = new TestServer(brief)) {
      SocketClient client = SocketClient.acknowledged(impatient.vertx, impatient.port());

      // Longer than a connection is kept, and far from the usual beat.
      TimeUnit.SECONDS.sleep(3);

      assertThat(client.send("{\"type\":\"ping\"}").next()).isEqualTo("{\"type\":\"pong\"}");
    }
  }

  /** A connection is counted until the other end has closed it, too. */
  private static SocketClient eventually(TestServer narrow) {
    for (int attempt = 0; ; attempt++) {
      try {
        return SocketClient.acknowledged(narrow.vertx, narrow.port());
      } catch (CompletionException full) {
        assertThat(attempt).isLessThan(100);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertRefused(Map<String, String> headers, String subprotocol, int status) {
    assertThatThrownBy(
            () -> SocketClient.connect(server.vertx, server.port(), headers, subprotocol))
        .cause()
        .asInstanceOf(InstanceOfAssertFactories.type(UpgradeRejectedException.class))
        .extracting(UpgradeRejectedException::getStatus)
        .isEqualTo(status);
  }

  @Test
  void anotherSubprotocolIsRefused() {
    assertRefused(Map.of(), "graphql-ws", 400);
  }

  @Test
  void pagesOfOtherOriginsAreRefused() {
    assertRefused(Map.of("origin", "https://evil.example"), GraphQlSocket.SUBPROTOCOL, 403);
    assertRefused(Map.of("origin", "null"), GraphQlSocket.SUBPROTOCOL, 403);
    connect(Map.of("origin", "http://127.0.0.1:" + server.port()));
  }

  @Test
  void aMessageThatIsTooLargeClosesTheConnection() {
    SocketClient client = acknowledged();
    assertThat(client.subscribe("1", "{" + "a".repeat(20_000) + "}").closed()).startsWith("1009");
    SocketClient pieces = acknowledged();
    for (int i = 0; i < 20; i++) {
      pieces.socket.writeFrame(
          i == 0
              ? WebSocketFrame.textFrame("a".repeat(1_000), false)
              : WebSocketFrame.continuationFrame(Buffer.buffer("a".repeat(1_000)), false));
    }
    assertThat(pieces.closed()).isEqualTo("1009 The message is too large");
    assertThat(server.engine.requests).isEmpty();
  }

  @Test
  void aMessageMayComeInPieces() {
    SocketClient client = connect(Map.of());
    for (String piece : List.of("", "{\"type\":", "\"pi")) {
      client.socket.writeFrame(
          piece.isEmpty()
              ? WebSocketFrame.textFrame("", false)
              : WebSocketFrame.continuationFrame(Buffer.buffer(piece), false));
    }
    client.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("ng\"}"), true));
    assertThat(client.next()).isEqualTo("{\"type\":\"pong\"}");
  }

  @Test
  void binaryMessagesCloseTheConnection() {
    SocketClient client = acknowledged();
    client.socket.writeBinaryMessage(Buffer.buffer("{\"type\":\"ping\"}"));
    assertThat(client.closed()).isEqualTo("4400 Invalid message: not text");
  }

  @Test
  void aClientThatIsGoneCancelsItsOperations() {
    CompletableFuture<RequestScope> cancelled = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(scope));
          asked.complete(null);
          return Promise.<GraphQlAnswer>promise().future();
        });
    SocketClient client = acknowledged().subscribe("1", "{hello}");
    assertThat(asked).succeedsWithin(Duration.ofSeconds(10));

    client.socket.close();

    assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void aClientThatDoesNotReadIsClosedAndKeepsNothingWaiting() {
    StreamOptions hasty =
        new StreamOptions(
            true,
            3,
            0,
            10,
            10_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5),
            Duration.ofMillis(300),
            Set.of());
    try (TestServer strict = new TestServer(HttpOptions.defaults().with(hasty))) {
      String large = "{\"data\":{\"hello\":\"" + "x".repeat(2_000_000) + "\"}}";
      strict.engine.answers(FakeEngine.executed(large));
      SocketClient client = SocketClient.acknowledged(strict.vertx, strict.port());
      client.socket.pause();
      for (int i = 0; i < 200; i++) {
        client.subscribe("op" + i, "{hello}");
      }
      // It is not read any further: far fewer operations than were sent have been run.
      assertThat(client.socket.isClosed()).isFalse();
      waitUntil(() -> strict.routes.openSockets() == 0);
      assertThat(strict.engine.requests.size()).isLessThan(100);
    }
  }

  private static void waitUntil(BooleanSupplier holds) {
    long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void drainingLetsOperationsEndAndThenClosesTheConnection() throws Exception {
    Promise<GraphQlAnswer> answer = Promise.promise();
    server.engine.answers((request, scope) -> answer.future());
    SocketClient idle = acknowledged();
    SocketClient busy = acknowledged().subscribe("1", "{hello}");
    assertThat(server.engine.requests.poll(10, TimeUnit.SECONDS)).isNotNull();

    Future<Void> drained =
        server.drain.begin(List.of(server.server), Duration.ZERO, Duration.ofSeconds(20));

    assertThat(idle.closed()).isEqualTo("1001 Going away");
    busy.subscribe("2", "{hello}");
    assertThat(busy.next()).contains("\"id\":\"2\"", "SHUTTING_DOWN");
    answer.complete(FakeEngine.executed(FakeEngine.DATA));
    assertThat(busy.next()).contains("\"id\":\"1\"", "\"next\"");
    assertThat(busy.closed()).isEqualTo("1001 Going away");
    TestServer.await(drained);
  }

  @Test
  void ourOwnFailureIsToldWithoutDetails() {
    server.engine.answers(
        (request, scope) -> Future.failedFuture(new IllegalStateException("secret detail")));
    SocketClient client = acknowledged().subscribe("1", "{hello}");
    assertThat(client.next()).contains("INTERNAL_SERVER_ERROR").doesNotContain("secret");
  }
}
