package dev.tributary.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.redis.RedisProcess;
import dev.tributary.redis.RedisServers;
import dev.tributary.redis.RedisServers.Topology;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gateways that tell each other of registered operations in a real Redis. */
@Timeout(60)
class SharedDocumentsTest {

  private static final Duration PATIENT = Duration.ofSeconds(5);
  private static final long MEMORY = 1 << 20;
  private static final String PREFIX = "test:";

  private final Vertx vertx = Vertx.vertx();
  private final List<TestServer> gateways = new ArrayList<>();
  private RedisProcess process;
  private Redis redis;

  @BeforeEach
  void start() {
    process = RedisProcess.start();
    redis = servers(process.url()).client(vertx, 10);
  }

  @AfterEach
  void stop() {
    gateways.forEach(TestServer::close);
    join(vertx.close());
    process.close();
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static RedisServers servers(String url) {
    return new RedisServers(Topology.STANDALONE, List.of(url), null, 2);
  }

  private SharedDocuments store(String url, Duration timeout) {
    return new SharedDocuments(vertx, servers(url), PREFIX, Duration.ofMinutes(10), timeout);
  }

  private Documents documents() {
    return new Documents(false, MEMORY, store(process.url(), PATIENT));
  }

  /** Answers each operation with its text. */
  private TestServer gateway(Documents documents) {
    HttpOptions defaults = HttpOptions.defaults();
    TestServer server =
        new TestServer(
            new HttpOptions(
                    defaults.path(),
                    defaults.limits(),
                    defaults.csrf(),
                    defaults.cors(),
                    defaults.compression(),
                    false,
                    documents)
                .with(VariableLimits.defaults(), 3));
    server.engine.answers(
        (request, scope) ->
            Future.succeededFuture(
                new GraphQlAnswer(
                    Outcome.EXECUTED, Buffer.buffer("{\"data\":\"" + request.document() + "\"}"))));
    gateways.add(server);
    return server;
  }

  private static String extensions(String text) {
    return "{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"" + Documents.hash(text) + "\"}}";
  }

  private static String named(String text) {
    return "{\"extensions\":" + extensions(text) + "}";
  }

  private static String registering(String text) {
    return "{\"query\":\"" + text + "\",\"extensions\":" + extensions(text) + "}";
  }

  private static String post(TestServer gateway, String body) throws IOException {
    return RawHttp.exchange(
            gateway.port(),
            "POST /graphql HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: "
                + body.getBytes(UTF_8).length
                + "\r\n\r\n"
                + body)
        .text();
  }

  private static String get(TestServer gateway, String text) throws IOException {
    return RawHttp.exchange(
            gateway.port(),
            "GET /graphql?extensions="
                + URLEncoder.encode(extensions(text), UTF_8)
                + " HTTP/1.1\r\nHost: a\r\napollo-require-preflight: 1\r\n\r\n")
        .text();
  }

  private static String answer(String text) {
    return "{\"data\":\"" + text + "\"}";
  }

  private Response ask(Command command, String... arguments) {
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return join(redis.send(request));
  }

  /** Nobody waits for a registration, but tests. */
  private void awaitKey(String text) {
    long end = System.nanoTime() + PATIENT.toNanos();
    while (ask(Command.EXISTS, PREFIX + Documents.hash(text)).toInteger() == 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private void store(String text, String value) {
    ask(Command.SET, PREFIX + Documents.hash(text), value);
  }

  @Test
  void whatIsRegisteredAtOneGatewayIsKnownAtAnother() throws IOException {
    TestServer here = gateway(documents());
    TestServer there = gateway(documents());
    assertThat(post(there, named("{a}"))).contains("PERSISTED_QUERY_NOT_FOUND");

    assertThat(post(here, registering("{a}"))).isEqualTo(answer("{a}"));
    awaitKey("{a}");

    assertThat(post(there, named("{a}"))).isEqualTo(answer("{a}"));
    assertThat(ask(Command.TTL, PREFIX + Documents.hash("{a}")).toInteger()).isBetween(500, 600);
    // From here on without Redis.
    ask(Command.FLUSHALL);
    assertThat(post(there, named("{a}"))).isEqualTo(answer("{a}"));
  }

  @Test
  void everyFormOfRequestAsksForWhatIsNotKnownHere() throws IOException, InterruptedException {
    store("{get}", "{get}");
    store("{one}", "{one}");
    store("{two}", "{two}");
    store("{socket}", "{socket}");
    TestServer gateway = gateway(documents());

    assertThat(get(gateway, "{get}")).isEqualTo(answer("{get}"));
    assertThat(
            post(
                gateway, "[" + named("{one}") + "," + named("{none}") + "," + named("{two}") + "]"))
        .startsWith("[" + answer("{one}") + ",")
        .contains("PERSISTED_QUERY_NOT_FOUND")
        .endsWith("," + answer("{two}") + "]");

    SocketClient client = SocketClient.connect(gateway.vertx, gateway.port(), Map.of());
    client.send("{\"type\":\"connection_init\"}");
    assertThat(client.next()).contains("connection_ack");
    client.send("{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + named("{socket}") + "}");
    assertThat(client.next()).contains("\"next\"", answer("{socket}"));
    assertThat(client.next()).contains("complete");
    client.send("{\"id\":\"2\",\"type\":\"subscribe\",\"payload\":" + named("{none}") + "}");
    assertThat(client.next()).contains("\"error\"", "PERSISTED_QUERY_NOT_FOUND");
  }

  @Test
  void whatIsNotTheTextOfItsHashIsNotRun() throws IOException {
    store("{a}", "{evil}");
    store("{long}", "{long}" + " ".repeat(SharedDocuments.MOST_BYTES));
    Documents documents = documents();
    TestServer gateway = gateway(documents);

    assertThat(post(gateway, named("{a}"))).contains("PERSISTED_QUERY_NOT_FOUND");
    assertThat(post(gateway, named("{long}"))).contains("PERSISTED_QUERY_NOT_FOUND");
    assertThat(documents.sharedFailures()).isEqualTo(2);

    // Whoever knows the text mends it.
    assertThat(post(gateway, registering("{a}"))).isEqualTo(answer("{a}"));
    assertThat(post(gateway, named("{a}"))).isEqualTo(answer("{a}"));
  }

  @Test
  void aTextThatIsTooLongStaysWhereItWasRegistered() throws IOException {
    String text = "{a}" + "ä".repeat(SharedDocuments.MOST_BYTES / 2);
    TestServer gateway = gateway(documents());

    assertThat(post(gateway, registering(text))).isEqualTo(answer(text));
    assertThat(post(gateway, registering("{b}"))).isEqualTo(answer("{b}"));
    awaitKey("{b}");

    assertThat(ask(Command.DBSIZE).toInteger()).isEqualTo(1);
    assertThat(post(gateway, named(text))).isEqualTo(answer(text));
  }

  @Test
  void withoutRedisClientsRegisterAtEachGateway() throws IOException {
    Documents documents = documents();
    TestServer gateway = gateway(documents);
    store("{a}", "{a}");
    assertThat(post(gateway, named("{a}"))).isEqualTo(answer("{a}"));

    process.kill();

    for (int i = 0; i < 10; i++) {
      assertThat(post(gateway, named("{" + i + "}"))).contains("PERSISTED_QUERY_NOT_FOUND");
      assertThat(post(gateway, registering("{" + i + "}"))).isEqualTo(answer("{" + i + "}"));
      assertThat(post(gateway, named("{" + i + "}"))).isEqualTo(answer("{" + i + "}"));
    }
    // Not once for each: it is asked no more after a few.
    assertThat(documents.sharedFailures()).isBetween(5L, 15L);
    assertThat(post(gateway, named("{a}"))).isEqualTo(answer("{a}"));
  }

  @Test
  void whoDoesNotAnswerIsWaitedForNoLongerThanTheTimeLimit() throws IOException {
    // Takes connections, and never says anything.
    try (ServerSocket silent = new ServerSocket(0)) {
      SharedDocuments store =
          store("redis://127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(50));
      for (int i = 0; i < 5; i++) {
        long begun = System.nanoTime();
        assertThat(join(store.find(Documents.hash("{" + i + "}")))).isNull();
        assertThat(System.nanoTime() - begun).isBetween(40_000_000L, 4_000_000_000L);
      }
      assertThat(store.failures()).isEqualTo(5);

      // Five in a row: nobody waits for a second.
      assertThat(store.find(Documents.hash("{a}")).isComplete()).isTrue();
    }
  }

  @Test
  void onlyHashesAreAskedFor() throws IOException {
    SharedDocuments store = store(process.url(), PATIENT);
    for (String wrong : List.of("", "*", "g".repeat(64), "A".repeat(64), "a".repeat(65))) {
      assertThat(store.find(wrong).isComplete()).isTrue();
    }
    assertThat(get(gateway(new Documents(false, MEMORY, store)), "{a}"))
        .contains("PERSISTED_QUERY_NOT_FOUND");
    assertThat(ask(Command.INFO, "commandstats").toString()).contains("cmdstat_getrange:calls=1,");
  }

  @Test
  void whereOnlyTrustedDocumentsRunNobodyAsks() throws IOException {
    store("{a}", "{a}");
    Documents documents = new Documents(true, MEMORY, store(process.url(), PATIENT));
    documents.trust(Map.of("1", "{b}"));
    TestServer gateway = gateway(documents);

    assertThat(post(gateway, named("{a}"))).contains("DOCUMENT_NOT_FOUND");
    assertThat(post(gateway, registering("{a}"))).contains("DOCUMENT_NOT_TRUSTED");
    assertThat(post(gateway, registering("{b}"))).isEqualTo(answer("{b}"));

    assertThat(ask(Command.INFO, "commandstats").toString())
        .contains("cmdstat_set:calls=1,")
        .doesNotContain("getrange");
  }
}
