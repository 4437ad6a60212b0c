package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What hostile clients send and broken services answer, through the whole gateway: a clear error in
 * bounded time, nothing of the inside told, and the next request answered.
 */
class HostileTrafficTest {

  private static final String GOOD = "{\"query\":\"{ user(id: 1) { name } }\"}";
  private static final String GOOD_ANSWER = "{\"data\":{\"user\":{\"name\":\"Ada\"}}}";

  @TempDir private static Path directory;
  private static Vertx vertx;
  private static ScriptedService users;
  private static Gateway gateway;
  private static HttpClient client;

  private static JsonObject ada(JsonObject request) {
    return new JsonObject().put("user", new JsonObject().put("name", "Ada"));
  }

  @BeforeAll
  static void start() throws IOException {
    vertx = Vertx.vertx();
    users = new ScriptedService(vertx, HostileTrafficTest::ada);
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "users",
                    users.url(),
                    """
                    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")
                    type Query { user(id: Int!): User }
                    type User { name: String friend: User }
                    """)));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    ConfigResult config =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                """
                server: {port: 0}
                supergraph: {file: supergraph.graphql}
                serviceDefaults: {timeout: 2s}
                """);
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) config).config(), directory));
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    Await.on(gateway.stop());
    Await.on(vertx.close());
  }

  @AfterEach
  void theNextRequestIsAnswered() throws Exception {
    users.behave(ScriptedService.data(HostileTrafficTest::ada));
    HttpResponse<String> answer = post(GOOD.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.body()).isEqualTo(GOOD_ANSWER);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> post(byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/graphql"))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .timeout(Duration.ofSeconds(15))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] query(String document) {
    return new JsonObject().put("query", document).toBuffer().getBytes();
  }

  private static byte[] query(String document, String variables) {
    return ("{\"query\":" + new JsonObject().put("q", document).encode().substring(5))
        .replaceFirst("}$", ",\"variables\":" + variables + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments("malformed JSON", "{\"query\": ".getBytes(StandardCharsets.UTF_8), 400),
        arguments("no object", "[1]".getBytes(StandardCharsets.UTF_8), 400),
        arguments("invalid UTF-8", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}, 400),
        arguments("a body of 5 MB", query("{ user(id: 1) { name } }" + " ".repeat(5 << 20)), 413),
        arguments(
            "a query 10,000 deep",
            query("{ user(id: 1) " + "{ friend ".repeat(10_000) + "{ name }" + " }".repeat(10_001)),
            400),
        arguments(
            "50,000 aliases",
            query(
                IntStream.range(0, 50_000)
                    .mapToObj(i -> "a" + i + ": user(id: 1) { name }")
                    .collect(Collectors.joining(" ", "{ ", " }"))),
            400),
        arguments(
            "fragments that multiply",
            query(
                IntStream.range(0, 60)
                    .mapToObj(
                        i ->
                            "fragment F%d on User { ...F%d friend { ...F%d } }"
                                .formatted(i, i + 1, i + 1))
                    .collect(
                        Collectors.joining(
                            " ", "{ user(id: 1) { ...F0 } } ", " fragment F60 on User { name }"))),
            400),
        arguments(
            "a cycle of fragments",
            query("{ user(id: 1) { ...A } } fragment A on User { friend { ...A } }"),
            400),
        arguments("an unknown field", query("{ user(id: 1) { password } }"), 400),
        arguments("an unknown variable", query("{ user(id: $id) { name } }"), 400),
        arguments(
            "a variable of the wrong type",
            query("query ($id: Int!) { user(id: $id) { name } }", "{\"id\": \"one\"}"),
            400),
        arguments(
            "a missing variable", query("query ($id: Int!) { user(id: $id) { name } }", "{}"), 400),
        arguments(
            "variables nested 100,000 deep",
            query(
                "query ($id: Int!) { user(id: $id) { name } }",
                "{\"id\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
            400),
        arguments("an empty document", query(""), 400),
        arguments("a syntax error", query("{ user(id: 1) { name }"), 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void aHostileRequestIsRefusedClearly(String what, byte[] body, int status) throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> answer = post(body);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(answer.statusCode()).isEqualTo(status);
    JsonObject error = new JsonObject(answer.body()).getJsonArray("errors").getJsonObject(0);
    assertThat(error.getString("message")).isNotBlank().hasSizeLessThan(1_000);
    assertThat(error.getJsonObject("extensions").getString("code")).matches("[A-Z0-9_]+");
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  private static BiConsumer<HttpServerRequest, JsonObject> text(String type, String body) {
    return (request, json) -> request.response().putHeader("content-type", type).end(body);
  }

  static Stream<Arguments> answers() {
    BiConsumer<HttpServerRequest, JsonObject> hang = (request, json) -> {};
    BiConsumer<HttpServerRequest, JsonObject> reset =
        (request, json) -> request.connection().close();
    BiConsumer<HttpServerRequest, JsonObject> huge =
        (request, json) -> {
          request.response().setChunked(true).putHeader("content-type", "application/json");
          pour(request, Buffer.buffer("x".repeat(1 << 20)), 200);
        };
    BiConsumer<HttpServerRequest, JsonObject> leaky =
        (request, json) ->
            request
                .response()
                .setStatusCode(500)
                .end("java.lang.IllegalStateException at http://10.0.0.7:8080/secret");
    return Stream.of(
        arguments("HTML", text("text/html", "<h1>It works</h1>"), "UPSTREAM_INVALID_RESPONSE"),
        arguments(
            "truncated JSON",
            text("application/json", "{\"data\":{\"user\":{\"na"),
            "UPSTREAM_INVALID_RESPONSE"),
        arguments("JSON of no kind", text("application/json", "[]"), "UPSTREAM_INVALID_RESPONSE"),
        arguments(
            "a list where an object belongs",
            text("application/json", "{\"data\":{\"user\":[1]}}"),
            "UPSTREAM_INVALID_RESPONSE"),
        arguments("an empty body", text("application/json", ""), "UPSTREAM_INVALID_RESPONSE"),
        arguments("200 MB", huge, "UPSTREAM_RESPONSE_TOO_LARGE"),
        arguments("nothing, ever", hang, "UPSTREAM_TIMEOUT"),
        arguments("a closed connection", reset, "UPSTREAM_UNREACHABLE"),
        arguments("a stack trace with status 500", leaky, "UPSTREAM_HTTP_ERROR"));
  }

  /** Writes on while anybody reads. */
  private static void pour(HttpServerRequest request, Buffer piece, int times) {
    if (times == 0) {
      request.response().end();
    } else {
      request.response().write(piece).onSuccess(written -> pour(request, piece, times - 1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void aBrokenAnswerIsAnErrorWithItsPlaceAndService(
      String what, BiConsumer<HttpServerRequest, JsonObject> behaviour, String code)
      throws Exception {
    users.behave(behaviour);
    long start = System.nanoTime();
    HttpResponse<String> answer = post(GOOD.getBytes(StandardCharsets.UTF_8));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    JsonObject body = new JsonObject(answer.body());
    assertThat(body.getJsonObject("data").getValue("user")).isNull();
    JsonObject error = body.getJsonArray("errors").getJsonObject(0);
    assertThat(error.getJsonArray("path").encode()).isEqualTo("[\"user\"]");
    assertThat(error.getJsonObject("extensions").getString("code")).isEqualTo(code);
    assertThat(error.getJsonObject("extensions").getString("service")).isEqualTo("users");
    assertThat(answer.body())
        .doesNotContain("127.0.0.1")
        .doesNotContain("10.0.0.7")
        .doesNotContain("Exception");
  }
}
