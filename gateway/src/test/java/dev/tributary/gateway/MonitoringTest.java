package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tributary.auth.ApiKeyFile;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.telemetry.CapturedLines;
import dev.tributary.telemetry.Collector;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What operators see of a gateway as a whole. */
class MonitoringTest {

  private static final String USERS =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
        import: ["@key", "@requiresScopes"])
      scalar federation__Scope
      type Query { users: [User!] salaries: [Int] @requiresScopes(scopes: [["payroll"]]) }
      type User @key(fields: "id") { id: ID! name: String }
      """;

  @TempDir private Path directory;
  private ServedGraph graph;
  private ScriptedService users;
  private Gateway gateway;

  @BeforeEach
  void compose() {
    graph = new ServedGraph(directory);
    users =
        new ScriptedService(
            graph.vertx,
            request ->
                new JsonObject()
                    .put(
                        "users",
                        new JsonArray().add(new JsonObject().put("id", "1").put("name", "Ada"))));
    graph.compose(new SubgraphSource("users", users.url(), USERS));
    gateway = graph.start("server: {port: 0}\n");
  }

  @AfterEach
  void stop() {
    graph.close();
  }

  private void start(String yaml) {
    Await.on(gateway.stop());
    gateway = graph.start("server: {port: 0}\n" + yaml);
  }

  private HttpResponse<String> send(int port, String path, String... headers) {
    return graph.get(port, path, headers);
  }

  private HttpResponse<String> ask(String query, String... headers) {
    return graph.ask(gateway, query, headers);
  }

  @Test
  void prometheusReadsWhatTheGatewayDid() throws Exception {
    start("admin: {port: 0}\ncost: {mode: measure}\n");
    ask("query People { users { id name } }");
    ask("query People { users { id name } }");
    ask("{ nothing }");

    HttpResponse<String> page = send(gateway.adminPort(), "/metrics");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
    assertThat(page.body())
        .contains("tributary_requests_seconds_count{kind=\"query\",result=\"ok\"} 2")
        .contains("tributary_requests_seconds_count{kind=\"none\",result=\"refused\"} 1")
        .contains("tributary_operations_seconds_count{operation=\"People\"} 2")
        .contains("tributary_errors_total{code=\"GRAPHQL_VALIDATION_FAILED\"} 1.0")
        .contains("tributary_operation_cache_total{result=\"hit\"} 1.0")
        .contains("tributary_operation_cache_total{result=\"miss\"} 2.0")
        .contains("tributary_operation_cache_size 2.0")
        .contains("tributary_service_calls_seconds_count{outcome=\"2xx\",service=\"users\"} 2")
        .contains("tributary_service_connections 1.0")
        .contains("tributary_cost_estimated_units_total ")
        .contains("tributary_ready 1.0")
        .contains("tributary_quota_store_unavailable 0.0")
        .contains("tributary_documents_store_failures_total 0.0")
        .contains("jvm_gc");
  }

  @Test
  void clientsCannotReadMetrics() throws Exception {
    start("admin: {port: 0}\n");
    assertThat(send(gateway.port(), "/metrics").body()).doesNotContain("tributary_");
  }

  @Test
  void aTokenKeepsMetricsButNotHealthFromStrangers() throws Exception {
    start("admin: {port: 0, token: s3cr3t6789abcdef}\n");
    int port = gateway.adminPort();
    assertThat(send(port, "/metrics").statusCode()).isEqualTo(401);
    assertThat(send(port, "/metrics", "authorization", "Bearer 0123456789abcdeX").statusCode())
        .isEqualTo(401);
    assertThat(send(port, "/metrics", "authorization", "Bearer s3cr3t6789abcdef").statusCode())
        .isEqualTo(200);
    assertThat(send(port, "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void answersAndFailuresNameTheirRequest() throws Exception {
    start("");
    HttpResponse<String> answer = ask("{ users { id } }");
    assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).matches("[0-9a-z]{20}");
    assertThat(answer.body()).doesNotContain("requestId");

    users.kill();
    HttpResponse<String> failed = ask("{ users { id } }", "x-request-id", "from-my-proxy");
    assertThat(failed.headers().firstValue("x-request-id")).hasValue("from-my-proxy");
    assertThat(
            new JsonObject(failed.body())
                .getJsonArray("errors")
                .getJsonObject(0)
                .getJsonObject("extensions")
                .getString("requestId"))
        .isEqualTo("from-my-proxy");
  }

  /**
   * All that is logged while every log is on, down to DEBUG, by a gateway under all credentials.
   */
  @Test
  void noSecretIsEverLogged() throws Exception {
    Path keys = directory.resolve("keys.jsonl");
    String key = ApiKeyFile.add(keys, "acme", Set.of(), null, null);
    start(
        """
        admin: {port: 0, token: s3cr3t-token-0123456789}
        telemetry: {accessLog: {enabled: true}, slow: 1ms}
        cost: {mode: enforce, maxEstimated: 15}
        authentication:
          apiKeys: {file: keys.jsonl}
        """);
    users.behave(
        (request, body) ->
            graph.vertx.setTimer(5, late -> request.response().setStatusCode(500).end("broken")));
    try (CapturedLines lines = new CapturedLines("ROOT")) {
      String name = "x-api-key";
      ask("query Mine { users { id } }", name, key, "cookie", "session=s3cr3t-cookie");
      ask("query Mine { users { id } }", name, key.substring(0, key.length() - 3) + "xyz");
      ask("query Mine { users { id } }", "authorization", "Bearer s3cr3t-token");
      ask("{ salaries }", name, key, "proxy-authorization", "Basic s3cr3t-basic");
      ask("{ users(first: \"s3cr3t-literal\") { id } }", name, key);
      send(
          gateway.port(),
          "/graphql?query=%7Busers%7Bid%7D%7D&key=s3cr3t-url",
          name,
          key,
          "apollo-require-preflight",
          "1");
      send(gateway.adminPort(), "/metrics", "authorization", "Bearer s3cr3t-admin");
      send(gateway.adminPort(), "/metrics", "authorization", "Bearer s3cr3t-token-0123456789");

      assertThat(lines.lines()).anyMatch(line -> line.contains("authorization_refused"));
      assertThat(lines.lines()).anyMatch(line -> line.contains("authentication_refused"));
      assertThat(lines.lines()).anyMatch(line -> line.contains("A slow request"));
      assertThat(lines.lines()).anyMatch(line -> line.contains("dev.tributary.access"));
      assertThat(String.join("", lines.lines()))
          .doesNotContain(key)
          .doesNotContain(key.substring(key.length() - 12))
          .doesNotContain("s3cr3t")
          .doesNotContain("admin-token");
    }
  }

  @Test
  void aTraceLeadsFromTheClientThroughTheGatewayToItsServices() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    List<String> seen = new CopyOnWriteArrayList<>();
    users.behave(
        (request, body) -> {
          seen.add(request.getHeader("traceparent") + " " + request.getHeader("tracestate"));
          request.response().end("{\"data\":{\"users\":[{\"id\":\"1\"}]}}");
        });
    try (Collector collector = new Collector()) {
      start(
          """
          admin: {port: 0}
          telemetry: {traces: {endpoint: "%s", oneOf: 0}}
          quotas: {mode: measure, tiers: {standard: {limits: []}, anonymous: {limits: [{quota: 9, per: 1m}]}}}
          """
              .formatted(collector.url()));
      ask("query People { users { id } }");
      ask(
          "query People { users { id name } }",
          "traceparent",
          "00-" + trace + "-00f067aa0ba902b7-01",
          "tracestate",
          "vendor=1");
      Await.on(gateway.stop());

      assertThat(collector.spans())
          .extracting(Span::getName)
          .contains(
              "POST /graphql",
              "receive",
              "parse",
              "validate",
              "plan",
              "compile",
              "fetch users",
              "quota",
              "project");
      Span request = collector.span("POST /graphql");
      assertThat(hex(request.getTraceId())).isEqualTo(trace);
      assertThat(hex(request.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
      assertThat(Collector.attributes(request.getAttributesList()))
          .containsEntry("graphql.operation.name", "People")
          .containsEntry("graphql.operation.type", "query")
          .containsEntry("http.request.method", "POST")
          .containsEntry("http.response.status_code", "200");
      Span fetch = collector.span("fetch users");
      assertThat(fetch.getParentSpanId()).isEqualTo(request.getSpanId());
      assertThat(seen)
          .containsExactly(
              seen.getFirst(), "00-" + trace + "-" + hex(fetch.getSpanId()) + "-01 vendor=1");
      assertThat(seen.getFirst()).endsWith("-00 null");
    }
  }

  @Test
  void measurementsNameATraceAsAnExample() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    try (Collector collector = new Collector()) {
      start("admin: {port: 0}\ntelemetry: {traces: {endpoint: '%s'}}\n".formatted(collector.url()));
      ask("{ users { id } }", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

      assertThat(
              send(gateway.adminPort(), "/metrics", "accept", "application/openmetrics-text")
                  .body())
          .contains("trace_id=\"" + trace);
      assertThat(send(gateway.adminPort(), "/metrics").body()).doesNotContain("trace_id");
    }
  }

  @Test
  void whatClientsUseIsToldToOperatorsAndTurnedIntoLimits() throws Exception {
    Path keys = directory.resolve("keys.jsonl");
    String key = ApiKeyFile.add(keys, "acme", Set.of(), null, null);
    start(
        """
        admin: {port: 0, token: s3cr3t-token-0123456789}
        cost: {mode: measure}
        telemetry: {consumption: {file: use.jsonl}}
        authentication: {apiKeys: {file: keys.jsonl}}
        """);
    ask("query People { users { id name } }", "x-api-key", key);
    int port = gateway.adminPort();
    String token = "Bearer s3cr3t-token-0123456789";

    assertThat(send(port, "/admin/consumption").statusCode()).isEqualTo(401);
    JsonObject report =
        new JsonObject(send(port, "/admin/consumption", "authorization", token).body());
    JsonObject acme = report.getJsonArray("clients").getJsonObject(0);
    assertThat(acme.getString("client")).isEqualTo("acme");
    assertThat(acme.getJsonArray("operations").getJsonObject(0).getString("operation"))
        .isEqualTo("People");
    assertThat(report.getJsonArray("fields").encode())
        .contains("Query.users", "User.id", "User.name");

    Files.writeString(directory.resolve("token"), "s3cr3t-token-0123456789\n");
    assertThat(
            run(
                "limits",
                "--gateway",
                "http://127.0.0.1:" + port,
                "--token-file",
                directory.resolve("token").toString()))
        .contains("acme: 1 requests in 1 hours, 0 refused")
        .contains("recommended  maxEstimated");
    Await.on(gateway.stop());
    assertThat(
            run(
                "limits",
                "--recorded",
                directory.resolve("use.jsonl").toString(),
                "--client",
                "acme",
                "--requests-per-minute",
                "1"))
        .contains("a quota of 1 requests per 1m would have refused about 0 requests (0.0 %)");
  }

  @Test
  void withoutATokenConsumptionIsNotThere() throws Exception {
    start("admin: {port: 0}\ntelemetry: {consumption: {clients: 10}}\n");
    assertThat(send(gateway.adminPort(), "/admin/consumption").statusCode()).isEqualTo(404);
    assertThat(send(gateway.adminPort(), "/admin/consumption/recorded").statusCode())
        .isEqualTo(404);
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine commands = Tributary.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(out, true));
    commands.execute(arguments);
    return out.toString();
  }

  @Test
  void whoKnowsTheSecretIsToldHowARequestWasAnswered() throws Exception {
    start("telemetry: {debug: {secret: open-s3cr3t-0123}}\n");
    String query = "{ users { id } }";
    assertThat(ask(query).body()).doesNotContain("trace");
    assertThat(ask(query, "x-tributary-debug", "open-s3cr3t-0124").body()).doesNotContain("trace");

    HttpResponse<String> told = ask(query, "x-tributary-debug", "open-s3cr3t-0123");
    JsonObject trace =
        new JsonObject(told.body()).getJsonObject("extensions").getJsonObject("trace");
    assertThat(trace.getString("requestId"))
        .isEqualTo(told.headers().firstValue("x-request-id").orElseThrow());
    assertThat(trace.getString("operationCache")).isEqualTo("hit");
    assertThat(trace.getJsonArray("plan").getString(0)).startsWith("0 users: {");
    JsonObject call = trace.getJsonArray("calls").getJsonObject(0);
    assertThat(call.getString("service")).isEqualTo("users");
    assertThat(call.getInteger("status")).isEqualTo(200);
    assertThat(trace.getJsonObject("stages").getLong("projected"))
        .isGreaterThanOrEqualTo(call.getLong("ended"));
  }

  @Test
  void aSecretThatIsEasilyGuessedIsRefused() {
    assertThat(
            new ConfigReader(new Substitution(name -> null, directory))
                .read("telemetry: {debug: {secret: short}}"))
        .isInstanceOf(ConfigResult.Invalid.class);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
