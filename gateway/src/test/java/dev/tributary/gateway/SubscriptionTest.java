package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.http.SocketClient;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Subscriptions from a service's event to the client, over real sockets. */
@Timeout(60)
class SubscriptionTest {

  private static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
        import: ["@key", "@requiresScopes"])
      """;
  private static final String EVENTS =
      LINK
          + """
          type Query { nothing: Int }
          type Subscription { added(product: ID): Review other: Int }
          type Review { id: ID! text: String secret: String @requiresScopes(scopes: [["x"]]) author: User }
          type User @key(fields: "id") { id: ID! }
          """;
  private static final String USERS =
      LINK + "type User @key(fields: \"id\") { id: ID! name: String } type Query { users: Int }";

  private static final String ADDED =
      "subscription { added(product: \\\"7\\\") { id who: author { name } } }";

  private static final String EVENT =
      """
      {"data":{"added":{"id":"%s","author":{"__typename":"User","id":"u1"}}}}\
      """;

  @TempDir private Path directory;
  private Vertx vertx;
  private EventService events;
  private ScriptedService users;
  private Gateway gateway;

  /** What operators are troubled with. */
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void start() throws IOException {
    ThresholdFilter warnings = new ThresholdFilter();
    warnings.setLevel("WARN");
    warnings.start();
    logged.addFilter(warnings);
    logged.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(logged);
    vertx = Vertx.vertx();
    events = new EventService(vertx);
    users =
        new ScriptedService(
            vertx,
            request ->
                new JsonObject()
                    .put("_entities", new JsonArray().add(new JsonObject().put("name", "Ada"))));
    write(EVENTS);
    gateway = start("");
  }

  private void restart(String yaml) {
    Await.on(gateway.stop());
    gateway = start(yaml);
  }

  private Gateway start(String more) {
    String yaml =
        """
        server:
          port: 0
          drain: 2s
          streams: {schemaChange: 1ms, waitingEvents: 2, beat: 20s}
        supergraph: {file: supergraph.graphql, poll: 20ms}
        """
            + more;
    ConfigResult result = new ConfigReader(new Substitution(name -> null, directory)).read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  private void write(String eventsSdl) throws IOException {
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource("events", events.url(), eventsSdl),
                new SubgraphSource("users", users.url(), USERS)));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  private SocketClient client() {
    return SocketClient.acknowledged(vertx, gateway.port());
  }

  private JsonObject subscribed() throws InterruptedException {
    JsonObject request = events.subscribed.poll(20, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void eventsAreCompletedByOtherServices(String protocol) throws Exception {
    if (protocol.equals("sse")) {
      restart("services: {events: {subscriptions: {protocol: sse}}}");
    }
    SocketClient client = client().subscribe("1", ADDED);
    assertThat(subscribed().getString("query"))
        .startsWith("subscription")
        .contains("added(product:\"7\")")
        .doesNotContain("name");

    for (String id : List.of("a", "b", "c")) {
      events.emit(EVENT.formatted(id));
      assertThat(client.next())
          .isEqualTo(
              "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"added\":{\"id\":\""
                  + id
                  + "\",\"who\":{\"name\":\"Ada\"}}}}}");
    }
    events.complete();
    assertThat(client.next()).isEqualTo("{\"id\":\"1\",\"type\":\"complete\"}");
    assertThat(users.calls).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void aServiceThatBreaksOffIsToldWithACode(String protocol) throws Exception {
    restart("services: {events: {subscriptions: {protocol: " + protocol + "}}}");
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();

    events.breakOff();

    assertThat(client.next())
        .startsWith("{\"id\":\"1\",\"type\":\"error\"")
        .contains("SUBSCRIPTION_BROKEN")
        .doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void theClientsCompleteEndsTheServicesToo(String protocol) throws Exception {
    restart("services: {events: {subscriptions: {protocol: " + protocol + "}}}");
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();

    client.send("{\"id\":\"1\",\"type\":\"complete\"}");

    assertThat(events.ended.poll(20, TimeUnit.SECONDS)).isNotNull();
    client.subscribe("1", ADDED);
    subscribed();
    client.leave();
    assertThat(events.ended.poll(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(logged.list).isEmpty();
  }

  /** Or else clients could take an instance away from all others. */
  @Test
  void clientsThatLeaveSayNothingOfAnInstance() throws Exception {
    String url = events.url().replace("/graphql", "");
    restart(
        """
        admin: {port: 0}
        services:
          events:
            balancing:
              instances: [{url: "%s"}]
              ejection: {failures: 1, time: 60s, most: 100}
        """
            .formatted(url));
    events.mood = EventService.Mood.SILENT;
    SocketClient client = client().subscribe("1", ADDED);
    assertThat(events.initialised.poll(20, TimeUnit.SECONDS)).isNotNull();
    client.leave();
    assertThat(events.ended.poll(20, TimeUnit.SECONDS)).isNotNull();

    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + "/metrics"))
            .build();
    assertThat(
            HttpClient.newHttpClient().send(metrics, HttpResponse.BodyHandlers.ofString()).body())
        .contains("tributary_service_instances{service=\"events\",state=\"ejected\"} 0.0");
  }

  @Test
  void errorsOfTheServiceAreToldAndEndIt() throws Exception {
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();
    events.error("[{\"message\":\"no such product\"}]");

    assertThat(client.next()).contains("\"next\"", "\"data\":{\"added\":null}", "\"errors\"");
    assertThat(client.next()).contains("\"error\"", "SUBSCRIPTION_BROKEN");
  }

  @Test
  void anEventComesInPiecesOfAnyLength() throws Exception {
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();

    events.emitInPieces(EVENT.formatted("a"));
    assertThat(client.next()).contains("\"id\":\"a\"");
    events.emit(EVENT.formatted("b"));
    assertThat(client.next()).contains("\"id\":\"b\"");
    assertThat(logged.list).isEmpty();
  }

  @Test
  void anEventThatIsNoTextEndsIt() throws Exception {
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();

    events.emitBinary();
    assertThat(client.next()).contains("\"error\"", "UPSTREAM_INVALID_RESPONSE");
    assertThat(events.ended.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void anEventWithErrorsIsAnEvent() throws Exception {
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();
    events.emit(
        "{\"data\":{\"added\":null},\"errors\":[{\"message\":\"x\",\"path\":[\"added\"]}]}");
    assertThat(client.next())
        .contains("\"next\"", "\"data\":{\"added\":null}", "\"path\":[\"added\"]");
    events.emit(EVENT.formatted("a"));
    assertThat(client.next()).contains("\"id\":\"a\"");
  }

  @Test
  void whatIsForwardedIsInTheUpgradeAndInTheInitialisation() throws Exception {
    restart("services: {events: {forwardHeaders: [x-tenant]}}");
    SocketClient client =
        SocketClient.connect(vertx, gateway.port(), Map.of("x-tenant", "blue", "x-other", "no"));
    client.send("{\"type\":\"connection_init\"}").next();
    client.subscribe("1", ADDED);
    subscribed();

    assertThat(events.headers.poll().get("x-tenant")).isEqualTo("blue");
    assertThat(events.initialised.poll()).isEqualTo(new JsonObject().put("x-tenant", "blue"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          subscription { added { id } other }                 | GRAPHQL_VALIDATION_FAILED
          subscription { ...F } fragment F on Subscription { added { id } other } | GRAPHQL_VALIDATION_FAILED
          subscription { __typename }                         | GRAPHQL_VALIDATION_FAILED
          subscription { nothing }                            | GRAPHQL_VALIDATION_FAILED
          """)
  void aSubscriptionHasOneRootField(String document, String code) {
    assertThat(client().subscribe("1", document).next())
        .startsWith("{\"id\":\"1\",\"type\":\"error\"")
        .contains(code);
    assertThat(events.subscribed).isEmpty();
  }

  @Test
  void aRootFieldThatIsLeftOutIsRefused() {
    assertThat(client().subscribe("1", "subscription { added @skip(if: true) { id } }").next())
        .contains("\"error\"");
    assertThat(events.subscribed).isEmpty();
  }

  @Test
  void aServiceThatCannotBeSubscribedToIsToldAtOnce() {
    restart("services: {events: {subscriptions: {protocol: none}}}");
    SocketClient client = client().subscribe("1", ADDED);
    assertThat(client.next()).contains("SUBSCRIPTION_NOT_SUPPORTED");
  }

  @Test
  void aNewSchemaEndsItAndTellsTheClientToSubscribeAgain() throws Exception {
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();

    write(EVENTS.replace("nothing: Int", "nothing: Int more: Int"));

    assertThat(client.next()).contains("\"error\"", "SUBSCRIPTION_SCHEMA_CHANGED");
    assertThat(events.ended.poll(20, TimeUnit.SECONDS)).isNotNull();
    client.subscribe("1", ADDED);
    subscribed();
  }

  @Test
  void shuttingDownEndsIt() throws Exception {
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();

    Await.on(gateway.stop());

    assertThat(client.next()).contains("\"error\"", "SHUTTING_DOWN");
    assertThat(client.closed()).startsWith("1001");
  }

  @Test
  void eventsThatComeTooFastEndIt() throws Exception {
    users.behave((request, body) -> {});
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();
    for (int i = 0; i < 4; i++) {
      events.emit(EVENT.formatted("e" + i));
    }
    assertThat(client.next()).contains("\"error\"", "SUBSCRIPTION_TOO_SLOW");
  }

  @Test
  void whatTheCallerMayNotSeeIsLeftOutOfEveryEvent() throws Exception {
    SocketClient client = client().subscribe("1", "subscription { added { id secret } }");
    assertThat(subscribed().getString("query")).doesNotContain("secret");
    events.emit("{\"data\":{\"added\":{\"id\":\"a\",\"secret\":\"s\"}}}");
    assertThat(client.next())
        .contains(
            "\"data\":{\"added\":{\"id\":\"a\",\"secret\":null}}", "UNAUTHORIZED_FIELD_OR_TYPE");
  }

  @Test
  void eachEventIsChargedToTheQuota() throws Exception {
    restart(
        """
        quotas:
          mode: enforce
          anonymousTier: standard
          tiers: {standard: {limits: [{unit: cost, quota: 8, per: 1h}]}}
        """);
    SocketClient client = client().subscribe("1", ADDED);
    subscribed();
    String told = "";
    for (int i = 0; i < 10 && !told.contains("\"error\""); i++) {
      events.emit(EVENT.formatted("e" + i));
      told = client.next();
    }
    assertThat(told).contains("QUOTA_EXCEEDED", "retryAfterMs");
  }

  private HttpResponse<Stream<String>> post(String accept, String query) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                .header("content-type", "application/json")
                .header("accept", accept)
                .header("accept-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"" + query + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofLines());
  }

  @Test
  void eventsAreSentAsTheyComeToWhoAcceptsEventStreams() throws Exception {
    var response = post("text/event-stream", ADDED);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    var lines = response.body().filter(line -> line.length() > 1).iterator();
    subscribed();

    events.emit(EVENT.formatted("a"));
    assertThat(lines.next()).isEqualTo("event: next");
    assertThat(lines.next())
        .isEqualTo("data: {\"data\":{\"added\":{\"id\":\"a\",\"who\":{\"name\":\"Ada\"}}}}");
    events.complete();
    assertThat(lines.next()).isEqualTo("event: complete");
  }

  @Test
  void shuttingDownEndsEventStreams() throws Exception {
    var response = post("text/event-stream", ADDED);
    var lines = response.body().filter(line -> line.length() > 1).iterator();
    subscribed();

    Await.on(gateway.stop());

    assertThat(lines.next()).isEqualTo("event: next");
    assertThat(lines.next()).contains("SHUTTING_DOWN");
    assertThat(lines.next()).isEqualTo("event: complete");
  }

  @Test
  void aClientThatLeavesItsEventStreamEndsTheServicesSubscription() throws Exception {
    HttpClient leaving = HttpClient.newHttpClient();
    var response =
        leaving.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"" + ADDED + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    subscribed();
    response.body().close();
    leaving.shutdownNow();
    assertThat(events.ended.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aQueryToWhoAcceptsEventStreamsOnlyIsOneEvent() throws Exception {
    var response = post("text/event-stream", "{ __typename }");
    assertThat(response.body())
        .containsExactly(
            "event: next",
            "data: {\"data\":{\"__typename\":\"Query\"}}",
            "",
            "event: complete",
            "data:",
            "");
  }

  @Test
  void aWrongRequestOfWhoAcceptsEventStreamsIsRefusedInJson() throws Exception {
    assertThat(post("text/event-stream", "{ nonsense }").statusCode()).isEqualTo(400);
  }

  @Test
  void aSubscriptionNeedsAClientThatTakesMoreThanOneAnswer() throws Exception {
    var response = post("application/json", ADDED);
    assertThat(String.join("", response.body().toList())).contains("SUBSCRIPTION_NEEDS_STREAM");
    assertThat(events.subscribed).isEmpty();
  }
}
