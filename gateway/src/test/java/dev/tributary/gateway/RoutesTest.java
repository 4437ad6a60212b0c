package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Seen;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are passed on beside the graph, through a whole gateway. */
@Timeout(60)
class RoutesTest {

  @TempDir private Path directory;
  private RoutedGateway gateway;

  @BeforeEach
  void prepare() {
    gateway = new RoutedGateway(directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Seen only() {
    assertThat(gateway.seen).hasSize(1);
    return Objects.requireNonNull(gateway.seen.poll());
  }

  @Test
  void passesARequestOnAndItsAnswerBack() throws IOException {
    gateway
        .service("legacy")
        .start("routes:\n- {name: legacy, path: /legacy/*, to: [{service: legacy}]}\n");

    Answer answer =
        gateway.send(
            "POST /legacy/a%20b?q=1&r=%2F HTTP/1.1\nhost: gateway.test\ncontent-length: 5\n"
                + "content-type: text/plain\n\n",
            "hello");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("legacy:hello");
    assertThat(answer.header("x-from")).isEqualTo("legacy");
    Seen seen = only();
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.uri()).isEqualTo("/legacy/a%20b?q=1&r=%2F");
    assertThat(seen.header("content-type")).isEqualTo("text/plain");
    assertThat(seen.header("host")).isEqualTo("127.0.0.1:" + gateway.port("legacy"));
  }

  @Test
  void theGraphItselfIsServedAsBefore() throws IOException {
    gateway.service("all").start("routes:\n- {name: all, path: /*, to: [{service: all}]}\n");

    Answer graph =
        gateway.send(
            "POST /graphql HTTP/1.1\nhost: a\ncontent-type: application/json\n"
                + "content-length: 20\n\n",
            "{\"query\":\"{ here }\"}");

    assertThat(graph.body()).isEqualTo("{\"data\":{\"here\":true}}");
    assertThat(gateway.get("/health/live").status()).isEqualTo(200);
    assertThat(gateway.get("/").body()).isEqualTo("all:");
    assertThat(gateway.get("/anything").body()).isEqualTo("all:");
  }

  @ParameterizedTest
  @CsvSource({
    "/health/live, gateway",
    "/health/live/, gateway",
    "/health/ready?x=1, gateway",
    "/%68ealth/live, gateway",
    "/health%2Flive, refused",
    "/health/./live, gateway",
    "/x/../health/live, gateway",
    "/health, service",
    "/healthy, service",
    "/health/other, service",
    "/graphql, gateway",
    "/graphql/, gateway",
    "/graphq%6c, gateway",
    "/graphql/doc, gateway",
    "/graphql/doc/more, service",
    "/graphqls, service",
    "/.well-known/jwks.json, service",
    "/.well-known/other, service",
    "/x//y, refused",
    "/api/here, gateway",
    "/api/here/there, service",
    "/other, service",
  })
  void whatIsTheGatewaysOwnIsNotPassedOnHoweverItIsWritten(String path, String by)
      throws IOException {
    Files.writeString(directory.resolve("here.graphql"), "query Here { here }");
    gateway
        .service("all")
        .start(
            """
            routes:
            - {name: all, path: /*, to: [{service: all}]}
            endpoints: {operations: [{path: /api/here, file: here.graphql}]}
            """);
    for (int i = 0; i < 2; i++) {
      Answer answer = gateway.get(path);
      String answeredBy =
          answer.body().startsWith("all:")
              ? "service"
              : answer.body().contains("servers read differently") ? "refused" : "gateway";
      assertThat(answeredBy).as(answer.body()).isEqualTo(by);
    }
    assertThat(gateway.seen.isEmpty()).isEqualTo(!by.equals("service"));
  }

  @Test
  void theMostSpecificRouteTakesARequest() throws IOException {
    for (String service : List.of("all", "orders", "order", "one", "admin", "beta", "put")) {
      gateway.service(service);
    }
    gateway.start(
        """
        routes:
        - {name: all, path: /*, to: [{service: all}]}
        - {name: orders, path: /orders/*, to: [{service: orders}]}
        - {name: order, path: "/orders/{id}", to: [{service: order}]}
        - {name: one, path: /orders/1, to: [{service: one}]}
        - {name: admin, host: "*.admin.test", path: /*, to: [{service: admin}]}
        - {name: beta, path: "/orders/{id}", headers: {x-beta: /y|yes/}, to: [{service: beta}]}
        - {name: put, path: "/orders/{id}", methods: [put], to: [{service: put}]}
        """);

    assertThat(gateway.get("/elsewhere").body()).isEqualTo("all:");
    assertThat(gateway.get("/orders").body()).isEqualTo("orders:");
    assertThat(gateway.get("/orders/2").body()).isEqualTo("order:");
    assertThat(gateway.get("/orders/2/items").body()).isEqualTo("orders:");
    assertThat(gateway.get("/orders/%31").body()).isEqualTo("one:");
    assertThat(gateway.get("/ordersand").body()).isEqualTo("all:");
    assertThat(gateway.get("/orders/2", "x-beta: yes").body()).isEqualTo("beta:");
    assertThat(gateway.get("/orders/2", "x-beta: yesterday").body()).isEqualTo("order:");
    assertThat(gateway.send("PUT /orders/2 HTTP/1.1\nhost: a\n\n", "").body()).isEqualTo("put:");
    assertThat(gateway.send("GET /orders/1 HTTP/1.1\nhost: A.Admin.Test:4000\n\n", "").body())
        .isEqualTo("admin:");
  }

  @Test
  void pathsAreRewritten() throws IOException {
    gateway
        .service("next")
        .start(
            """
            routes:
            - {name: strip, path: /old/*, rewrite: /*, to: [{service: next}]}
            - {name: shape, path: "/v1/{kind}/{id}/*", rewrite: "/v2/{id}/of/{kind}/*",
               to: [{service: next}]}
            """);

    gateway.get("/old/a/b?c=d");
    assertThat(only().uri()).isEqualTo("/a/b?c=d");
    gateway.get("/old");
    assertThat(only().uri()).isEqualTo("/");
    gateway.get("/v1/toys/a%2Bb/x/");
    assertThat(only().uri()).isEqualTo("/v2/a%2Bb/of/toys/x/");
  }

  @Test
  void addressesInAnswersAreThoseThatClientsKnow() throws IOException {
    gateway
        .service(
            "legacy",
            "",
            request ->
                request
                    .response()
                    .setStatusCode(302)
                    .putHeader(
                        "location",
                        request.path().equals("/inside/away")
                            ? "https://elsewhere.test/inside/x"
                            : "http://" + request.getHeader("host") + "/inside/next?a=b")
                    .end())
        .start(
            "routes:\n"
                + "- {name: legacy, path: /out/*, rewrite: /inside/*, to: [{service:"
                + " legacy}]}\n");

    assertThat(gateway.get("/out/a").header("location")).isEqualTo("/out/next?a=b");
    assertThat(gateway.get("/out/away").header("location"))
        .isEqualTo("https://elsewhere.test/inside/x");
  }

  @Test
  void whatBelongsToAConnectionOrShowsWhoSomebodyIsStaysHere() throws IOException {
    gateway
        .service("legacy")
        .start("routes:\n- {name: legacy, path: /*, to: [{service: legacy}]}\n");

    gateway.get(
        "/x",
        "Connection: keep-alive, X-Private",
        "X-Private: 1",
        "Keep-Alive: timeout=5",
        "TE: trailers",
        "Proxy-Authorization: Basic abc",
        "Cookie: session=1",
        "X-Api-Key: secret",
        "Forwarded: for=1.2.3.4",
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-Host: evil.test",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Prefix: /evil",
        "X-Real-IP: 1.2.3.4",
        "X_Forwarded_For: 1.2.3.4",
        "X-Kept: yes");

    Seen seen = only();
    assertThat(seen.header("x-kept")).isEqualTo("yes");
    assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(seen.header("x-forwarded-host")).isEqualTo("gateway.test");
    assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
    assertThat(seen.headers())
        .doesNotContainKeys(
            "x-private",
            "keep-alive",
            "te",
            "proxy-authorization",
            "cookie",
            "x-api-key",
            "forwarded",
            "x-forwarded-prefix",
            "x-real-ip",
            "x_forwarded_for",
            "connection");
  }

  @Test
  void whatProxiesOfOurOwnSayIsBelievedAndNoMore() throws IOException {
    gateway
        .service("legacy")
        .start(
            "quotas: {proxies: 1}\n"
                + "routes:\n- {name: legacy, path: /*, to: [{service: legacy}]}\n");

    gateway.get(
        "/x",
        "X-Forwarded-For: 6.6.6.6, 10.1.2.3",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: shop.test");

    Seen seen = only();
    assertThat(seen.header("x-forwarded-for")).isEqualTo("10.1.2.3, 127.0.0.1");
    assertThat(seen.header("x-forwarded-proto")).isEqualTo("https");
    assertThat(seen.header("x-forwarded-host")).isEqualTo("shop.test");
  }

  @Test
  void aServicesRulesSayWhichFieldsPassAllTheSame() throws IOException {
    gateway
        .service(
            "legacy",
            "headers: {x-gateway: 'yes'}, requestHeaders: [{forward: cookie}, {forward:"
                + " authorization, as: x-user-token}, {drop: x-noise}, {set: x-tier, value: gold}],"
                + " answerHeaders: [{forward: set-cookie}, {drop: x-debug}]",
            request ->
                request
                    .response()
                    .putHeader("set-cookie", List.<String>of("a=1", "b=2"))
                    .putHeader("x-debug", "inside")
                    .putHeader("x-frame-options", "SAMEORIGIN")
                    .putHeader("www-authenticate", "Basic")
                    .end("ok"))
        .start("routes:\n- {name: legacy, path: /*, callers: anyone, to: [{service: legacy}]}\n");

    Answer answer =
        gateway.get(
            "/x",
            "Cookie: s=1",
            "Authorization: Bearer t",
            "X-Noise: 1",
            "X-Tier: free",
            "X-Gateway: no");

    Seen seen = only();
    assertThat(seen.header("cookie")).isEqualTo("s=1");
    assertThat(seen.header("x-user-token")).isEqualTo("Bearer t");
    assertThat(seen.header("x-tier")).isEqualTo("gold");
    assertThat(seen.header("x-gateway")).isEqualTo("yes");
    assertThat(seen.headers()).doesNotContainKeys("authorization", "x-noise");
    assertThat(answer.header("set-cookie")).isEqualTo("a=1, b=2");
    assertThat(answer.header("x-frame-options")).isEqualTo("SAMEORIGIN");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.headers()).doesNotContainKeys("x-debug", "www-authenticate");
  }

  @Test
  void theClientsHostIsToldWhereThatIsSaid() throws IOException {
    gateway
        .service("legacy")
        .start("routes:\n- {name: legacy, path: /*, hostField: client, to: [{service: legacy}]}\n");

    gateway.get("/x");

    assertThat(only().header("host")).isEqualTo("gateway.test");
  }

  @Test
  void bodiesStreamBothWaysAsFastAsTheSlowerSideTakesThem() throws Exception {
    AtomicLong taken = new AtomicLong();
    long size = 64L << 20;
    gateway
        .service(
            "echo",
            "",
            request -> {
              request.response().setChunked(true);
              request.handler(chunk -> taken.addAndGet(chunk.length()));
              request.pause();
              gateway.vertx.setTimer(
                  300,
                  later -> {
                    // Nobody has read on: what was sent is in buffers, and most of it is not.
                    request.response().write("took " + (taken.get() == 0) + " ");
                    request.resume();
                  });
              request.endHandler(end -> request.response().end("all"));
            })
        .start(
            "server: {port: 0, maxBody: 100MB, timeout: 30s}\n"
                + "routes:\n- {name: echo, path: /*, to: [{service: echo}]}\n");
    long before = used();
    try (HttpClient client = HttpClient.newHttpClient()) {
      byte[] block = new byte[1 << 16];
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/up"))
                  .POST(
                      BodyPublishers.ofByteArrays(
                          () -> Stream.generate(() -> block).limit(size / block.length).iterator()))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("took true all");
    }
    assertThat(taken.get()).isEqualTo(size);
    assertThat(used() - before).as("kept in memory").isLessThan(48L << 20);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void eventsComeAsTheyAreSent() throws IOException {
    gateway
        .service(
            "events",
            "",
            request -> {
              request.response().setChunked(true).putHeader("content-type", "text/event-stream");
              request.response().write("data: 1\n\n");
              // The second only when the first was seen.
              gateway
                  .vertx
                  .eventBus()
                  .consumer("seen", message -> request.response().end("data: 2\n\n"));
            })
        .start("routes:\n- {name: events, path: /*, to: [{service: events}]}\n");

    try (RoutedGateway.Raw raw = gateway.connect()) {
      raw.write("GET /e HTTP/1.1\r\nhost: a\r\n\r\n");
      while (!raw.line().isEmpty()) {
        // The head.
      }
      assertThat(raw.line()).isEqualTo("9");
      assertThat(raw.read(9)).isEqualTo("data: 1\n\n");
      gateway.vertx.eventBus().publish("seen", Buffer.buffer());
      raw.line();
      assertThat(raw.line()).isEqualTo("9");
      assertThat(raw.read(9)).isEqualTo("data: 2\n\n");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWhetherAnnouncedOrNot() throws IOException {
    gateway
        .service("legacy")
        .start("routes:\n- {name: legacy, path: /*, maxBody: 10B, to: [{service: legacy}]}\n");

    Answer announced =
        gateway.send("POST /x HTTP/1.1\nhost: a\ncontent-length: 11\n\n", "01234567890");
    Answer chunked =
        gateway.send(
            "POST /x HTTP/1.1\nhost: a\ntransfer-encoding: chunked\n\n",
            "6\r\n012345\r\n6\r\n012345\r\n0\r\n\r\n");

    assertThat(announced.status()).isEqualTo(413);
    assertThat(announced.header("content-type")).startsWith("application/problem+json");
    assertThat(chunked.status()).isEqualTo(413);
    assertThat(chunked.body()).contains("\"code\":\"BODY_TOO_LARGE\"");
    assertThat(
            gateway
                .send("POST /x HTTP/1.1\nhost: a\ncontent-length: 10\n\n", "0123456789")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aServiceThatDoesNotAnswerInTimeOrAtAllIsTold() throws IOException {
    gateway
        .service("silent", "", request -> {})
        .service("rude", "", request -> request.connection().close())
        .service("gone", "", request -> {})
        .start(
            """
            routes:
            - {name: silent, path: /silent, timeout: 200ms, to: [{service: silent}]}
            - {name: rude, path: /rude, to: [{service: rude}]}
            - {name: gone, path: /gone, to: [{service: gone}]}
            """);
    gateway.shut("gone");

    Answer late = gateway.get("/silent");
    Answer rude = gateway.get("/rude");
    Answer gone = gateway.get("/gone");

    assertThat(late.status()).isEqualTo(504);
    assertThat(late.body()).contains("\"code\":\"UPSTREAM_TIMEOUT\"").doesNotContain("127.0.0.1");
    assertThat(rude.status()).isEqualTo(502);
    assertThat(gone.status()).isEqualTo(502);
    assertThat(gone.body())
        .contains("\"code\":\"UPSTREAM_UNREACHABLE\"")
        .doesNotContain("127.0.0.1");
  }

  @Test
  void aRequestWithoutABodyIsSentOnceMoreOnANewConnectionWhenAnIdleOneWasClosed()
      throws IOException {
    gateway
        .service(
            "flaky",
            "",
            request -> {
              boolean second = gateway.seen.size() == 2;
              if (second) {
                request.connection().close();
              } else {
                request.response().end("well");
              }
            })
        .start(
            "server: {port: 0, eventLoops: 1}\n"
                + "routes:\n- {name: flaky, path: /*, to: [{service: flaky}]}\n");

    assertThat(gateway.get("/1").body()).isEqualTo("well");
    assertThat(gateway.get("/2").body()).isEqualTo("well");
    assertThat(gateway.seen).hasSize(3);
  }

  @Test
  void aClientThatGoesAwayIsNotTheServicesFailure() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    gateway
        .service(
            "slow", "", request -> request.connection().closeHandler(gone -> closed.complete(true)))
        .start("admin: {port: 0}\nroutes:\n- {name: slow, path: /*, to: [{service: slow}]}\n");

    try (RoutedGateway.Raw raw = gateway.connect()) {
      raw.write("GET /s HTTP/1.1\r\nhost: a\r\n\r\n");
      while (gateway.seen.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(gateway.metrics("tributary_service_inflight{")).endsWith(" 1.0");
    }
    assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();

    String metrics = gateway.metrics("tributary_service_calls_seconds_count{");
    for (int i = 0; i < 500 && metrics.isEmpty(); i++) {
      LockSupport.parkNanos(10_000_000);
      metrics = gateway.metrics("tributary_service_calls_seconds_count{");
    }
    assertThat(metrics).contains("UPSTREAM_CANCELLED").doesNotContain("UNREACHABLE");
    assertThat(gateway.metrics("tributary_service_inflight{")).isEmpty();
    assertThat(gateway.metrics("tributary_requests_seconds_count{")).contains("kind=\"route\"");
  }

  @Test
  void anAnswerThatBreaksOffIsNotMadeToLookWhole() throws IOException {
    gateway
        .service(
            "half",
            "",
            request -> {
              request
                  .response()
                  .setChunked(true)
                  .write("half")
                  .onSuccess(sent -> request.connection().close());
            })
        .start("routes:\n- {name: half, path: /*, to: [{service: half}]}\n");

    try (RoutedGateway.Raw raw = gateway.connect()) {
      raw.write("GET /s HTTP/1.1\r\nhost: a\r\n\r\n");
      while (!raw.line().isEmpty()) {
        // The head.
      }
      assertThat(raw.line()).isEqualTo("4");
      assertThat(raw.read(4)).isEqualTo("half");
      assertThat(raw.line()).isEmpty();
      assertThat(raw.isClosed()).isTrue();
    }
  }
}
