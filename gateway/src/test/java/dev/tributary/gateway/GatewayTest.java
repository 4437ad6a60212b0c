package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.quota.TestRedis;
import dev.tributary.subgraph.SubgraphSource;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a whole, over scripted services. */
class GatewayTest {

  private static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      """;
  private static final String USERS =
      LINK
          + """
          type Query { users: [User!] }
          type User @key(fields: "id") { id: ID! name: String }
          """;
  private static final String REVIEWS =
      LINK
          + "type User @key(fields: \"id\") { id: ID! reviews: [Review!] } type Review { body:"
          + " String }";

  private static final String QUERY = "{ users { id name reviews { body } } }";

  @TempDir private Path directory;
  private Vertx vertx;
  private ScriptedService users;
  private ScriptedService reviews;
  private Gateway gateway;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    users =
        new ScriptedService(
            vertx,
            request ->
                new JsonObject()
                    .put("users", new JsonArray().add(user("1", "Ada")).add(user("2", "Grace"))));
    reviews =
        new ScriptedService(
            vertx,
            request -> {
              JsonArray entities = new JsonArray();
              request
                  .getJsonObject("variables")
                  .getJsonArray("representations")
                  .forEach(
                      each ->
                          entities.add(
                              new JsonObject()
                                  .put("__typename", "User")
                                  .put(
                                      "reviews",
                                      new JsonArray()
                                          .add(
                                              new JsonObject()
                                                  .put(
                                                      "body",
                                                      "by "
                                                          + ((JsonObject) each)
                                                              .getString("id"))))));
              return new JsonObject().put("_entities", entities);
            });
    Files.writeString(directory.resolve("supergraph.graphql"), supergraph(USERS));
    gateway =
        start(
            """
            server: {port: 0, timeout: 5s, drain: 2s}
            supergraph: {file: supergraph.graphql, poll: 20ms}
            serviceDefaults: {timeout: 500ms}
            """);
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  private static JsonObject user(String id, String name) {
    return new JsonObject().put("__typename", "User").put("id", id).put("name", name);
  }

  private Gateway start(String yaml) {
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  private String supergraph(String usersSdl) {
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource("users", users.url(), usersSdl),
                new SubgraphSource("reviews", reviews.url(), REVIEWS)));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    return ((Composition.Composed) composition).supergraphSdl();
  }

  private CompletableFuture<HttpResponse<String>> post(String query) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .POST(
                HttpRequest.BodyPublishers.ofString(new JsonObject().put("query", query).encode()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonObject ask(String query) {
    return new JsonObject(post(query).join().body());
  }

  @Test
  void oneAnswerIsMergedFromTwoServices() {
    assertThat(ask(QUERY).encode())
        .isEqualTo(
            "{\"data\":{\"users\":[{\"id\":\"1\",\"name\":\"Ada\",\"reviews\":[{\"body\":\"by"
                + " 1\"}]},{\"id\":\"2\",\"name\":\"Grace\",\"reviews\":[{\"body\":\"by 2\"}]}]}}");
    assertThat(reviews.calls).hasValue(1);
  }

  @Test
  void aClientThatHasSpentItsQuotaIsAnswered429AndToldWhenToComeBack() {
    Await.on(gateway.stop());
    gateway =
        start(
            """
            server: {port: 0}
            supergraph: {file: supergraph.graphql}
            cost: {report: asked}
            quotas:
              mode: enforce
              tiers:
                standard:
                  limits: [{quota: 1000, per: 1m}]
                anonymous:
                  limits:
                    - {unit: cost, quota: 300, per: 1m, burst: 250}
                    - {unit: requests, quota: 2, per: 1m}
            """);
    HttpResponse<String> first = post(QUERY).join();
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("ratelimit-policy"))
        .hasValue("\"cost-1m\";q=300;w=60;qu=\"cost\", \"requests-1m\";q=2;w=60;qu=\"requests\"");
    assertThat(first.headers().firstValue("ratelimit").orElseThrow())
        .matches("\"cost-1m\";r=\\d+;t=\\d+, \"requests-1m\";r=1;t=30");
    HttpResponse<String> asking =
        client
            .sendAsync(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                    .header("content-type", "application/json")
                    .header("x-tributary-cost", "1")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"{users{id}}\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .join();
    JsonObject told = new JsonObject(asking.body()).getJsonObject("extensions");
    assertThat(told.getJsonObject("cost").encode()).isEqualTo("{\"estimated\":10,\"actual\":2}");
    assertThat(told.getJsonArray("quota").getJsonObject(1).encode())
        .startsWith("{\"name\":\"requests-1m\",\"limit\":2,\"remaining\":0,\"resetMs\":");
    HttpResponse<String> refused = post("{ users { id } }").join();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(25, 30);
    assertThat(
            new JsonObject(refused.body())
                .getJsonArray("errors")
                .getJsonObject(0)
                .getJsonObject("extensions")
                .getString("code"))
        .isEqualTo("QUOTA_EXCEEDED");
  }

  @Test
  void threeGatewaysCountAClientsQuotaTogetherAndGoOnWithoutRedis() {
    try (TestRedis redis = new TestRedis()) {
      String yaml =
          """
          server: {port: 0}
          supergraph: {file: supergraph.graphql}
          quotas:
            mode: enforce
            tiers:
              standard: {limits: []}
              anonymous: {limits: [{unit: requests, quota: 10, per: 24h}]}
            redis: {urls: ["%s"], timeout: 5s, unavailable: closed}
          """
              .formatted(redis.url());
      Await.on(gateway.stop());
      List<Gateway> gateways = List.of(start(yaml), start(yaml), start(yaml));
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        gateway = gateways.get(i % 3);
        statuses.add(post("{ users { id } }").join().statusCode());
      }
      assertThat(statuses.subList(0, 10)).containsOnly(200);
      assertThat(statuses.subList(10, 30)).containsOnly(429);
      redis.stop();
      assertThat(post("{ users { id } }").join().body()).contains("\"reason\":\"unavailable\"");
      gateways.forEach(each -> Await.on(each.stop()));
    }
  }

  @Test
  void aKilledServiceCostsItsPartOnlyAndComesBack() {
    reviews.kill();
    JsonObject answer = ask(QUERY);
    assertThat(
            answer.getJsonObject("data").getJsonArray("users").getJsonObject(0).getString("name"))
        .isEqualTo("Ada");
    JsonObject error = answer.getJsonArray("errors").getJsonObject(0);
    assertThat(error.getJsonArray("path").getValue(0)).isEqualTo("users");
    assertThat(error.getJsonObject("extensions").getString("code"))
        .isEqualTo("UPSTREAM_UNREACHABLE");
    assertThat(error.getJsonObject("extensions").getString("service")).isEqualTo("reviews");
    assertThat(answer.encode()).doesNotContain("127.0.0.1").doesNotContain("Exception");

    reviews.revive();
    assertThat(ask(QUERY).containsKey("errors")).isFalse();
  }

  @Test
  void aServiceThatNeverAnswersCostsItsTimeLimitOnly() {
    reviews.behave((request, body) -> {});
    long start = System.nanoTime();
    JsonObject answer = ask(QUERY);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(answer.getJsonObject("data").getJsonArray("users")).hasSize(2);
    assertThat(
            answer
                .getJsonArray("errors")
                .getJsonObject(0)
                .getJsonObject("extensions")
                .getString("code"))
        .isEqualTo("UPSTREAM_TIMEOUT");
  }

  @Test
  void aChangedFileIsServedWithoutDroppingARequest() throws Exception {
    AtomicBoolean swapping = new AtomicBoolean(true);
    List<Integer> statuses = new ArrayList<>();
    Thread load =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (swapping.get()) {
                    statuses.addAll(
                        IntStream.range(0, 8).mapToObj(i -> post(QUERY)).toList().stream()
                            .map(answer -> answer.join().statusCode())
                            .toList());
                  }
                });
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        supergraph(USERS.replace("name: String", "name: String nick: String")));
    users.behave(
        ScriptedService.data(
            request ->
                new JsonObject()
                    .put("users", new JsonArray().add(user("1", "Ada").put("nick", "A")))));
    eventually(() -> !ask("{ users { nick } }").containsKey("errors"));
    swapping.set(false);
    load.join();
    assertThat(statuses).isNotEmpty().containsOnly(200);
    assertThat(ask("{ users { nick } }").encode())
        .isEqualTo("{\"data\":{\"users\":[{\"nick\":\"A\"}]}}");
  }

  @Test
  void aBrokenFileIsRefusedAndTheLastGoodOneServesOn() throws Exception {
    Files.writeString(directory.resolve("supergraph.graphql"), "type Query { broken");
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        supergraph(USERS).replace("join__FieldSet", "missing__FieldSet"));
    assertThat(ask(QUERY).containsKey("errors")).isFalse();
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        supergraph(USERS.replace("name: String", "name: String later: String")));
    eventually(
        () -> ask("{ __type(name: \"User\") { fields { name } } }").encode().contains("\"later\""));
  }

  @Test
  void aGatewayDoesNotStartOnABrokenFile() throws Exception {
    Files.writeString(directory.resolve("other.graphql"), "type Query {");
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read("{server: {port: 0}, supergraph: {file: other.graphql}}");
    Throwable failure =
        org.assertj.core.api.Assertions.catchThrowable(
            () ->
                Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get());
    assertThat(failure)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("other.graphql");
  }

  @Test
  void shutdownLetsARequestInFlightFinish() {
    users.behave(
        (request, body) ->
            vertx.setTimer(
                300,
                tick ->
                    ScriptedService.data(
                            any ->
                                new JsonObject()
                                    .put("users", new JsonArray().add(user("1", "Ada"))))
                        .accept(request, body)));
    int before = users.calls.get();
    CompletableFuture<HttpResponse<String>> slow = post("{ users { name } }");
    eventually(() -> users.calls.get() > before);
    Await.on(gateway.stop());
    assertThat(slow.join().body()).isEqualTo("{\"data\":{\"users\":[{\"name\":\"Ada\"}]}}");
  }

  /** Asks again until it holds; fails after ten seconds. */
  @Test
  void policiesOfTheConfigurationDecideWhatIsFetched() throws IOException {
    gateway.stop().await();
    String protectedUsers =
        USERS
            .replace("[\"@key\"]", "[\"@key\", \"@policy\"]")
            .replace("v2.3", "v2.9")
            .replace("name: String", "name: String @policy(policies: [[\"office\"]])");
    Files.writeString(directory.resolve("supergraph.graphql"), supergraph(protectedUsers));
    String rest =
        """
        server: {port: 0, timeout: 5s, drain: 2s}
        supergraph: {file: supergraph.graphql, poll: 20ms}
        authorization:
        """;
    gateway =
        start(rest + "  policies: {office: \"'content-type' in headers && operation == ''\"}\n");
    assertThat(ask("{ users { id name } }").toString()).contains("Ada");
    assertThat(ask("query Q { users { id name } }").toString())
        .contains("UNAUTHORIZED_FIELD_OR_TYPE")
        .doesNotContain("Ada");
    gateway.stop().await();
    gateway = start(rest + "  mode: reject\n");
    HttpResponse<String> refused = post("{ users { id name } }").join();
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
