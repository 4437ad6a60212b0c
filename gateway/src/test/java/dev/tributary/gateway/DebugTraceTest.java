package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code extensions.trace} says of each fetch, and of the whole answer. */
@Timeout(60)
class DebugTraceTest {

  private static final String SECRET = "open-s3cr3t-0123";

  private static final String SDL =
      """
      directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
      enum CacheControlScope { PUBLIC PRIVATE }
      type Query {
        a: Int @cacheControl(maxAge: 60)
        mine: Int @cacheControl(maxAge: 60, scope: PRIVATE)
        never: Int @cacheControl(maxAge: 0)
      }
      type Mutation { a: Int }
      """;

  @TempDir private Path directory;
  private ServedGraph graph;
  private ScriptedService first;
  private ScriptedService second;
  private @Nullable Gateway started;

  @BeforeEach
  void compose() {
    graph = new ServedGraph(directory);
    first = new ScriptedService(graph.vertx, request -> data());
    second = new ScriptedService(graph.vertx, request -> data());
    graph.compose(new SubgraphSource("things", first.url(), SDL));
  }

  @AfterEach
  void close() {
    graph.close();
  }

  private static JsonObject data() {
    return new JsonObject().put("a", 1).put("mine", 1).put("never", 1);
  }

  private void start(String yaml) {
    started =
        graph.start(
            """
            server: {port: 0, drain: 1s, eventLoops: 1}
            telemetry: {debug: {secret: %s}}
            """
                    .formatted(SECRET)
                + yaml);
  }

  private void startWithInstances(String more) {
    start(
        """
        services:
          things:
            balancing:
              policy: round_robin
              instances: [{url: "%s"}, {url: "%s"}]
              ejection: {failures: 0}
              %s
        """
            .formatted(
                first.url().replace("/graphql", ""), second.url().replace("/graphql", ""), more));
  }

  private JsonObject trace(String query) {
    String body =
        graph.ask(Objects.requireNonNull(started), query, "x-tributary-debug", SECRET).body();
    return new JsonObject(body).getJsonObject("extensions").getJsonObject("trace");
  }

  private JsonObject call(String query) {
    return trace(query).getJsonArray("calls").getJsonObject(0);
  }

  private void after(ScriptedService service, long millis) {
    service.behave(
        (request, body) ->
            graph.vertx.setTimer(
                millis, late -> ScriptedService.data(any -> data()).accept(request, body)));
  }

  private static String place(ScriptedService service) {
    return service.url().replace("http://", "").replace("/graphql", "");
  }

  @Test
  void itNamesTheInstanceAndCountsRetries() {
    startWithInstances("");
    first.kill();
    List<JsonObject> calls = List.of(call("{ a }"), call("{ a }"));

    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.getString("instance")).contains(place(second));
              assertThat(call.getInteger("status")).isEqualTo(200);
              assertThat(call.getString("circuit")).isEqualTo("closed");
            });
    assertThat(calls.stream().mapToInt(call -> call.getInteger("retries", 0)).sum()).isEqualTo(1);
    assertThat(calls).allSatisfy(call -> assertThat(call.containsKey("hedges")).isFalse());
  }

  @Test
  void itCountsHedges() {
    startWithInstances("hedgeAfter: 20ms");
    after(first, 5_000);
    List<JsonObject> calls = List.of(call("{ a }"), call("{ a }"));

    assertThat(calls)
        .allSatisfy(call -> assertThat(call.getString("instance")).contains(place(second)));
    assertThat(calls.stream().mapToInt(call -> call.getInteger("hedges", 0)).sum()).isEqualTo(1);
  }

  @Test
  void itTellsThatTheCircuitWasOpen() {
    start("services: {things: {circuitBreaker: {calls: 1, failures: 1, pause: 60s}}}\n");
    first.behave((request, body) -> request.response().setStatusCode(500).end());
    assertThat(call("{ a }").getString("circuit")).isEqualTo("closed");

    JsonObject refused = call("{ a }");

    assertThat(refused.getString("circuit")).isEqualTo("open");
    assertThat(refused.getString("failure")).isEqualTo("UPSTREAM_CIRCUIT_OPEN");
    assertThat(refused.containsKey("status")).isFalse();
  }

  @Test
  void itTellsHowLongACallWaitedForItsTurn() {
    start("services: {things: {concurrency: {most: 1, waiting: 5}}}\n");
    after(first, 200);
    List<CompletableFuture<JsonObject>> both =
        List.of(
            CompletableFuture.supplyAsync(() -> call("{ a }")),
            CompletableFuture.supplyAsync(() -> call("{ never }")));

    assertThat(
            both.stream()
                .mapToLong(call -> call.join().getLong("queued", 0L))
                .filter(n -> n > 100_000))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ a }           | -                 | miss | -                             | hit",
        "{ a }           | no-store          | miss | service says no-store         | miss",
        "{ a }           | private           | miss | service says private          | miss",
        "{ a }           | max-age=0         | miss | too old, too large or invalidated | miss",
        "{ mine }        | -                 | none | private, caller anonymous     | none",
        "{ never }       | -                 | none | never kept of this operation  | none",
        "mutation { a }  | -                 | none | never kept of this operation  | none",
      })
  void itTellsOfTheWholeAnswerWhetherItIsKeptAndWhyNot(
      String query, String said, String outcome, String why, String next) {
    start(
        """
        cache: {responses: true}
        serviceDefaults: {cache: {enabled: false}}
        """);
    first.behave(
        (request, body) -> {
          if (!said.equals("-")) {
            request.response().putHeader("cache-control", said);
          }
          ScriptedService.data(any -> data()).accept(request, body);
        });
    JsonObject told = trace(query).getJsonObject("responseCache");

    assertThat(told.getString("outcome")).isEqualTo(outcome);
    assertThat(told.getString("why", "-")).isEqualTo(why);
    JsonObject again = trace(query);
    assertThat(again.getJsonObject("responseCache").getString("outcome")).isEqualTo(next);
    if (next.equals("hit")) {
      assertThat(again.getJsonArray("calls")).isEmpty();
    }
  }

  @Test
  void itTellsOfAFetchWhyNothingWasLookedFor() {
    start(
        """
        cache: {}
        serviceDefaults: {cache: {enabled: false}}
        """);
    assertThat(call("{ a }").getJsonObject("cache"))
        .isEqualTo(new JsonObject().put("outcome", "none").put("why", "not kept of this service"));
  }

  @Test
  void withoutACacheItSaysNothingOfOne() {
    start("");
    JsonObject trace = trace("{ a }");
    assertThat(trace.containsKey("responseCache")).isFalse();
    assertThat(trace.getJsonArray("calls").getJsonObject(0).containsKey("cache")).isFalse();
  }

  @Test
  void itCountsTheRequestsToARestServiceAndWhatWasKeptOfThem() {
    ScriptedRest rest = new ScriptedRest(graph);
    graph.compose(
        new SubgraphSource(
            "stock",
            "",
            """
            extend schema
              @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@source", "@connect"])
              @source(name: "s", http: {baseURL: "%s"})
            type Query {
              one: Int @connect(source: "s", http: {GET: "/one"}, selection: "$.n")
              item(id: ID!): Int @connect(source: "s", http: {GET: "/items/{$args.id}"}, selection: "$.n")
            }
            """
                .formatted(rest.url())));
    start("services: {stock: {allowPrivate: true}}\n");
    JsonArray calls =
        trace("{ x: item(id: 1) y: item(id: 2) z: item(id: 1) }").getJsonArray("calls");

    assertThat(calls).hasSize(1);
    JsonObject call = calls.getJsonObject(0);
    assertThat(call.getInteger("requests")).isEqualTo(2);
    assertThat(call.getInteger("status")).isEqualTo(200);
    assertThat(call.getInteger("retries")).isEqualTo(1);
    assertThat(call.getString("circuit")).isEqualTo("closed");
    assertThat(call.getJsonObject("cache"))
        .isEqualTo(new JsonObject().put("outcome", "miss").put("found", 0).put("of", 2));
    assertThat(call("{ x: item(id: 1) y: item(id: 3) }").getJsonObject("cache"))
        .isEqualTo(new JsonObject().put("outcome", "partial").put("found", 1).put("of", 2));
  }

  /** Answers with numbers that may be kept; the first time, it is busy. */
  private static final class ScriptedRest {
    private final HttpServer server;
    private boolean busy = true;

    ScriptedRest(ServedGraph graph) {
      server = graph.vertx.createHttpServer().requestHandler(this::answer);
      Await.on(server.listen(0, "127.0.0.1"));
    }

    private void answer(HttpServerRequest request) {
      if (busy) {
        busy = false;
        request.response().setStatusCode(503).putHeader("retry-after", "0").end();
        return;
      }
      request
          .response()
          .putHeader("content-type", "application/json")
          .putHeader("cache-control", "max-age=60")
          .end("{\"n\": 3}");
    }

    String url() {
      return "http://127.0.0.1:" + server.actualPort();
    }
  }
}
