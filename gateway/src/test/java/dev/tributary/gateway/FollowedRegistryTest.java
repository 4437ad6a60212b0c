package dev.tributary.gateway;

import static dev.tributary.gateway.Await.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.CheckResult;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.RegistryClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that follows a registry elsewhere. */
class FollowedRegistryTest {

  private static final GraphId MAIN = new GraphId("main", GraphId.DEFAULT_VARIANT);
  private static final int CLIENTS = 32;
  private static final int PUBLISHES = 10;
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Gateway> gateways = new ArrayList<>();
  private ScriptedService service;
  private Gateway registry;
  private boolean registryRuns = true;
  private RegistryClient publisher;
  private String token;

  @BeforeEach
  void start() throws IOException {
    service = new ScriptedService(vertx, request -> new JsonObject().put("a", "answer"));
    registry = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    token = Files.readString(registry.registryTokenFile()).strip();
    publisher = new RegistryClient(URI.create(registry.registryUrl()), token);
  }

  @AfterEach
  void stop() {
    publisher.close();
    client.close();
    gateways.forEach(gateway -> Await.on(gateway.stop()));
    if (registryRuns) {
      Await.on(registry.stop());
    }
    Await.on(vertx.close());
  }

  @Test
  void theLastGoodSupergraphIsServedWhileTheRegistryIsAway() throws Exception {
    publish("type Query { a: String }");
    Gateway first = follow();
    Await.on(first.firstSupergraph());
    assertThat(ask(first, "{ a }")).contains("answer");
    Await.on(first.stop());
    gateways.remove(first);
    stopRegistry();

    Gateway second = follow();

    Await.on(second.firstSupergraph());
    assertThat(ask(second, "{ a }")).contains("answer");
  }

  @Test
  void aDamagedLastGoodSupergraphIsNotServed() throws Exception {
    publish("type Query { a: String }");
    Gateway first = follow();
    Await.on(first.firstSupergraph());
    Path kept = directory.resolve("tributary-cache").resolve("main@current.supergraph");
    within(SOON, () -> Files.exists(kept));
    Await.on(first.stop());
    gateways.remove(first);
    stopRegistry();
    Files.writeString(kept, Files.readString(kept).replace("String", "Strinh"));

    Gateway second = follow();

    assertThat(second.firstSupergraph().isComplete()).isFalse();
    assertThat(ask(second, "{ a }")).contains("NOT_READY");
  }

  @Test
  void theRegistryTellsWhichVersionEachGatewayServes() throws Exception {
    publish("type Query { a: String }");
    Gateway gateway = follow();
    Await.on(gateway.firstSupergraph());
    within(SOON, () -> gatewaysOfRegistry().contains("\"id\":\"edge-1\",\"version\":1"));

    publish("type Query { a: String b: String }");

    within(SOON, () -> gatewaysOfRegistry().contains("\"id\":\"edge-1\",\"version\":2"));
  }

  @Test
  void noRequestFailsWhileSupergraphsAreSwapped() throws Exception {
    publish("type Query { a: String }");
    Gateway gateway = follow();
    Await.on(gateway.firstSupergraph());
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    List<Long> millis = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            threads.submit(
                () -> {
                  List<String> wrong = new ArrayList<>();
                  while (!over.get()) {
                    String answer = ask(gateway, "{ a }");
                    asked.incrementAndGet();
                    if (!answer.equals("{\"data\":{\"a\":\"answer\"}}")) {
                      wrong.add(answer);
                    }
                    // Clients that think: the processors are shared with what they ask.
                    Thread.sleep(5);
                  }
                  return wrong;
                }));
      }
      for (int version = 2; version <= 1 + PUBLISHES; version++) {
        String field = "f" + version;
        publish("type Query { a: String %s: String }".formatted(field));
        long published = System.nanoTime();
        within(
            SOON,
            () -> ask(gateway, "{ __type(name: \"Query\") { fields { name } } }").contains(field));
        millis.add(Duration.ofNanos(System.nanoTime() - published).toMillis());
      }
      over.set(true);
      for (Future<List<String>> wrong : clients) {
        assertThat(wrong.get()).isEmpty();
      }
    }
    assertThat(asked.get()).isGreaterThan(CLIENTS);
    assertThat(millis).as("until each publish is served").hasSize(PUBLISHES);
    assertThat(millis).allSatisfy(each -> assertThat(each).isLessThan(1_000));
  }

  @Test
  void theRegistryLearnsWhatWasExecutedWithoutLiterals() throws Exception {
    publish("type Query { a(secret: String): String b: String }");
    Gateway gateway = follow();
    Await.on(gateway.firstSupergraph());
    for (int i = 0; i < 5; i++) {
      ask(gateway, "query Secret { a(secret: \"hush%d\") }".formatted(i));
    }

    within(SOON, () -> ofRegistry("usage/operations").contains("\"executions\":5"));

    String hash =
        new JsonObject(ofRegistry("usage/operations"))
            .getJsonArray("operations")
            .getJsonObject(0)
            .getString("hash");
    assertThat(ofRegistry("usage/operations/" + hash))
        .contains("Query.a(secret:)", "query Secret")
        .doesNotContain("hush");
    assertThat(ofRegistry("usage/clients")).contains("test-client", "1.2");
    assertThat(ofRegistry("usage/coordinates?coordinate=Query.a")).contains("Secret");
    within(
        SOON,
        () ->
            new JsonObject(ofRegistry("traffic?range=hour"))
                    .getJsonObject("together")
                    .getInteger("requests")
                >= 5);
  }

  @Test
  void aFieldThatAClientOfTheRegistrysOwnGatewayUsesBreaksInACheck() throws Exception {
    publish("type Query { a: String b: String }");
    Await.on(registry.firstSupergraph());
    ask(registry, "query Used { a }");
    // Reports what is left.
    Await.on(registry.stop());
    registry = Await.on(Gateway.withRegistry(vertx, directory.resolve("data"), 0, 0));
    try (RegistryClient again = new RegistryClient(URI.create(registry.registryUrl()), token)) {
      CheckResult.Composes used =
          (CheckResult.Composes) again.check(MAIN, change("type Query { b: String }"));
      CheckResult.Composes unused =
          (CheckResult.Composes) again.check(MAIN, change("type Query { a: String }"));

      assertThat(used.usage().isUnused(used.schemaChanges().getFirst())).isFalse();
      assertThat(used.usage().replay().broken())
          .extracting(broken -> broken.operation().name())
          .containsExactly("Used");
      assertThat(unused.usage().isUnused(unused.schemaChanges().getFirst())).isTrue();
    }
  }

  private ChangeSet change(String sdl) {
    return ChangeSet.publishing(new ProposedSubgraph("a", service.url(), sdl));
  }

  private void publish(String sdl) throws Exception {
    assertThat(
            publisher.publish(
                MAIN, ChangeSet.publishing(new ProposedSubgraph("a", service.url(), sdl))))
        .isInstanceOf(PublishResult.Published.class);
  }

  private void stopRegistry() {
    Await.on(registry.stop());
    registryRuns = false;
  }

  private Gateway follow() {
    String yaml =
        """
        server: {port: 0, drain: 1s}
        supergraph: {registry: {url: "%s", graph: main, token: "%s", gateway: edge-1}, usage: {every: 50ms}}
        """
            .formatted(registryRuns ? registry.registryUrl() : "http://127.0.0.1:1", token);
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    Gateway gateway =
        Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
    gateways.add(gateway);
    return gateway;
  }

  private String gatewaysOfRegistry() throws Exception {
    return ofRegistry("gateways");
  }

  private String ofRegistry(String what) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create(registry.registryUrl() + "/registry/v1/graphs/main/" + what))
                .header("authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private String ask(Gateway gateway, String query) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                .header("content-type", "application/json")
                .header("apollographql-client-name", "test-client")
                .header("apollographql-client-version", "1.2")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("query", query).encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
