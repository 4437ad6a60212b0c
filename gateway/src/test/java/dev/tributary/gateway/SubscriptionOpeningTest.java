package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.TestAuthority;
import dev.tributary.gateway.EventService.Mood;
import dev.tributary.http.SocketClient;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To begin a subscription is a call to its service like others. */
@Timeout(60)
class SubscriptionOpeningTest {

  private static final String SDL = "type Query { nothing: Int } type Subscription { told: Int }";
  private static final String TOLD = "subscription { told }";

  @TempDir private Path directory;
  private ServedGraph graph;
  private EventService first;
  private EventService second;
  private @Nullable Gateway started;

  @BeforeEach
  void compose() {
    graph = new ServedGraph(directory);
    first = new EventService(graph.vertx);
    second = new EventService(graph.vertx);
    graph.compose(new SubgraphSource("events", first.url(), SDL));
  }

  @AfterEach
  void close() {
    graph.close();
  }

  /**
   * @param settings of the service, each indented
   */
  private void start(String protocol, String settings) {
    started =
        graph.start(
            """
            server: {port: 0, drain: 1s, eventLoops: 1}
            admin: {port: 0}
            services:
              events:
                subscriptions: {protocol: %s}
            """
                    .formatted(protocol)
                + settings);
  }

  private Gateway gateway() {
    return requireNonNull(started);
  }

  private void startWithInstances(String protocol) {
    start(
        protocol,
        """
            balancing:
              policy: round_robin
              instances: [{url: "http://127.0.0.1:%d"}, {url: "http://127.0.0.1:%d"}]
              ejection: {failures: 0}
        """
            .formatted(first.port(), second.port()));
  }

  /** One more subscription, on a socket of its own. */
  private SocketClient subscribe() {
    return SocketClient.acknowledged(graph.vertx, gateway().port()).subscribe("1", TOLD);
  }

  private void expectAccepted(EventService by) throws InterruptedException {
    assertThat(by.subscribed.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  private String metrics() {
    return graph.get(gateway().adminPort(), "/metrics").body();
  }

  @ParameterizedTest
  @CsvSource({
    "websocket, DEAD", "websocket, UNAVAILABLE", "websocket, RESTARTING",
    "sse, DEAD", "sse, UNAVAILABLE", "sse, RESTARTING"
  })
  void anotherInstanceIsAskedWhenOneCannotTakeIt(String protocol, String what) throws Exception {
    startWithInstances(protocol);
    if (what.equals("DEAD")) {
      first.kill();
    } else {
      first.mood = Mood.valueOf(what);
    }
    for (int i = 0; i < 4; i++) {
      SocketClient client = subscribe();
      expectAccepted(second);
      second.emit("{\"data\":{\"told\":" + i + "}}");
      assertThat(client.next()).contains("\"data\":{\"told\":" + i + "}");
    }

    assertThat(metrics())
        .contains("tributary_service_failovers_total{service=\"events\"} 2.0")
        .contains("tributary_service_calls_seconds_count{outcome=\"2xx\",service=\"events\"} 4");
  }

  @ParameterizedTest
  @CsvSource({
    "websocket, FORBIDDING, UPSTREAM_HTTP_ERROR",
    "websocket, REFUSING, SUBSCRIPTION_BROKEN",
    "sse, FORBIDDING, UPSTREAM_HTTP_ERROR"
  })
  void whoIsToldNoByOneInstanceIsNotTakenToAnother(String protocol, Mood mood, String code) {
    startWithInstances(protocol);
    first.mood = mood;
    second.mood = mood;

    assertThat(subscribe().next()).contains(code).doesNotContain("127.0.0.1");

    assertThat(first.refused.get() + second.refused.get()).isEqualTo(1);
    assertThat(metrics())
        .contains("tributary_service_failovers_total{service=\"events\"} 0.0")
        .doesNotContain("tributary_service_calls_seconds_count{outcome=\"UPSTREAM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void aServiceWhoseCircuitIsOpenIsNotAsked(String protocol) throws Exception {
    start(protocol, "    circuitBreaker: {calls: 3, failures: 100, pause: 60s}\n");
    first.mood = Mood.UNAVAILABLE;
    for (int i = 0; i < 3; i++) {
      assertThat(subscribe().next()).contains("UPSTREAM_HTTP_ERROR");
    }
    first.mood = Mood.WELL;

    assertThat(subscribe().next()).contains("UPSTREAM_CIRCUIT_OPEN").doesNotContain("127.0.0.1");
    assertThat(first.subscribed).isEmpty();
    assertThat(graph.ask(gateway(), "{ nothing }").body())
        .as("queries have the same circuit")
        .contains("UPSTREAM_CIRCUIT_OPEN");
  }

  @Test
  void whatCallersMayNotDoDoesNotOpenTheCircuitForOthers() throws Exception {
    start("websocket", "    circuitBreaker: {calls: 3, failures: 1, pause: 60s}\n");
    for (Mood mood : new Mood[] {Mood.FORBIDDING, Mood.REFUSING}) {
      first.mood = mood;
      for (int i = 0; i < 4; i++) {
        assertThat(subscribe().next()).contains("\"code\"").doesNotContain("CIRCUIT");
      }
    }
    first.mood = Mood.WELL;
    subscribe();
    expectAccepted(first);
  }

  @Test
  void soManyAreBegunAtATimeAndThoseThatRunTakeNoPlace() throws Exception {
    start("websocket", "    concurrency: {most: 1, waiting: 1}\n");
    first.mood = Mood.SILENT;
    subscribe();
    assertThat(first.initialised.poll(20, TimeUnit.SECONDS)).isNotNull();
    subscribe();
    Await.within(
        Duration.ofSeconds(20),
        () -> metrics().contains("tributary_service_queued{service=\"events\"} 1.0"));

    assertThat(subscribe().next()).contains("UPSTREAM_OVERLOADED");
    assertThat(first.initialised).as("the one that waits").isEmpty();

    first.mood = Mood.WELL;
    first.acknowledge();
    expectAccepted(first);
    expectAccepted(first);
    subscribe();
    expectAccepted(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void aServiceHasItsTimeToAcceptAndNoMore(String protocol) throws Exception {
    start(protocol, "    timeout: 300ms\n");
    first.mood = Mood.SILENT;

    assertThat(subscribe().next()).contains("UPSTREAM_TIMEOUT");
    assertThat(first.ended.poll(20, TimeUnit.SECONDS)).as("the connection").isNotNull();

    first.mood = Mood.WELL;
    SocketClient lasting = subscribe();
    expectAccepted(first);
    first.mood = Mood.SILENT;
    assertThat(subscribe().next()).as("as long again").contains("UPSTREAM_TIMEOUT");
    first.emit("{\"data\":{\"told\":7}}");
    assertThat(lasting.next()).contains("\"told\":7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void theServiceSeesTheGatewaysCertificate(String protocol) throws Exception {
    TestAuthority authority = new TestAuthority("CN=Authority");
    authority.write(directory.resolve("authority.pem"));
    authority.server().write(directory.resolve("server.pem"), directory.resolve("server.key"));
    authority
        .client("CN=gateway-1", null)
        .write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    EventService secure =
        new EventService(
            graph.vertx,
            new HttpServerOptions()
                .setSsl(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                    new PemTrustOptions()
                        .addCertPath(directory.resolve("authority.pem").toString()))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertPath(directory.resolve("server.pem").toString())
                        .addKeyPath(directory.resolve("server.key").toString())));
    start(
        protocol,
        """
            url: https://localhost:%d/graphql
            tls: {certificate: gateway.pem, key: gateway.key, authorities: authority.pem}
        """
            .formatted(secure.port()));

    SocketClient client = subscribe();
    expectAccepted(secure);
    secure.emit("{\"data\":{\"told\":1}}");
    assertThat(client.next()).contains("\"told\":1");
  }
}
