package dev.tributary.gateway;

import static dev.tributary.gateway.ChangingGateway.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.ChangingGateway.Footprint;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration changes again and again while clients use the gateway. */
@Timeout(180)
class ReloadsUnderLoadTest {

  private static final int RELOADS = 200;

  private static final String SERVICES =
      """
      services:
        s: {subscriptions: {protocol: sse}, timeout: %s, balancing: {instances: [%s],
            healthCheck: {path: /health, every: 50ms}}}
        plain: {url: "$a", connections: %d}
      """;

  private static final String ROUTES =
      """
      routes:
      - {name: files, path: "/files/*", to: [{service: plain}]}
      - {name: chat, path: /chat, webSocket: true, to: [{service: plain}]}
      """;

  private static final String A = "{url: \"$a\"}";
  private static final String BOTH = A + ", {url: \"$b\"}";

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // made before each test
  private ChangingGateway gateway;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicBoolean enough = new AtomicBoolean();

  @BeforeEach
  void prepare() throws IOException {
    gateway = new ChangingGateway(directory);
  }

  @AfterEach
  void stop() {
    enough.set(true);
    gateway.close();
  }

  private static String server(String settings) {
    return "server: {port: 0, host: 127.0.0.1, streams: {schemaChange: 100ms}" + settings + "}\n";
  }

  private static String services(String timeout, String instances, int connections) {
    return SERVICES.formatted(timeout, instances, connections);
  }

  private static final String BASE = server("") + services("3s", A, 8) + ROUTES;

  /** One of several that differ in all kinds of things. */
  private static String variant(int i) {
    return switch (i % 6) {
      case 0 -> BASE;
      case 1 -> server("") + services("3s", BOTH, 8) + ROUTES;
      case 2 -> server(", maxBody: 1MB, limits: {batch: 3}") + services("3s", BOTH, 8) + ROUTES;
      case 3 ->
          server("")
              + services("4s", A, 8)
              + ROUTES
              + "- {name: more, path: \"/more/*\", to: [{service: plain}]}\n";
      case 4 ->
          server(", corsOrigins: [\"https://a.test\"]")
              + services("3s", A, 9)
              + ROUTES
              + "operations: {maxDepth: 9}\ncost: {mode: measure}\ncache: {}\n";
      default ->
          server("")
              + services("3s", BOTH, 8)
              + ROUTES
              + "authorization: {policies: {insider: authenticated}}\n"
              + "quotas: {mode: enforce, tiers: {standard: {}, anonymous: {}}}\n";
    };
  }

  private static void until(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private Thread client(String path, String body, String wanted) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try (HttpClient own =
                  HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path));
                if (!body.isEmpty()) {
                  request
                      .header("content-type", "application/json")
                      .POST(BodyPublishers.ofString(body));
                }
                while (!enough.get()) {
                  String told = shown(own.send(request.build(), BodyHandlers.ofString()));
                  if (told.startsWith("200 ") && told.contains(wanted)) {
                    answered.incrementAndGet();
                  } else {
                    failures.add(told);
                  }
                }
              } catch (IOException e) {
                failures.add(e.toString());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Test
  void noneOfManyRequestsFailsAndNothingIsLeftOfWhatWasBefore() throws Exception {
    gateway.start(BASE);
    List<Thread> clients =
        List.of(
            client("/graphql", "{\"query\":\"{ who }\"}", "\"who\""),
            client("/graphql", "{\"query\":\"{ many { name } }\"}", "\"name\""),
            client("/graphql", "{\"query\":\"{ slow }\"}", "\"slow\""),
            client("/files/one", "", "/files/one"));
    String tunnelled;
    List<WeakReference<Serving>> past = new ArrayList<>();
    Footprint first;
    try (RoutedGateway.Raw tunnel = tunnel()) {
      // Whatever is made once for all configurations is there after one round of them.
      for (int i = 1; i <= 6; i++) {
        gateway.change(variant(i));
      }
      until(() -> gateway.gateway().past() == 1, "all but the tunnel's is over");
      first = gateway.footprint();
      List<String> threads = threads();
      for (int i = 1; i <= RELOADS; i++) {
        past.add(new WeakReference<>(gateway.gateway().latest()));
        gateway.change(variant(i));
        assertThat(gateway.outcome()).isEqualTo("applied");
      }
      gateway.change(BASE);
      tunnelled = tunnel.write("still there").read(11);
      // Of so many, the tunnel's has been left to itself.
      until(() -> gateway.gateway().past() <= 1, "all but the tunnel's is over");
      assertThat(threads()).hasSizeLessThanOrEqualTo(threads.size() + 2);
    }
    enough.set(true);
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failures).isEmpty();
    assertThat(answered.get()).isGreaterThan(RELOADS);
    assertThat(tunnelled).isEqualTo("still there");
    until(() -> gateway.gateway().past() == 0, "everything before is over");
    assertThat(gateway.footprint().parts()).isLessThanOrEqualTo(first.parts());
    assertHealthIsAskedOnce();
    assertGone(past);
  }

  /** Those that somebody has to end; pools that all share grow to their size. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                !name.startsWith("tributary-prepare")
                    && !name.contains("HttpClient")
                    && !name.startsWith("vert.x-worker")
                    && !name.startsWith("vert.x-eventloop")
                    && !name.startsWith("ForkJoinPool"))
        .sorted()
        .toList();
  }

  /** Were one more left that asks, an instance would be asked twice as often. */
  private void assertHealthIsAskedOnce() {
    int before = gateway.a.checks.get();
    long begun = System.nanoTime();
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    long most = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 50 + 2;
    assertThat(gateway.a.checks.get() - before).isPositive().isLessThanOrEqualTo((int) most);
  }

  private static void assertGone(List<WeakReference<Serving>> past) {
    until(
        () -> {
          System.gc();
          return past.stream().filter(one -> one.get() != null).count() <= 2;
        },
        "earlier configurations are garbage");
  }

  private RoutedGateway.Raw tunnel() throws IOException {
    RoutedGateway.Raw raw = new RoutedGateway.Raw(gateway.gateway().port());
    raw.write(
        "GET /chat HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
            + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    String line = raw.line();
    assertThat(line).contains("101");
    while (!line.isEmpty()) {
      line = raw.line();
    }
    return raw;
  }

  @Test
  void aRequestFinishesOnWhatItBeganWith() throws Exception {
    gateway.start("");
    CompletableFuture<String> slow =
        CompletableFuture.supplyAsync(() -> shown(gateway.query("{ slow }")));
    until(() -> gateway.a.calls.get() > 0, "the service is asked");
    gateway.change("services: {s: {url: \"$b/graphql\", connections: 3, timeout: 1s}}");
    assertThat(shown(gateway.query("{ slow }"))).contains("\"b\"");
    assertThat(slow.get(20, TimeUnit.SECONDS)).contains("200 ").contains("\"a\"");
  }

  @Test
  void aTunnelOverConnectionsThatNobodyElseUsesEndsWithItsTime() throws Exception {
    gateway.start(server(", handover: 1s") + services("3s", A, 8) + ROUTES);
    try (RoutedGateway.Raw tunnel = tunnel()) {
      gateway.change(server(", handover: 1s") + services("3s", A, 9) + ROUTES);
      assertThat(tunnel.write("here").read(4)).isEqualTo("here");
      assertThat(tunnel.isClosed()).isTrue();
    }
    until(() -> gateway.gateway().past() == 0, "its configuration is over");
  }

  @Test
  void aTunnelGoesOnAfterItsTimeWhereItsConnectionsAreUsedOn() throws Exception {
    gateway.start(server(", handover: 1s") + services("3s", A, 8) + ROUTES);
    try (RoutedGateway.Raw tunnel = tunnel()) {
      gateway.change(server(", handover: 1s, maxBody: 1MB") + services("3s", A, 8) + ROUTES);
      until(() -> gateway.gateway().past() == 0, "its configuration is over");
      assertThat(tunnel.write("here").read(4)).isEqualTo("here");
    }
  }

  @Test
  void aSubscriptionGoesOnWhenInstancesChangeAndElseEndsInAnOrderlyWay() throws Exception {
    gateway.start(BASE);
    Queue<String> told = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> over = subscribe(told);
    until(() -> told.stream().anyMatch(line -> line.contains("ticks")), "events come");

    gateway.change(server("") + services("3s", BOTH, 8) + ROUTES);
    told.clear();
    until(() -> told.stream().filter(line -> line.contains("ticks")).count() > 20, "still");
    assertThat(over).isNotDone();

    gateway.change(variant(2));
    over.get(20, TimeUnit.SECONDS);
    assertThat(String.join("\n", told)).contains("SHUTTING_DOWN").contains("event: complete");
    told.clear();
    subscribe(told);
    until(() -> told.stream().anyMatch(line -> line.contains("ticks")), "they come again");
  }

  private CompletableFuture<Void> subscribe(Queue<String> told) {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.uri("/graphql"))
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .POST(BodyPublishers.ofString("{\"query\":\"subscription { ticks }\"}"))
            .build();
    return CompletableFuture.runAsync(
        () -> {
          try {
            HttpResponse<Stream<String>> lines =
                gateway.client.send(request, BodyHandlers.ofLines());
            lines.body().forEach(told::add);
          } catch (IOException e) {
            told.add("broken: " + e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void aWebSocketIsClosedAfterItsQueryIsAnswered() throws Exception {
    gateway.start(BASE);
    CompletableFuture<Short> closed = new CompletableFuture<>();
    Queue<String> told = new ConcurrentLinkedQueue<>();
    WebSocket socket =
        Await.on(
            gateway
                .vertx
                .createWebSocketClient()
                .connect(
                    new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(gateway.gateway().port())
                        .setURI("/graphql")
                        .addSubProtocol("graphql-transport-ws")));
    socket.textMessageHandler(told::add);
    socket.closeHandler(over -> closed.complete(socket.closeStatusCode()));
    Await.on(socket.writeTextMessage("{\"type\":\"connection_init\"}"));
    until(() -> !told.isEmpty(), "it is acknowledged");
    Await.on(
        socket.writeTextMessage(
            new JsonObject()
                .put("id", "1")
                .put("type", "subscribe")
                .put("payload", new JsonObject().put("query", "{ slow }"))
                .encode()));
    until(() -> gateway.a.calls.get() > 0, "the service is asked");
    gateway.change(server(", maxBody: 1MB") + services("3s", A, 8) + ROUTES);
    assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo((short) 1001);
    assertThat(String.join("\n", told)).contains("\"slow\":\"a\"").contains("\"complete\"");
  }
}
