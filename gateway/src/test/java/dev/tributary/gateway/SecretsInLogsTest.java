package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.telemetry.CapturedLines;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whatever goes wrong with them, secrets and credentials are not written anywhere. */
class SecretsInLogsTest {

  /** In every secret of this test, whoever holds it. */
  private static final String MARK = "s3cr3t";

  private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzM2NyM3QifQ." + MARK;

  @TempDir private Path directory;

  @Test
  void nothingThatIsLoggedHoldsASecret() throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Vertx vertx = Vertx.vertx();
    List<String> answers = new ArrayList<>();
    try (CapturedLines log = new CapturedLines("dev.tributary");
        HttpClient client = HttpClient.newHttpClient()) {
      System.setOut(capture);
      System.setErr(capture);
      Gateway gateway = start(vertx);
      for (String[] headers : headers()) {
        for (String body :
            List.of(
                "{\"query\":\"{a}\"}",
                "{\"query\":\"query($x: String) {a(x: $x)}\",\"variables\":{\"x\":\""
                    + MARK
                    + "\"}}",
                "{\"query\":\"{a(x: \\\"" + MARK + "\\\")}\"}",
                "{\"query\":\"{nothing}\"}",
                "{\"query\":",
                "[]")) {
          answers.add(send(client, gateway, body, headers));
        }
      }
      Await.on(gateway.stop());
      assertThat(log.lines()).as("there is something to look at").hasSizeGreaterThan(20);
      assertThat(log.lines()).noneMatch(line -> line.contains(MARK));
      assertThat(log.lines()).noneMatch(line -> line.contains("eyJ"));
      assertThat(log.lines()).as("an echo of the service").anyMatch(line -> line.contains("***"));
    } finally {
      System.setOut(out);
      System.setErr(err);
      Await.on(vertx.close());
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain(MARK, "eyJ");
    assertThat(Path.of("target/test-logs/everything.log"))
        .as("what the build searches when all tests have run")
        .content()
        .contains(" dev.tributary.access ", " dev.tributary.audit ");
    assertThat(answers).hasSize(42).noneMatch(answer -> answer.contains(MARK));
  }

  private static String[][] headers() {
    return new String[][] {
      {"accept", "*/*"},
      {"authorization", "Bearer " + JWT},
      {"authorization", "Bearer " + MARK},
      {"authorization", "Basic " + MARK},
      {"x-api-key", "tributary_" + MARK},
      {"cookie", "session=" + MARK + "; token=" + JWT},
      {"x-forwarded-token", MARK},
    };
  }

  private Gateway start(Vertx vertx) throws Exception {
    ScriptedService service = new ScriptedService(vertx, request -> new JsonObject());
    service.behave(
        (request, body) ->
            request
                .response()
                .setStatusCode(500)
                .putHeader("content-type", "text/plain")
                .end(
                    "no such token: " + request.getHeader("x-forwarded-token") + " Bearer " + JWT));
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "things", service.url(), "type Query { a(x: String): String }")));
    Files.writeString(
        directory.resolve("supergraph.graphql"),
        ((Composition.Composed) composition).supergraphSdl());
    Files.writeString(directory.resolve("api-keys.jsonl"), "");
    Files.writeString(directory.resolve("keys.json"), "{\"keys\":[]}");
    assertThat(
            new CommandLine(new SigningKeyCommand())
                .execute("--file=" + directory.resolve("service-key.json")))
        .isZero();
    ConfigResult result =
        new ConfigReader(new Substitution(name -> null, directory))
            .read(
                """
                server: {port: 0, timeout: 5s, drain: 1s, eventLoops: 1}
                supergraph: {file: supergraph.graphql}
                telemetry: {accessLog: {enabled: true}, slow: 1ms}
                authentication:
                  apiKeys: {file: api-keys.jsonl, secret: s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t}
                  jwt:
                    issuers: [{issuer: "https://a.example", keys: keys.json, audiences: [a]}]
                  introspection:
                    url: http://127.0.0.1:1/s3cr3t
                    clientId: gateway
                    clientSecret: s3cr3t
                    audiences: [a]
                serviceDefaults:
                  headers: {x-service-key: s3cr3t}
                  forwardHeaders: [cookie]
                  requestHeaders: [{forward: x-forwarded-token}]
                  token: {key: service-key.json}
                  signature: {secret: s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t}
                """);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return Await.on(Gateway.start(vertx, ((ConfigResult.Valid) result).config(), directory));
  }

  private static String send(HttpClient client, Gateway gateway, String body, String... headers) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + gateway.port() + "/graphql?token=" + MARK))
                .header("content-type", "application/json")
                .headers(headers)
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .join()
        .body();
  }
}
