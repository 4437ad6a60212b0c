package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that has been answered many times is answered from memory all the way: what it was read
 * to is remembered, and its answer lies ready to be sent. Here it is shown that it is held to all
 * that the first one was held to.
 */
@Timeout(60)
class AnsweredAgainTest {

  private static final int OFTEN = 12;
  private static final String SECRET = "s3cr3t6789abcdef";
  private static final String KEY = "key-of-one-0123456789";
  private static final String OTHER_KEY = "key-of-two-0123456789";
  private static final String BIG = "x".repeat(5_000);

  private static final String SCHEMA =
      """
      enum CacheControlScope { PUBLIC PRIVATE }
      directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
      type Query {
        a: String @cacheControl(maxAge: 600)
        mine: String @cacheControl(maxAge: 600, scope: PRIVATE)
        of(name: String): String @cacheControl(maxAge: 600)
      }
      """;

  private static final String KEEPING =
      """
      cache: {headers: true, responses: true, privateResponses: true}
      telemetry: {debug: {secret: s3cr3t6789abcdef}}
      admin: {port: 0, token: s3cr3t6789abcdef}
      """;

  private static final String KEYS = "authentication: {apiKeys: {file: keys.jsonl}}\n";

  private static final String QUERY = "{\"query\":\"{ a }\"}";
  private static final String ANSWER = "{\"data\":{\"a\":\"1" + BIG + "\"}}";

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ScriptedService service;
  private @Nullable Gateway gateway;
  private volatile String version = "1";

  @BeforeEach
  void compose() throws Exception {
    service = new ScriptedService(vertx, request -> new JsonObject());
    service.behave(
        (request, asked) -> {
          String key = String.valueOf(request.getHeader("x-api-key"));
          request
              .response()
              .putHeader("content-type", "application/json")
              .end(
                  new JsonObject()
                      .put(
                          "data",
                          new JsonObject()
                              .put("a", version + BIG)
                              .put("mine", version + " of " + service.calls + key)
                              .put("of", "of " + asked.getJsonObject("variables")))
                      .toBuffer());
        });
    Composition composition =
        Composer.compose(List.of(new SubgraphSource("things", service.url(), SCHEMA)));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    Files.writeString(
        directory.resolve("keys.jsonl"), line(KEY, "one") + "\n" + line(OTHER_KEY, "two") + "\n");
  }

  private static String line(String key, String name) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return new JsonObject()
        .put("hash", "sha256:" + HexFormat.of().formatHex(hash))
        .put("client", name)
        .encode();
  }

  @AfterEach
  void stop() {
    client.close();
    if (gateway != null) {
      Await.on(gateway.stop());
    }
    Await.on(vertx.close());
  }

  private void start(String yaml) {
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                """
                server: {port: 0, timeout: 5s, drain: 1s, eventLoops: 1%s}
                supergraph: {file: supergraph.graphql}
                """
                        .formatted(yaml.contains("server+") ? yaml.split("server\\+")[1] : "")
                    + yaml.split("server\\+")[0]);
    assertThat(result).as("%s", result).isInstanceOf(ConfigResult.Valid.class);
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + Objects.requireNonNull(gateway).port() + path));
    return headers.length > 0 ? request.headers(headers) : request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private HttpResponse<String> post(String body, String... headers) {
    return send(
        request("/graphql", headers)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String get(String query) {
    return "/graphql?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /** Until nothing is left to be remembered. */
  private void often(String body, String... headers) {
    for (int i = 0; i < OFTEN; i++) {
      assertThat(post(body, headers).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itIsTheSameAnswerEveryTimeAndNoServiceIsAsked() {
    start(KEEPING);
    for (int i = 0; i < 3 * OFTEN; i++) {
      HttpResponse<String> answer = post(QUERY);
      assertThat(answer.body()).isEqualTo(ANSWER);
      assertThat(answer.headers().firstValue("cache-control")).hasValue("max-age=600, public");
      assertThat(answer.headers().firstValue("age").isPresent()).isEqualTo(i > 0);
      assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }
    assertThat(service.calls).hasValue(1);
  }

  @Test
  void manyAtOnceAreEachSentAllOfIt() {
    start(KEEPING);
    often(QUERY);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(
          client.sendAsync(
              request("/graphql")
                  .header("content-type", "application/json")
                  .POST(BodyPublishers.ofString(QUERY))
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    answers.forEach(answer -> assertThat(answer.join().body()).isEqualTo(ANSWER));
    assertThat(service.calls).hasValue(1);
  }

  @Test
  void compressedItIsTheSame() throws IOException {
    start(KEEPING);
    for (int i = 0; i < OFTEN; i++) {
      HttpResponse<byte[]> answer =
          client
              .sendAsync(
                  request("/graphql", "accept-encoding", "gzip")
                      .header("content-type", "application/json")
                      .POST(BodyPublishers.ofString(QUERY))
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .join();
      assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
      assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(ANSWER);
      assertThat(post(QUERY).body()).isEqualTo(ANSWER);
    }
  }

  @Test
  void overHttp2ItIsTheSame() {
    start(KEEPING + "server+, limits: {http2ClearText: true}");
    often(QUERY);
    HttpClientAgent newer =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    for (int i = 0; i < OFTEN; i++) {
      Buffer body =
          Await.on(
              newer
                  .request(
                      HttpMethod.POST,
                      Objects.requireNonNull(gateway).port(),
                      "127.0.0.1",
                      "/graphql")
                  .compose(asked -> asked.putHeader("content-type", "application/json").send(QUERY))
                  .compose(
                      answer -> {
                        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
                        return answer.body();
                      }));
      assertThat(body.toString()).isEqualTo(ANSWER);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | content-type | text/plain                | 415",
        "POST | content-type | application/json; charset=latin1 | 415",
        "POST | content-encoding | gzip                  | 415",
        "POST | accept       | text/html                 | 406",
        "PUT  | accept       | */*                       | 405",
        "HEAD | accept       | */*                       | 405",
        "GET  | accept       | */*                       | 400",
        "GET  | content-type | text/plain                | 400",
        "GET  | apollo-require-preflight | ' '           | 400",
        "GET  | x-apollo-operation-name | a              | 200",
      })
  void whatARequestMustShowItMustStillShow(String method, String name, String value, int status) {
    start(KEEPING);
    often(QUERY);
    for (int i = 0; i < OFTEN; i++) {
      assertThat(send(request(get("{ a }"), "apollo-require-preflight", "1")).statusCode())
          .isEqualTo(200);
    }
    HttpRequest.Builder request = request(method.equals("GET") ? get("{ a }") : "/graphql");
    if (!method.equals("GET") && !name.equals("content-type")) {
      request.header("content-type", "application/json");
    }
    request.header(name, value);
    request.method(
        method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(QUERY));

    assertThat(send(request).statusCode()).isEqualTo(status);
    assertThat(service.calls).hasValue(1);
  }

  @Test
  void wrongCredentialsAreRefusedAsEver() {
    start(KEEPING + KEYS);
    often(QUERY);
    assertThat(post(QUERY, "x-api-key", "nobody's").statusCode()).isEqualTo(401);
    assertThat(post(QUERY, "x-api-key", KEY).body()).isEqualTo(ANSWER);
    assertThat(post(QUERY).body()).isEqualTo(ANSWER);
  }

  @Test
  void whoMustShowCredentialsMustShowThemEveryTime() {
    start(KEEPING + "authentication: {required: true, apiKeys: {file: keys.jsonl}}\n");
    often(QUERY, "x-api-key", KEY);
    assertThat(post(QUERY).statusCode()).isEqualTo(401);
    assertThat(post(QUERY, "x-api-key", "nobody's").statusCode()).isEqualTo(401);
  }

  @Test
  void whatIsPrivateIsGivenToNobodyElse() {
    start(KEEPING + KEYS);
    String mine = "{\"query\":\"{ mine }\"}";
    often(mine, "x-api-key", KEY);
    String one = post(mine, "x-api-key", KEY).body();
    assertThat(service.calls).as("kept for the one").hasValue(1);

    often(mine, "x-api-key", OTHER_KEY);
    assertThat(post(mine, "x-api-key", OTHER_KEY).body()).isNotEqualTo(one);
    assertThat(service.calls).hasValue(2);
    assertThat(post(mine).body()).isNotEqualTo(one);
    assertThat(post(mine, "x-api-key", KEY).body()).isEqualTo(one);
    HttpResponse<String> again = post(mine, "x-api-key", KEY);
    assertThat(again.headers().firstValue("cache-control")).hasValue("max-age=600, private");
  }

  @Test
  void otherVariablesAreAnotherRequest() {
    start(KEEPING);
    String query =
        "{\"query\":\"query ($n: String) { of(name: $n) }\",\"variables\":{\"n\":\"%s\"}}";
    for (int i = 0; i < OFTEN; i++) {
      assertThat(post(query.formatted("Aa")).body()).contains("\\\"Aa\\\"");
      // Their hashes are the same.
      assertThat(post(query.formatted("BB")).body()).contains("\\\"BB\\\"");
    }
    assertThat(service.calls).hasValue(2);
  }

  @Test
  void quotasCountItAsTheyDo() {
    start(
        KEEPING
            + """
            quotas:
              mode: enforce
              anonymousTier: some
              standardTier: some
              tiers: {some: {limits: [{unit: requests, quota: 20, per: 1h}]}}
            """);
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = post(QUERY);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("ratelimit").orElseThrow()).contains("r=" + (19 - i));
    }
    HttpResponse<String> refused = post(QUERY);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).doesNotContain(BIG);
  }

  @Test
  void whatCostsTooMuchIsRefusedThoughItLiesThere() {
    start(KEEPING + "cost: {mode: enforce, report: asked, maxEstimated: 5, prices: {scalar: 3}}\n");
    often(QUERY);
    assertThat(post("{\"query\":\"{ a b: a }\"}").body()).contains("COST_ESTIMATED_TOO_EXPENSIVE");
    HttpResponse<String> told = post(QUERY, "x-tributary-cost", "1");
    assertThat(told.body()).contains("\"cost\":{\"estimated\":3");
    assertThat(told.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(post(QUERY).body()).isEqualTo(ANSWER);
  }

  @Test
  void scriptsOfOtherOriginsReadItWhereTheyMay() {
    start(KEEPING + "server+, corsOrigins: [\"https://good.example\"]");
    often(QUERY);
    HttpResponse<String> good = post(QUERY, "origin", "https://good.example");
    HttpResponse<String> other = post(QUERY, "origin", "https://other.example");
    HttpResponse<String> preflight =
        send(
            request(
                    "/graphql",
                    "origin",
                    "https://good.example",
                    "access-control-request-method",
                    "POST")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(good.headers().firstValue("access-control-allow-origin"))
        .hasValue("https://good.example");
    assertThat(good.body()).isEqualTo(ANSWER);
    assertThat(other.headers().map()).doesNotContainKey("access-control-allow-origin");
    assertThat(other.headers().allValues("vary")).anyMatch(field -> field.contains("origin"));
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-methods")).isPresent();
  }

  @Test
  void whoHasItIsToldSo() {
    start(KEEPING);
    String path = get("{ a }");
    String[] preflight = {"apollo-require-preflight", "1"};
    String tag = "";
    for (int i = 0; i < OFTEN; i++) {
      tag = send(request(path, preflight)).headers().firstValue("etag").orElseThrow();
    }
    HttpResponse<String> unchanged = send(request(path, preflight).header("if-none-match", tag));
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
    assertThat(send(request(path, preflight).header("if-none-match", "\"other\"")).body())
        .isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyWhoKnowsTheSecretIsShownTheTrace(boolean knows) {
    start(KEEPING);
    often(QUERY);
    HttpResponse<String> answer =
        post(QUERY, "x-tributary-debug", knows ? SECRET : "guessed-secret-1");
    assertThat(answer.body().contains("\"trace\"")).isEqualTo(knows);
    assertThat(answer.body()).startsWith(ANSWER.substring(0, ANSWER.length() - 1));
    assertThat(post(QUERY).body()).isEqualTo(ANSWER);
  }

  @Test
  void eachIsCountedAndMeasured() {
    start(KEEPING);
    String named = "{\"query\":\"query Again { a }\"}";
    often(named);
    String page =
        send(HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + Objects.requireNonNull(gateway).adminPort()
                            + "/metrics"))
                .header("authorization", "Bearer " + SECRET))
            .body();
    assertThat(page)
        .contains("tributary_requests_seconds_count{kind=\"query\",result=\"ok\"} 12")
        .contains("tributary_operations_seconds_count{operation=\"Again\"} 12")
        .contains("tributary_cache_responses_total{result=\"hit\"} 11.0")
        .contains("tributary_responses_total{status=\"200\"} 12.0");
  }

  @Test
  void whatIsInvalidatedIsNotSentAnyMore() {
    start(KEEPING);
    often(QUERY);
    version = "2";
    assertThat(post(QUERY).body()).isEqualTo(ANSWER);
    HttpResponse<String> told =
        send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + Objects.requireNonNull(gateway).adminPort()
                            + "/cache/invalidate"))
                .header("authorization", "Bearer " + SECRET)
                .POST(BodyPublishers.ofString("[{\"service\":\"things\"}]")));
    assertThat(told.statusCode()).isEqualTo(200);
    for (int i = 0; i < OFTEN; i++) {
      assertThat(post(QUERY).body()).isEqualTo(ANSWER.replace("\"1", "\"2"));
    }
    assertThat(service.calls).hasValue(2);
  }

  @Test
  void anEndpointAtTheGraphsPathGoesFirst() throws IOException {
    Files.writeString(
        directory.resolve("api.graphql"), "query A($name: String) { of(name: $name) }");
    start(
        KEEPING
            + "endpoints: {operations: [{path: \"/{name}\", file: api.graphql, method: GET}]}\n");
    assertThat(send(request("/graphql")).body()).contains("graphql").doesNotContain("CSRF");
    assertThat(post(QUERY).body()).isEqualTo(ANSWER);
  }

  @Test
  void aBatchHoldsItLikeAnyOther() {
    start(KEEPING + "server+, limits: {batch: 3}");
    often(QUERY);
    String batch = "[" + QUERY + ",{\"query\":\"{ wrong }\"}," + QUERY + "]";
    for (int i = 0; i < OFTEN; i++) {
      String answers = post(batch).body();
      assertThat(answers).startsWith("[" + ANSWER + ",").endsWith("," + ANSWER + "]");
    }
    assertThat(post(QUERY).body()).isEqualTo(ANSWER);
  }
}
