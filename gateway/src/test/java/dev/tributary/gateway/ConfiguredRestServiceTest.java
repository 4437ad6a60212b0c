package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code tributary.yaml} says of a REST service, from the file to the service. */
class ConfiguredRestServiceTest {

  private static final String SECRET = "s3cr3t-of-the-file";
  private static final String QUERY = "{ stock { inStock } }";

  @TempDir private Path directory;
  private final List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
  private final List<String> tokenHosts = new CopyOnWriteArrayList<>();
  private final List<String> tokenRequests = new CopyOnWriteArrayList<>();
  private volatile boolean failing;
  private Vertx vertx;
  private HttpServer service;
  private @Nullable Gateway gateway;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    service = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(service.listen(0, "127.0.0.1"));
    client = HttpClient.newHttpClient();
    Files.writeString(directory.resolve("secret"), SECRET + "\n");
  }

  @AfterEach
  void stop() {
    client.close();
    if (gateway != null) {
      Await.on(Objects.requireNonNull(gateway).stop());
    }
    Await.on(vertx.close());
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/token")) {
      tokenHosts.add(request.getHeader("host"));
      request
          .body()
          .onSuccess(
              body -> {
                tokenRequests.add(request.getHeader("authorization") + " " + body);
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end("{\"access_token\": \"t-1\", \"token_type\": \"Bearer\"}");
              });
      return;
    }
    asked.add(request);
    if (failing) {
      request.response().setStatusCode(500).end("x");
      return;
    }
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "max-age=60")
        .end(request.path().equals("/graphql") ? "{\"data\": {\"stock\": null}}" : "{\"n\": 3}");
  }

  private String port() {
    return Integer.toString(service.actualPort());
  }

  /** A gateway for a REST service at this base URL. */
  private void serve(String baseUrl, String services) throws Exception {
    serve(
        new SubgraphSource(
            "stock",
            "",
            """
            extend schema
              @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@source", "@connect"])
              @source(name: "s", http: {baseURL: "%s"})
            type Query {
              stock: Stock
                @connect(source: "s", http: {GET: "/stock?a=1"}, selection: "inStock: n")
              beside: Stock
                @connect(http: {GET: "http://localhost:%s/beside"}, selection: "inStock: n")
            }
            type Stock { inStock: Int }
            """
                .formatted(baseUrl, port())),
        services);
  }

  private void serve(SubgraphSource source, String services) throws Exception {
    Composition composition = Composer.compose(List.of(source));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    ConfigResult result =
        new ConfigReader(
                new Substitution(
                    name -> name.equals("STOCK_SECRET") ? "s3cr3t-of-the-environment" : null,
                    directory))
            .read(
                """
                server: {port: 0, timeout: 5s, drain: 2s}
                admin: {port: 0}
                supergraph: {file: supergraph.graphql}
                """
                    + services.replace("PORT", port()));
    assertThat(result).as("%s", result).isInstanceOf(ConfigResult.Valid.class);
    gateway = Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  private String ask(String query) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + Objects.requireNonNull(gateway).port() + "/graphql"))
                .header("content-type", "application/json")
                .header("authorization", "Bearer s3cr3t-of-the-client")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("query", query).encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  // Who the gateway is

  static Stream<Arguments> credentials() {
    String basic =
        Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));
    return Stream.of(
        Arguments.of(
            "{bearer: '${env.STOCK_SECRET}'}",
            Map.of("authorization", "Bearer s3cr3t-of-the-environment"),
            "/stock?a=1"),
        Arguments.of(
            "{bearer: '${file.secret}'}",
            Map.of("authorization", "Bearer " + SECRET),
            "/stock?a=1"),
        Arguments.of(
            "{apiKey: {value: '${file.secret}'}}", Map.of("x-api-key", SECRET), "/stock?a=1"),
        Arguments.of(
            "{apiKey: {value: '${file.secret}', header: X-Own}}",
            Map.of("x-own", SECRET),
            "/stock?a=1"),
        Arguments.of(
            "{apiKey: {value: '${file.secret}', query: 'the key'}}",
            Map.of(),
            "/stock?a=1&the+key=" + SECRET),
        Arguments.of(
            "{basic: {user: me, password: '${file.secret}'}}",
            Map.of("authorization", "Basic " + basic),
            "/stock?a=1"),
        Arguments.of(
            "{oauth2: {tokenUrl: 'http://127.0.0.1:PORT/token', clientId: me,"
                + " clientSecret: '${file.secret}', scope: 'stock.read'}}",
            Map.of("authorization", "Bearer t-1"),
            "/stock?a=1"));
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void credentialsOfTheFileReachTheServiceAndNobodyElse(
      String credentials, Map<String, String> headers, String uri) throws Exception {
    serve(
        "http://127.0.0.1:" + port(),
        "services: {stock: {allowPrivate: true, credentials: " + credentials + "}}");
    String answer = ask(QUERY);
    assertThat(answer).isEqualTo("{\"data\":{\"stock\":{\"inStock\":3}}}");
    assertThat(asked).hasSize(1);
    HttpServerRequest call = asked.getFirst();
    assertThat(call.uri()).isEqualTo(uri);
    headers.forEach(
        (name, value) -> assertThat(call.headers().getAll(name)).containsExactly(value));
    assertThat(call.headers().toString()).doesNotContain("of-the-client");
    if (credentials.contains("oauth2")) {
      String basic =
          Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));
      assertThat(tokenRequests)
          .containsExactly("Basic " + basic + " grant_type=client_credentials&scope=stock.read");
    }
  }

  @Test
  void theSecretForTheTokenIsNotSentToInstancesOfTheService() throws Exception {
    HttpServer instance = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(instance.listen(0, "127.0.0.1"));
    serve(
        "https://stock.example",
        """
        services:
          stock:
            balancing: { instances: [{ url: "http://127.0.0.1:%s" }] }
            credentials:
              oauth2: { tokenUrl: "http://127.0.0.1:PORT/token", clientId: me, clientSecret: "${file.secret}" }
        """
            .formatted(instance.actualPort()));
    assertThat(ask(QUERY)).isEqualTo("{\"data\":{\"stock\":{\"inStock\":3}}}");
    assertThat(tokenHosts).containsExactly("127.0.0.1:" + port());
  }

  @Test
  void credentialsOfTwoKindsAreRefusedWithoutTellingThem() {
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                """
                services:
                  stock:
                    credentials: {bearer: "${file.secret}", basic: {user: me, password: "${file.secret}"}}
                """);
    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    assertThat(result.toString())
        .contains("credentials take one of bearer, apiKey, basic and oauth2")
        .doesNotContain(SECRET);
  }

  // Where it may be

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"})
  void aSchemaCannotLeadToThisMachineUnlessItIsAllowed(String host) throws Exception {
    serve("http://" + host + ":" + port(), "");
    assertThat(ask(QUERY)).contains("HTTP_CLIENT_ERROR").doesNotContain("127.0.0.1", "localhost");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serviceDefaults: {allowPrivate: true}",
        "services: {stock: {allowPrivate: true}}",
        "services: {stock: {allowNetworks: [127.0.0.0/8]}}",
        "services: {stock: {url: 'http://127.0.0.1:PORT'}}",
        "services: {stock: {balancing: {instances: [{url: 'http://127.0.0.1:PORT'}]}}}",
      })
  void theOperatorSaysWhereItMayBe(String services) throws Exception {
    serve("http://127.0.0.1:" + port(), services);
    assertThat(ask(QUERY)).isEqualTo("{\"data\":{\"stock\":{\"inStock\":3}}}");
  }

  @Test
  void theUrlOfAServiceOpensNoOtherAddressToItsSchema() throws Exception {
    serve("https://stock.example", "services: {stock: {url: 'http://127.0.0.1:PORT'}}");
    assertThat(ask("{ stock { inStock } beside { inStock } }"))
        .startsWith("{\"data\":{\"stock\":{\"inStock\":3},\"beside\":null}")
        .contains("HTTP_CLIENT_ERROR");
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "[fd00:ec2::254]", "[::ffff:a9fe:a9fe]"})
  void theMetadataOfACloudIsNeverReached(String host) throws Exception {
    serve(
        "http://" + host + ":" + port(),
        "serviceDefaults: {allowPrivate: true, connectTimeout: 500ms, timeout: 1s}");
    assertThat(ask(QUERY)).contains("\"stock\":null");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "serviceDefaults: {allowPrivate: true}"})
  void aGraphQlServiceMayBeOnThisMachine(String services) throws Exception {
    serve(graphQl("127.0.0.1"), services);
    ask(QUERY);
    assertThat(asked).hasSize(1);
  }

  @Test
  void butNotWhereTheOperatorForbidsIt() throws Exception {
    serve(graphQl("127.0.0.1"), "serviceDefaults: {allowPrivate: false}");
    assertThat(ask(QUERY)).contains("UPSTREAM_UNREACHABLE").doesNotContain("127.0.0.1");
    assertThat(asked).isEmpty();
  }

  @Test
  void norWhereNothingMayBe() throws Exception {
    serve(graphQl("169.254.169.254"), "serviceDefaults: {connectTimeout: 500ms, timeout: 1s}");
    assertThat(ask(QUERY)).containsAnyOf("UPSTREAM_UNREACHABLE", "UPSTREAM_TIMEOUT");
    assertThat(asked).isEmpty();
  }

  @Test
  void anAddressOfSixteenBytesIsAnAddress() throws Exception {
    HttpServer six = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(six.listen(0, "::1"));
    serve("http://[::1]:" + six.actualPort(), "services: {stock: {allowPrivate: true}}");
    assertThat(ask(QUERY)).isEqualTo("{\"data\":{\"stock\":{\"inStock\":3}}}");
    assertThat(asked.getFirst().headers().get("host")).isEqualTo("[::1]:" + six.actualPort());
  }

  private SubgraphSource graphQl(String host) {
    return new SubgraphSource(
        "stock",
        "http://" + host + ":" + port() + "/graphql",
        "type Query { stock: Stock } type Stock { inStock: Int }");
  }

  // What is kept

  @Test
  void answersAreKeptUnlessTheOperatorDoesNotWantIt() throws Exception {
    serve("http://127.0.0.1:" + port(), "serviceDefaults: {allowPrivate: true}");
    ask(QUERY);
    ask(QUERY);
    assertThat(asked).hasSize(1);
    Await.on(Objects.requireNonNull(gateway).stop());
    serve(
        "http://127.0.0.1:" + port(),
        "serviceDefaults: {allowPrivate: true, cache: {enabled: false}}");
    ask(QUERY);
    ask(QUERY);
    assertThat(asked).hasSize(3);
  }

  // When it is spared

  @Test
  void aServiceThatFailsEveryCallIsSparedAsTheFileSays() throws Exception {
    failing = true;
    String breaker = "{calls: 5, failures: 50, pause: 5m}";
    serve(graphQl("127.0.0.1"), "services: {stock: {circuitBreaker: " + breaker + "}}");
    for (int i = 0; i < 5; i++) {
      assertThat(ask(QUERY)).contains("UPSTREAM_HTTP_ERROR");
    }
    assertThat(ask("{ stock { inStock } __typename }"))
        .startsWith("{\"data\":{\"stock\":null,\"__typename\":\"Query\"}")
        .contains("UPSTREAM_CIRCUIT_OPEN");
    assertThat(asked).hasSize(5);
  }

  @Test
  void nothingIsSparedThatTheFileDoesNotWantSpared() throws Exception {
    failing = true;
    serve(
        "http://127.0.0.1:" + port(),
        "serviceDefaults: {allowPrivate: true, retries: 0,"
            + " circuitBreaker: {calls: 1, failures: 1, enabled: false}}");
    for (int i = 0; i < 5; i++) {
      assertThat(ask(QUERY)).contains("CONNECTOR_RESPONSE_INVALID");
    }
    assertThat(asked).hasSize(5);
  }
}
