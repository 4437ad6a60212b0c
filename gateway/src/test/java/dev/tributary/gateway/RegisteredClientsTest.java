package dev.tributary.gateway;

import static dev.tributary.gateway.Await.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.QuotaSettings;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RemoteClients;
import dev.tributary.registry.RemoteClients.KeyAnswer;
import dev.tributary.registry.RemoteClients.QuotaAnswer;
import dev.tributary.registry.WantedKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that knows clients, the gateway in its process, and one that follows from elsewhere.
 */
@Timeout(60)
class RegisteredClientsTest {

  private static final GraphId MAIN = new GraphId("main", GraphId.DEFAULT_VARIANT);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int CLIENTS = 8;
  private static final Pattern LEFT = Pattern.compile("r=(\\d+)");
  private static final String SCHEMA =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
      type Query { a: String things(first: Int): [Thing] @listSize(slicingArguments: ["first"]) }
      type Thing { id: Int }
      """;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Gateway> gateways = new ArrayList<>();
  private ScriptedService service;
  private Gateway registry;
  private RegistryClient administrator;
  private RemoteClients clients;

  @BeforeEach
  void start() throws Exception {
    service =
        new ScriptedService(
            vertx,
            request ->
                new JsonObject()
                    .put("a", "answer")
                    .put(
                        "things",
                        new JsonArray(
                            IntStream.range(0, 5)
                                .mapToObj(id -> new JsonObject().put("id", id))
                                .toList())));
    registry =
        start(
            """
            server: {port: 0, drain: 1s}
            registry: {data: data, port: 0}
            serviceDefaults: {allowPrivate: true}
            authentication: {apiKeys: {}}
            quotas: {mode: enforce}
            """);
    administrator = new RegistryClient(URI.create(registry.registryUrl()), token());
    clients = administrator.clients();
    assertThat(
            administrator.publish(
                MAIN, ChangeSet.publishing(new ProposedSubgraph("a", service.url(), SCHEMA))))
        .isInstanceOf(PublishResult.Published.class);
    Await.on(registry.firstSupergraph());
  }

  @AfterEach
  void stop() {
    administrator.close();
    http.close();
    gateways.reversed().forEach(gateway -> Await.on(gateway.stop()));
    Await.on(vertx.close());
  }

  @Test
  void aKeyOfTheRegistryOpensEveryGatewayWithinASecondAndARevokedOneNone() throws Exception {
    Gateway elsewhere = follow("");
    tier("free", 1_000_000);
    KeyAnswer.Created key = key("mobile", "free");
    for (Gateway gateway : List.of(registry, elsewhere)) {
      within(SECOND, () -> ask(gateway, "{ a }", secret(key)).statusCode() == 200);
      assertThat(ask(gateway, "{ a }", "tributary_wrong").statusCode()).isEqualTo(401);
    }

    clients.revokeKey(MAIN, key.key().id());

    // Whoever asks the registry's own process after the answer finds it done.
    assertThat(ask(registry, "{ a }", secret(key)).statusCode()).isEqualTo(401);
    within(SECOND, () -> ask(elsewhere, "{ a }", secret(key)).statusCode() == 401);
  }

  @Test
  void aKeyEndsAtItsTime() throws Exception {
    Instant end = Instant.now().plusMillis(1_500);
    WantedKey wanted =
        new WantedKey("brief", List.of(), Optional.empty(), Optional.of(end), Optional.empty());
    String secret = secret((KeyAnswer.Created) clients.createKey(MAIN, wanted));

    assertThat(ask(registry, "{ a }", secret).statusCode()).isEqualTo(200);
    within(Duration.ofSeconds(3), () -> ask(registry, "{ a }", secret).statusCode() == 401);
    assertThat(Instant.now()).isAfterOrEqualTo(end);
  }

  @Test
  void aTierThatIsLoweredUnderLoadRefusesWithinASecondAndNothingInFlightFails() throws Exception {
    service.behave(
        (request, body) ->
            vertx.setTimer(
                20,
                due ->
                    request
                        .response()
                        .putHeader("content-type", "application/json")
                        .end("{\"data\":{\"a\":\"answer\"}}")));
    Gateway elsewhere = follow("");
    tier("gold", 1_000_000);
    tier("silver", 10_000);
    String gold = secret(key("gold-client", "gold"));
    String silver = secret(key("silver-client", "silver"));
    within(SECOND, () -> ask(elsewhere, "{ a }", silver).statusCode() == 200);
    int before = left(ask(elsewhere, "{ a }", silver));
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Set<Thread> refusedClients = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        AutoCloseable end = () -> over.set(true)) {
      List<Future<List<String>>> load = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        load.add(
            threads.submit(() -> hammer(elsewhere, gold, over, served, refused, refusedClients)));
      }
      within(Duration.ofSeconds(10), () -> served.get() > 50);
      assertThat(refused.get()).isZero();

      tier("gold", 3);

      within(SECOND, () -> refused.get() > 0);
      // Those that were admitted before go on to their end: then each client was refused once.
      within(SECOND, () -> refusedClients.size() == CLIENTS);
      int afterwards = served.get();
      within(SECOND, () -> refused.get() > 20);
      assertThat(served.get()).isEqualTo(afterwards);

      // A neighbour has what was left to it: its tier is what it was.
      assertThat(left(ask(elsewhere, "{ a }", silver))).isEqualTo(before - 1);
      tier("gold", 1_000_000);
      within(SECOND, () -> served.get() > afterwards + CLIENTS);
      over.set(true);
      for (Future<List<String>> wrong : load) {
        assertThat(wrong.get()).isEmpty();
      }
    }
  }

  /** What was answered that is neither data nor a refusal by the quota. */
  private List<String> hammer(
      Gateway gateway,
      String key,
      AtomicBoolean over,
      AtomicInteger served,
      AtomicInteger refused,
      Set<Thread> refusedClients)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    while (!over.get()) {
      HttpResponse<String> answer = ask(gateway, "{ a }", key);
      if (answer.statusCode() == 200 && answer.body().equals("{\"data\":{\"a\":\"answer\"}}")) {
        served.incrementAndGet();
      } else if (answer.statusCode() == 429 && answer.body().contains("QUOTA_EXCEEDED")) {
        refused.incrementAndGet();
        refusedClients.add(Thread.currentThread());
      } else {
        wrong.add(answer.statusCode() + " " + answer.body());
      }
    }
    return wrong;
  }

  @Test
  void keysAndQuotasHoldOnWhileTheRegistryIsAway() throws Exception {
    tier("two", 2);
    String secret = secret(key("mobile", "two"));
    Gateway first = follow("");
    Await.on(first.firstSupergraph());
    Path kept = directory.resolve("cache").resolve("main@current.clients");
    within(Duration.ofSeconds(5), () -> Files.exists(kept));
    assertThat(Files.getPosixFilePermissions(kept))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(kept)).doesNotContain(secret);
    within(
        Duration.ofSeconds(5),
        () -> Files.exists(directory.resolve("cache").resolve("main@current.supergraph")));
    gateways.remove(first);
    Await.on(first.stop());

    Gateway second = follow("http://127.0.0.1:1", "");

    Await.on(second.firstSupergraph());
    assertThat(ask(second, "{ a }", secret).statusCode()).isEqualTo(200);
    assertThat(ask(second, "{ a }", secret).statusCode()).isEqualTo(200);
    assertThat(ask(second, "{ a }", secret).statusCode()).isEqualTo(429);
    assertThat(ask(second, "{ a }", "tributary_wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void whatTheGatewaysOwnFileSaysHoldsBesideTheRegistryAndBeforeIt() throws Exception {
    tier("small", 2);
    tier("both", 2);
    String mine = secret(key("mine", "small"));
    String mixed = secret(key("mixed", "both"));
    String theirs = secret(key("theirs", "small"));

    Gateway elsewhere =
        follow(
            """
            quotas:
              mode: enforce
              tiers: {both: {limits: [{unit: requests, quota: 4, per: 24h}]}, own: {}}
              clients: {mine: own}
            """);
    Await.on(elsewhere.firstSupergraph());

    assertThat(admitted(elsewhere, mine, 6)).isEqualTo(6);
    assertThat(admitted(elsewhere, mixed, 6)).isEqualTo(4);
    assertThat(admitted(elsewhere, theirs, 6)).isEqualTo(2);
  }

  @Test
  void whereNobodyHasSaidATierAStrictOneHoldsUntilTheRegistrySaysOne() throws Exception {
    String secret = secret(key("mobile", null));

    assertThat(admitted(registry, secret, 70)).isBetween(60, 62);

    QuotaSettings read = clients.quotas(MAIN).quotas();
    QuotaSettings standard = read.with("usual", new QuotaSettings.Tier(List.of(), 0));
    set(
        new QuotaSettings(
            standard.tiers(), standard.clients(), Optional.of("usual"), Optional.of("usual")));
    assertThat(admitted(registry, secret, 70)).isEqualTo(70);
  }

  @Test
  void noTrickGetsAClientOfTheRegistryMoreThanItPaysFor() throws Exception {
    tier("ten", 10);
    String again = "{ a }";
    record Trick(String name, String query, int most) {}
    List<Trick> tricks =
        List.of(
            new Trick("cheap operations", again, 10),
            new Trick("aliases", "{ b: things(first: 1) { id } c: things(first: 1) { id } }", 5),
            new Trick(
                "fragments",
                "{ ...F ...F } fragment F on Query { things(first: 2) { ...T ...T } }"
                    + " fragment T on Thing { id }",
                5),
            new Trick("introspection", "{ __schema { types { name } } }", 10),
            new Trick("type names", "{ __typename x: __typename y: __typename }", 10),
            // Answers hold five things, whatever was asked for.
            new Trick("a list longer than its first", "{ things(first: 1) { id } }", 3));
    for (Trick trick : tricks) {
      String client = "client " + trick.name;
      List<String> keys = List.of(secret(key(client, "ten")), secret(key(client, "ten")));
      int admitted = 0;
      // Another connection, another key, another name and address each time: the same client.
      for (int i = 0; i < 15; i++) {
        try (HttpClient connection = HttpClient.newHttpClient()) {
          HttpResponse<String> answer =
              connection.send(
                  request(registry, trick.query, keys.get(i % 2))
                      .header("apollographql-client-name", "name-" + i)
                      .header("x-forwarded-for", "10.0.0." + i)
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(trick.name + answer.body()).isIn(200, 429);
          admitted += answer.statusCode() == 200 ? 1 : 0;
        }
      }
      assertThat(admitted).as(trick.name).isBetween(1, trick.most);
    }
  }

  // The registry.

  /** Sets a tier of so many cost units a day. */
  private void tier(String name, int quota) throws Exception {
    QuotaSettings.Limit limit =
        new QuotaSettings.Limit(
            Optional.empty(),
            QuotaSettings.Unit.cost,
            quota,
            Duration.ofDays(1),
            0,
            Optional.empty(),
            Optional.empty());
    set(clients.quotas(MAIN).quotas().with(name, new QuotaSettings.Tier(List.of(limit), 0)));
  }

  private void set(QuotaSettings quotas) throws Exception {
    assertThat(clients.setQuotas(MAIN, quotas, OptionalLong.empty()))
        .isInstanceOf(QuotaAnswer.Set.class);
  }

  private KeyAnswer.Created key(String client, @Nullable String tier) throws Exception {
    return (KeyAnswer.Created)
        clients.createKey(
            MAIN,
            new WantedKey(
                client, List.of(), Optional.ofNullable(tier), Optional.empty(), Optional.empty()));
  }

  private static String secret(KeyAnswer.Created key) {
    return key.secret().orElseThrow();
  }

  private String token() throws IOException {
    return Files.readString(registry.registryTokenFile()).strip();
  }

  // Gateways.

  private Gateway follow(String more) throws IOException {
    Gateway gateway = follow(String.valueOf(registry.registryUrl()), more);
    Await.on(gateway.firstSupergraph());
    return gateway;
  }

  private Gateway follow(String url, String more) throws IOException {
    return start(
        """
        server: {port: 0, drain: 1s}
        serviceDefaults: {allowPrivate: true}
        supergraph: {registry: {url: "%s", graph: main, token: "%s", cache: cache}}
        authentication: {apiKeys: {}}
        """
                .formatted(url, token())
            + (more.isEmpty() ? "quotas: {mode: enforce}\n" : more));
  }

  private Gateway start(String yaml) {
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    Gateway gateway =
        Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
    gateways.add(gateway);
    return gateway;
  }

  private int admitted(Gateway gateway, String key, int asked) throws Exception {
    int admitted = 0;
    for (int i = 0; i < asked; i++) {
      admitted += ask(gateway, "{ a }", key).statusCode() == 200 ? 1 : 0;
    }
    return admitted;
  }

  private static int left(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    Matcher left = LEFT.matcher(answer.headers().firstValue("ratelimit").orElseThrow());
    assertThat(left.find()).isTrue();
    return Integer.parseInt(left.group(1));
  }

  private HttpResponse<String> ask(Gateway gateway, String query, String key) throws Exception {
    return http.send(request(gateway, query, key).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(Gateway gateway, String query, String key) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
        .header("content-type", "application/json")
        .header("x-api-key", key)
        .POST(HttpRequest.BodyPublishers.ofString(new JsonObject().put("query", query).encode()));
  }
}
