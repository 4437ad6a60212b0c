package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.ApiKeyFile;
import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Raw;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may use routes, what it costs them, and what operators see of it. */
@Timeout(60)
class RouteAccessTest {

  @TempDir private Path directory;
  private RoutedGateway gateway;
  private String plain = "";
  private String reader = "";

  @BeforeEach
  void prepare() throws IOException {
    gateway = new RoutedGateway(directory).service("legacy");
    Path keys = directory.resolve("keys.jsonl");
    plain = "x-api-key: " + ApiKeyFile.add(keys, "plain", Set.of(), null, null);
    reader = "x-api-key: " + ApiKeyFile.add(keys, "reader", Set.of("read", "list"), null, null);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private int status(String path, String... fields) throws IOException {
    return gateway.get(path, fields).status();
  }

  @Test
  void callersScopesAndPoliciesDecideWhoIsLetIn() throws IOException {
    gateway.start(
        """
        authentication: {apiKeys: {file: keys.jsonl}}
        authorization: {policies: {isReader: "client == 'reader'", small: "variables.n == '1'"}}
        routes:
        - {name: anyone, path: /anyone, callers: anyone, to: [{service: legacy}]}
        - {name: gateway, path: /gateway, to: [{service: legacy}]}
        - {name: known, path: /known, callers: authenticated, to: [{service: legacy}]}
        - {name: scopes, path: /scopes, scopes: [admin, read list], to: [{service: legacy}]}
        - {name: policy, path: "/policy/{n}", policies: [isReader, small], to: [{service: legacy}]}
        """);

    assertThat(status("/anyone", "x-api-key: wrong")).isEqualTo(200);
    assertThat(status("/gateway")).isEqualTo(200);
    assertThat(status("/gateway", "x-api-key: wrong")).isEqualTo(401);
    assertThat(status("/known")).isEqualTo(401);
    assertThat(status("/known", plain)).isEqualTo(200);
    assertThat(status("/scopes")).isEqualTo(401);
    assertThat(status("/scopes", plain)).isEqualTo(403);
    assertThat(status("/scopes", reader)).isEqualTo(200);
    assertThat(status("/policy/1")).isEqualTo(401);
    assertThat(status("/policy/1", plain)).isEqualTo(403);
    assertThat(status("/policy/2", reader)).isEqualTo(403);
    assertThat(status("/policy/1", reader)).isEqualTo(200);
    assertThat(gateway.seen).hasSize(5).noneMatch(seen -> seen.headers().containsKey("x-api-key"));
    Answer refused = gateway.get("/known");
    assertThat(refused.header("www-authenticate")).isNotEmpty();
    assertThat(refused.body())
        .contains("\"status\":401", "\"code\":\"UNAUTHENTICATED\"")
        .doesNotContain("legacy");
  }

  @Test
  void whereTheGatewayRefusesAnonymousCallersSoDoItsRoutesUnlessAnyoneMayCall() throws IOException {
    gateway.start(
        """
        authentication: {required: true, apiKeys: {file: keys.jsonl}}
        routes:
        - {name: hook, path: /hook, callers: anyone, to: [{service: legacy}]}
        - {name: rest, path: /rest, to: [{service: legacy}]}
        """);

    assertThat(status("/hook")).isEqualTo(200);
    assertThat(status("/rest")).isEqualTo(401);
    assertThat(status("/rest", plain)).isEqualTo(200);
  }

  @Test
  void aRouteCostsWhatItSaysAndCountsAsARequest() throws IOException {
    gateway.start(
        """
        authentication: {apiKeys: {file: keys.jsonl}}
        quotas:
          mode: enforce
          standardTier: standard
          anonymousTier: standard
          tiers:
            standard: {limits: [{unit: cost, quota: 25, per: 1h, burst: 25}]}
        routes:
        - {name: dear, path: /dear, cost: 10, to: [{service: legacy}]}
        - {name: free, path: /free, cost: 0, to: [{service: legacy}]}
        """);

    Answer first = gateway.get("/dear", plain);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("ratelimit")).contains("r=15");
    assertThat(status("/dear", plain)).isEqualTo(200);
    Answer third = gateway.get("/dear", plain);

    assertThat(third.status()).isEqualTo(429);
    assertThat(third.header("content-type")).startsWith("application/problem+json");
    assertThat(third.header("retry-after")).isNotEmpty();
    assertThat(third.body()).contains("\"code\":\"QUOTA_EXCEEDED\"");
    assertThat(status("/free", plain)).isEqualTo(200);
    assertThat(status("/dear", reader)).as("another's account").isEqualTo(200);
    assertThat(gateway.seen).hasSize(4);
  }

  @Test
  void whatAServiceFailedToAnswerIsPaidBack() throws IOException {
    gateway
        .service("rude", "", request -> request.connection().close())
        .start(
            """
            authentication: {apiKeys: {file: keys.jsonl}}
            quotas:
              mode: enforce
              standardTier: standard
              anonymousTier: standard
              tiers:
                standard: {limits: [{unit: cost, quota: 20, per: 1h, burst: 20}]}
            routes:
            - {name: rude, path: /rude, cost: 10, methods: [POST], to: [{service: rude}]}
            - {name: dear, path: /dear, cost: 10, to: [{service: legacy}]}
            """);

    for (int i = 0; i < 5; i++) {
      assertThat(
              gateway
                  .send("POST /rude HTTP/1.1\nhost: a\n" + plain + "\ncontent-length: 0\n\n", "")
                  .status())
          .isEqualTo(502);
    }
    assertThat(status("/dear", plain)).isEqualTo(200);
  }

  @Test
  void onlyAsManyRunAtOnceAsTheGatewayTakes() throws IOException {
    gateway
        .service("silent", "", request -> {})
        .start(
            """
            server: {port: 0, limits: {requests: 1}}
            routes: [{name: silent, path: /silent, to: [{service: silent}]}]
            """);

    try (RoutedGateway.Raw raw = gateway.connect()) {
      raw.write("GET /silent HTTP/1.1\r\nhost: a\r\n\r\n");
      while (gateway.seen.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(status("/silent")).isEqualTo(503);
    }
  }

  @Test
  void asManyWaitForAServicesAnswerAtOnceAsItMayBeAsked() throws IOException {
    Queue<HttpServerResponse> asked = new ConcurrentLinkedQueue<>();
    gateway
        .service(
            "spared",
            "concurrency: {most: 1, waiting: 1}",
            request -> asked.add(request.response().setChunked(true)))
        .start(
            """
            server: {port: 0, eventLoops: 1}
            admin: {port: 0}
            routes: [{name: spared, path: /*, to: [{service: spared}]}]
            """);
    try (Raw first = gateway.connect();
        Raw second = gateway.connect()) {
      first.write("GET /1 HTTP/1.1\r\nhost: a\r\n\r\n");
      HttpServerResponse answer = next(asked);
      second.write("GET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
      while (gateway.metrics("tributary_service_queued{service=\"spared\"").isEmpty()) {
        Thread.onSpinWait();
      }

      Answer third = gateway.get("/3");
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.body()).contains("UPSTREAM_OVERLOADED");
      assertThat(asked).isEmpty();

      // Whoever begins to answer may be asked again, however long the rest takes.
      Await.on(answer.write("one"));
      next(asked).end("two");
      assertThat(second.answer().body()).isEqualTo("two");
      answer.end();
      assertThat(first.answer().body()).isEqualTo("one");
    }
  }

  private static HttpServerResponse next(Queue<HttpServerResponse> asked) {
    HttpServerResponse next = asked.poll();
    while (next == null) {
      Thread.onSpinWait();
      next = asked.poll();
    }
    return next;
  }

  @Test
  void browsersOfAllowedOriginsMayReadAnswersAndServicesHaveNoSayInThat() throws IOException {
    gateway
        .service(
            "open",
            "",
            request -> request.response().putHeader("access-control-allow-origin", "*").end())
        .start(
            """
            server: {port: 0, corsOrigins: ["https://shop.test"]}
            routes: [{name: open, path: /open, methods: [PUT], to: [{service: open}]}]
            """);

    Answer preflight =
        gateway.send(
            "OPTIONS /open HTTP/1.1\nhost: a\norigin: https://shop.test\n"
                + "access-control-request-method: PUT\n"
                + "access-control-request-headers: x-mine\n\n",
            "");
    Answer own = gateway.send("PUT /open HTTP/1.1\nhost: a\norigin: https://shop.test\n\n", "");
    Answer foreign = gateway.send("PUT /open HTTP/1.1\nhost: a\norigin: https://evil.test\n\n", "");

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://shop.test");
    assertThat(preflight.header("access-control-allow-methods")).contains("PUT");
    assertThat(preflight.header("access-control-allow-headers")).isEqualTo("x-mine");
    assertThat(own.header("access-control-allow-origin")).isEqualTo("https://shop.test");
    assertThat(foreign.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(gateway.seen).hasSize(2);
  }

  @Test
  void endpointsMadeFromOperationsAnswerBrowsersOfAllowedOriginsToo() throws IOException {
    Files.writeString(directory.resolve("here.graphql"), "query Here { here }");
    gateway.start(
        """
        server: {port: 0, corsOrigins: ["https://shop.test"]}
        endpoints: {operations: [{path: /api/here, file: here.graphql}]}
        """);

    Answer preflight =
        gateway.send(
            "OPTIONS /api/here HTTP/1.1\nhost: a\norigin: https://shop.test\n"
                + "access-control-request-method: GET\n\n",
            "");
    Answer own = gateway.get("/api/here", "origin: https://shop.test");
    Answer foreign = gateway.get("/api/here", "origin: https://evil.test");

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET");
    assertThat(own.header("access-control-allow-origin")).isEqualTo("https://shop.test");
    assertThat(own.body()).isEqualTo("true");
    assertThat(foreign.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void operatorsSeeRoutesByName() throws IOException {
    gateway
        .service("bad", "", request -> request.response().setStatusCode(503).end())
        .start(
            """
            admin: {port: 0}
            routes:
            - {name: good, path: "/good/{id}", to: [{service: legacy}]}
            - {name: bad, path: /bad, to: [{service: bad}]}
            """);

    gateway.get("/good/1");
    gateway.get("/good/2");
    assertThat(status("/bad")).as("as the service answered").isEqualTo(503);

    for (int i = 0; i < 500; i++) {
      // What is measured follows the answer.
      if (gateway.metrics("tributary_routes_seconds_count{").contains("bad")) {
        break;
      }
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(gateway.metrics("tributary_routes_seconds_count{"))
        .contains("route=\"good\"} 2", "route=\"bad\"} 1");
    assertThat(gateway.metrics("tributary_route_failures_total{"))
        .contains("route=\"bad\"} 1")
        .doesNotContain("good");
    assertThat(gateway.metrics("tributary_route_cost_total{")).contains("route=\"good\"} 2");
    assertThat(gateway.metrics("tributary_service_calls_seconds_count{"))
        .contains("service=\"legacy\"", "outcome=\"5xx\"");
  }
}
