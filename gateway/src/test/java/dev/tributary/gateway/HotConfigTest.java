package dev.tributary.gateway;

import static dev.tributary.gateway.ChangingGateway.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.ChangingGateway.Footprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each section of a changed file does to the next request. */
@Timeout(120)
class HotConfigTest {

  private static final String KEY = "a-key-that-nobody-else-knows";
  private static final String SERVER = "server: {port: 0, host: 127.0.0.1, ";

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // made before each test
  private ChangingGateway gateway;

  @BeforeEach
  void prepare() throws IOException {
    gateway = new ChangingGateway(directory);
    Files.writeString(
        directory.resolve("keys.jsonl"),
        "{\"id\":\"1\",\"client\":\"ada\",\"hash\":\"%s\"}\n".formatted(hash(KEY)));
    Files.writeString(directory.resolve("operations.graphql"), "query Who { who }");
    Files.writeString(directory.resolve("jwks.json"), "{\"keys\": []}");
    Files.writeString(directory.resolve("manifest.json"), "{\"w\": \"{ who }\"}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /**
   * @param probe what a client sees
   * @param seenBefore is contained in that under {@code before}
   * @param seenAfter likewise, and not what is seen before
   */
  record Change(
      String name,
      String before,
      String after,
      Function<ChangingGateway, String> probe,
      String seenBefore,
      String seenAfter) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Function<ChangingGateway, String> query(String query, String... headers) {
    return gateway -> shown(gateway.query(query, headers));
  }

  private static Function<ChangingGateway, String> header(String name, String... headers) {
    return gateway ->
        gateway.query("{ who }", headers).headers().firstValue(name).orElse("without");
  }

  static Stream<Change> changes() {
    String balanced = "services: {s: {balancing: {instances: [{url: \"%s\"}]}}}";
    return Stream.of(
        new Change(
            "server.path", "", SERVER + "path: /other}", query("{ who }"), "200 {\"data\"", "405"),
        new Change(
            "server.graphiql",
            "",
            SERVER + "graphiql: false}",
            gateway -> shown(gateway.get("/")),
            "200",
            "404"),
        new Change(
            "server.compression",
            "",
            SERVER + "compression: false}",
            gateway ->
                gateway
                    // So many errors come to more than a kilobyte.
                    .query("{ a b c d e f g h i j k l m n o p }", "accept-encoding", "gzip")
                    .headers()
                    .firstValue("content-encoding")
                    .orElse("as it is"),
            "gzip",
            "as it is"),
        new Change(
            "server.maxBody",
            "",
            SERVER + "maxBody: 20B}",
            query("{ who who who who who }"),
            "200",
            "413"),
        new Change(
            "server.timeout",
            "",
            SERVER + "timeout: 150ms}",
            query("{ slow }"),
            "{\"slow\":\"a\"}",
            "errors"),
        new Change(
            "server.corsOrigins",
            "",
            SERVER + "corsOrigins: [\"https://a.test\"]}",
            header("access-control-allow-origin", "origin", "https://a.test"),
            "without",
            "https://a.test"),
        new Change(
            "server.csrfPrevention",
            "",
            SERVER + "csrfPrevention: false}",
            gateway -> shown(gateway.get("/graphql?query=%7Bwho%7D")),
            "400",
            "200"),
        new Change(
            "server.limits.batch",
            "",
            SERVER + "limits: {batch: 2}}",
            gateway -> shown(gateway.post("/graphql", "[{\"query\":\"{who}\"}]")),
            "400",
            "200"),
        new Change(
            "server.limits.variables",
            "",
            SERVER + "limits: {variablesDepth: 1}}",
            gateway ->
                shown(
                    gateway.post(
                        "/graphql", "{\"query\":\"{who}\",\"variables\":{\"a\":{\"b\":{}}}}")),
            "200",
            "400"),
        new Change(
            "server.overload",
            "admin: {port: 0}",
            SERVER + "overload: {lag: 0s}}\nadmin: {port: 0}",
            gateway -> "limit " + gateway.metric("tributary_requests_limit"),
            "limit 10000.0",
            "limit 0.0"),
        new Change(
            "server.streams.webSockets",
            "",
            SERVER + "streams: {webSockets: false}}",
            HotConfigTest::upgrade,
            "101",
            "400"),
        new Change(
            "serviceDefaults.timeout",
            "",
            "serviceDefaults: {timeout: 100ms}",
            query("{ slow }"),
            "{\"slow\":\"a\"}",
            "UPSTREAM_TIMEOUT"),
        new Change(
            "services.s.url",
            "",
            "services: {s: {url: \"$b/graphql\"}}",
            query("{ who }"),
            "\"a\"",
            "\"b\""),
        new Change(
            "services.s.requestHeaders",
            "",
            "services: {s: {requestHeaders: [{set: x-tag, value: blue}]}}",
            query("{ tag }"),
            "null",
            "blue"),
        new Change(
            "services.s.answerHeaders",
            "",
            "services: {s: {answerHeaders: [{forward: x-answered-by}]}}",
            header("x-answered-by"),
            "without",
            "a"),
        new Change(
            "services.s.maxResponse",
            "",
            "services: {s: {maxResponse: 5B}}",
            query("{ who }"),
            "\"a\"",
            "UPSTREAM_RESPONSE_TOO_LARGE"),
        new Change(
            "services.s.balancing",
            "",
            balanced.formatted("$b"),
            query("{ who }"),
            "\"a\"",
            "\"b\""),
        new Change(
            "services.s.balancing.instances",
            balanced.formatted("$a"),
            balanced.formatted("$b"),
            query("{ who }"),
            "\"a\"",
            "\"b\""),
        new Change(
            "services.s.concurrency",
            "services: {s: {concurrency: {least: 1, most: 1, waiting: 0}}}",
            "services: {s: {concurrency: {least: 9, most: 9, waiting: 9}}}",
            HotConfigTest::twoAtOnce,
            "UPSTREAM_OVERLOADED",
            "200 {\"data\":{\"slow\":\"a\"}} 200 {\"data\":{\"slow\":\"a\""),
        new Change(
            "operations.introspection",
            "",
            "operations: {introspection: false}",
            query("{ __schema { queryType { name } } }"),
            "\"Query\"",
            "INTROSPECTION_DISABLED"),
        new Change(
            "operations.maxDepth",
            "",
            "operations: {maxDepth: 1}",
            query("{ many { name } }"),
            "\"a\"",
            "errors"),
        new Change(
            "authentication.required",
            "",
            "authentication: {required: true, apiKeys: {file: keys.jsonl}}",
            query("{ who }"),
            "200",
            "401"),
        new Change(
            "authentication.apiKeys",
            "authentication: {apiKeys: {file: keys.jsonl, header: x-other}}",
            "authentication: {apiKeys: {file: keys.jsonl, header: x-api-key}}",
            query("{ own }", "x-api-key", KEY),
            "UNAUTHORIZED",
            "\"own\":\"a\""),
        new Change(
            "authentication.jwt",
            "",
            "authentication: {jwt: {issuers: [{issuer: \"https://i.test\", keys: jwks.json,"
                + " audiences: [a]}]}}",
            query("{ who }", "authorization", "Bearer a.b.c"),
            "200",
            "401"),
        new Change(
            "authorization.policies",
            "authorization: {policies: {insider: \"false\"}}",
            "authorization: {policies: {insider: \"headers['x-zone'] == 'in'\"}}",
            query("{ secret }", "x-zone", "in"),
            "UNAUTHORIZED",
            "\"secret\":\"a\""),
        new Change(
            "authorization.mode",
            "authorization: {mode: filter}",
            "authorization: {mode: reject}",
            query("{ own who }"),
            "\"who\":\"a\"",
            "401"),
        new Change(
            "cost",
            "",
            "cost: {mode: enforce, maxEstimated: 1}",
            query("{ many { name } }"),
            "\"a\"",
            "COST_ESTIMATED_TOO_EXPENSIVE"),
        new Change(
            "cost.report",
            "cost: {mode: measure}",
            "cost: {mode: measure, report: always}",
            query("{ who }"),
            "{\"data\":{\"who\":\"a\"}}",
            "\"estimated\""),
        new Change(
            "quotas.mode",
            "",
            "quotas: {mode: enforce, tiers: {standard: {}, anonymous: {limits:"
                + " [{unit: requests, quota: 1, per: 1d}]}}}",
            gateway -> shown(gateway.query("{ who }")) + shown(gateway.query("{ who }")),
            "200 {\"data\":{\"who\":\"a\"}}200",
            "429"),
        new Change(
            "documents.trustedOnly",
            "",
            "documents: {manifest: manifest.json, trustedOnly: true}",
            query("{ tag }"),
            "200",
            "DOCUMENT_NOT_TRUSTED"),
        new Change(
            "documents.manifest",
            "",
            "documents: {manifest: manifest.json}",
            gateway -> shown(gateway.post("/graphql", "{\"documentId\":\"w\"}")),
            "DOCUMENT_NOT_FOUND",
            "200"),
        new Change(
            "documents.automatic",
            "",
            "documents: {automatic: true}",
            gateway ->
                shown(
                    gateway.post(
                        "/graphql",
                        "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"ab\"}}}")),
            "PERSISTED_QUERY_NOT_SUPPORTED",
            "PERSISTED_QUERY_NOT_FOUND"),
        new Change(
            "cache",
            "",
            "cache: {}",
            gateway -> {
              int before = gateway.a.calls.get();
              gateway.query("{ who }");
              gateway.query("{ who }");
              return "called " + (gateway.a.calls.get() - before);
            },
            "called 2",
            "called 1"),
        new Change(
            "cache.headers",
            "cache: {}\nserviceDefaults: {cache: {maxAge: 60s}}",
            "cache: {headers: true}\nserviceDefaults: {cache: {maxAge: 60s}}",
            header("cache-control"),
            "no-store",
            "max-age"),
        new Change(
            "endpoints",
            "",
            "endpoints: {operations: [{path: /api/who, file: operations.graphql}]}",
            gateway -> shown(gateway.get("/api/who")),
            "404",
            "200 \"a\""),
        new Change(
            "routes",
            "services: {plain: {url: \"$a\"}}",
            "services: {plain: {url: \"$a\"}}\n"
                + "routes: [{name: r, path: \"/files/*\", to: [{service: plain}]}]",
            gateway -> shown(gateway.get("/files/one")),
            "404",
            "200 a /files/one"));
  }

  private static String upgrade(ChangingGateway gateway) {
    try (RoutedGateway.Raw raw = new RoutedGateway.Raw(gateway.gateway().port())) {
      return raw.write(
              "GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                  + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  + "sec-websocket-protocol: graphql-transport-ws\r\n\r\n")
          .line();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Two operations, since equal ones share a call. */
  private static String twoAtOnce(ChangingGateway gateway) {
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(() -> shown(gateway.query("{ slow }")));
    String second = shown(gateway.query("{ slow __typename }"));
    return first.join() + " " + second;
  }

  private static String hash(String key) {
    try {
      return "sha256:"
          + HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeIsSeenByTheNextRequest(Change change) {
    gateway.start(change.before);
    assertThat(change.probe.apply(gateway)).contains(change.seenBefore);
    gateway.change(change.after);
    assertThat(gateway.outcome()).isEqualTo("applied");
    assertThat(change.probe.apply(gateway))
        .contains(change.seenAfter)
        .doesNotContain(change.seenBefore);
    // And back again.
    gateway.change(change.before);
    assertThat(change.probe.apply(gateway)).contains(change.seenBefore);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.port                   | server: {port: 1, host: 127.0.0.1}
          server.host                   | server: {port: 0, host: 127.0.0.2}
          server.eventLoops             | server: {port: 0, host: 127.0.0.1, eventLoops: 7}
          server.tls                    | server: {port: 0, host: 127.0.0.1, tls: {keystore: k}}
          server.limits.http2ClearText  | server: {port: 0, limits: {http2ClearText: true}}
          server.streams.maxMessage     | server: {port: 0, streams: {maxMessage: 2MB}}
          admin                         | admin: {port: 0}
          telemetry.requestId           | telemetry: {requestId: x-other}
          telemetry.slow                | telemetry: {slow: 1s}
          documents.registry            | documents: {registry: true}
          """)
  void whatIsSettledAtTheStartWaitsByItselfAndIsNamed(String path, String yaml) {
    gateway.start("");
    String hot = "\noperations: {introspection: false}";
    gateway.change(yaml + hot);
    assertThat(gateway.outcome()).isEqualTo("applied");
    assertThat(gateway.waiting()).containsExactly(path);
    assertThat(shown(gateway.query("{ who }"))).startsWith("200");
    assertThat(shown(gateway.query("{ __schema { queryType { name } } }")))
        .contains("INTROSPECTION_DISABLED");
    gateway.change("");
    assertThat(gateway.waiting()).isEmpty();
  }

  @Test
  void theSupergraphComesFromWhereItCameFromAtTheStart() {
    gateway.start("");
    gateway.changeAll(gateway.text("").replace("supergraph.graphql", "other.graphql"));
    assertThat(gateway.waiting()).containsExactly("supergraph.file");
    assertThat(shown(gateway.query("{ who }"))).startsWith("200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false | timeout: 3m,  limits: {keepAlive: 3m}                        |
          true  | timeout: 40s, limits: {keepAlive: 35s, http2ClearText: true} |
          true  | timeout: 3m,  limits: {http2ClearText: true}                 | server.timeout
          true  | limits: {keepAlive: 3m, http2ClearText: true}                | server.limits.keepAlive
          """)
  void timesMayChangeWithinWhatTheSocketsBear(boolean told, String next, @Nullable String waits) {
    gateway.start("server: {port: 0, limits: {http2ClearText: %s}}".formatted(told));
    gateway.change("server: {port: 0, %s}".formatted(next));
    assertThat(gateway.waiting())
        .containsExactlyElementsOf(waits == null ? List.of() : List.of(waits));
    if (waits == null) {
      assertThat(gateway.gateway().config().server().timeout())
          .isGreaterThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void aFileThatIsWrongChangesNothing() {
    gateway.start("");
    gateway.change("operations: {introspection: false}\nnonsense: 1");
    assertThat(gateway.outcome()).isEqualTo("invalid");
    assertThat(shown(gateway.query("{ __schema { queryType { name } } }"))).contains("Query");
    assertThat(gateway.status().getJsonObject("reloads").getInteger("invalid")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          authentication: {apiKeys: {file: nowhere.jsonl}}         | nowhere.jsonl
          authentication: {jwt: {issuers: [{issuer: i, keys: nowhere.json, audiences: [a]}]}} | nowhere.json
          services: {s: {token: {key: nowhere.pem}}}               | nowhere.pem
          services: {s: {tls: {authorities: nowhere.crt}}}         | nowhere.crt
          endpoints: {operations: [{path: /api/x, file: nowhere.graphql}]} | nowhere.graphql
          documents: {manifest: nowhere.json}                      | nowhere.json
          """)
  void whatCannotBeUsedChangesNothingAndNothingIsLeftOfIt(String yaml, String told) {
    gateway.start("");
    Footprint before = gateway.footprint();
    String problems = gateway.change(yaml + "\noperations: {introspection: false}");
    assertThat(problems).contains(told);
    assertThat(gateway.outcome()).isEqualTo("refused");
    assertThat(shown(gateway.query("{ __schema { queryType { name } } }"))).contains("Query");
    assertThat(gateway.footprint()).isEqualTo(before);
  }

  @Test
  void everythingThatCannotBeUsedIsToldAtOnce() {
    gateway.start("");
    assertThat(
            gateway.change(
                "authentication: {apiKeys: {file: nowhere.jsonl}}\n"
                    + "services: {s: {token: {key: nowhere.pem}}, t: {tls: {authorities:"
                    + " no.crt}}}\n"
                    + "documents: {manifest: none.json}"))
        .contains("nowhere.jsonl")
        .contains("services.s: ")
        .contains("nowhere.pem")
        .contains("services.t: ")
        .contains("no.crt")
        .contains("none.json");
  }

  @Test
  void whatCouldNotBeUsedIsTriedAgainUntilItIsThere() throws IOException {
    gateway.start("");
    gateway.change("documents: {manifest: late.json, trustedOnly: true}");
    gateway.retry();
    assertThat(gateway.outcome()).isEqualTo("refused");
    assertThat(shown(gateway.query("{ tag }"))).startsWith("200");
    Files.writeString(directory.resolve("late.json"), "{\"w\": \"{ who }\"}");
    gateway.retry();
    assertThat(gateway.outcome()).isEqualTo("applied");
    assertThat(shown(gateway.query("{ tag }"))).contains("DOCUMENT_NOT_TRUSTED");
  }

  @Test
  void ofTwoQuickChangesTheLaterOneHolds() throws Exception {
    gateway.start("");
    Thread other =
        Thread.ofPlatform()
            .start(() -> gateway.change("services: {s: {url: \"$b/graphql\", timeout: 4s}}"));
    gateway.change("services: {s: {url: \"$b/graphql\", timeout: 3s}}");
    other.join();
    gateway.change("services: {s: {timeout: 3s}}");
    assertThat(shown(gateway.query("{ who }"))).contains("\"a\"");
    assertThat(gateway.status().getJsonObject("reloads").getInteger("applied")).isEqualTo(3);
  }

  @Test
  void gaugesAreThoseOfWhatHoldsAndGoWithIt() {
    String limit = "tributary_service_limit{service=\"s\"}";
    String service = "admin: {port: 0}\nservices: {s: {concurrency: {least: %d, most: %d}}}";
    gateway.start(service.formatted(5, 5));
    gateway.query("{ who }");
    assertThat(gateway.metric(limit)).isEqualTo("5.0");
    gateway.change(service.formatted(7, 7));
    gateway.query("{ who }");
    assertThat(gateway.metric(limit)).isEqualTo("7.0");
    gateway.change("admin: {port: 0}");
    gateway.query("{ who }");
    assertThat(gateway.metric(limit)).isEqualTo("none");
  }

  @Test
  void whatCannotBeWithoutWhatWaitsIsRefusedAndSaysSo() {
    gateway.start("");
    assertThat(gateway.change("documents: {registry: true, trustedOnly: true}"))
        .contains("documents")
        .contains("documents.registry");
    assertThat(shown(gateway.query("{ who }"))).startsWith("200");
  }

  @Test
  void operatorsAreToldWhichConfigurationHolds() throws IOException {
    gateway.start("admin: {port: 0}");
    gateway.change("admin: {port: 0}\nserver: {port: 0, maxBody: 1MB, eventLoops: 7}");
    gateway.change("nonsense: 1");
    String told;
    try (RoutedGateway.Raw raw = new RoutedGateway.Raw(gateway.gateway().adminPort())) {
      told = raw.write("GET /admin/config HTTP/1.1\r\nhost: a\r\n\r\n").answer().body();
    }
    assertThat(told)
        .contains("\"sha256\":\"")
        .contains("\"waitingForRestart\":{\"server.eventLoops\":\"")
        .contains("\"reloads\":{\"applied\":1,\"refused\":0,\"invalid\":1}")
        .contains("\"last\":{\"outcome\":\"invalid\"");
    assertThat(gateway.metric("tributary_config_reloads_total{outcome=\"applied\"}"))
        .isEqualTo("1.0");
  }
}
