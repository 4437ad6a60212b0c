package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.RequestScope;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one request may hold: several operations, variables, and the name of a document. */
class BatchTest {

  private final Documents documents = new Documents(true, 0);
  private final BlockingQueue<RequestScope> scopes = new LinkedBlockingQueue<>();
  private TestServer server = new TestServer(HttpOptions.defaults());

  @BeforeEach
  void start() {
    documents.trust(Map.of("1", "{a}", "a/b", "{b}"));
    start(3, documents);
  }

  private void start(int batch, Documents known) {
    HttpOptions defaults = HttpOptions.defaults();
    server.close();
    server =
        new TestServer(
            new HttpOptions(
                    defaults.path(),
                    defaults.limits(),
                    defaults.csrf(),
                    defaults.cors(),
                    defaults.compression(),
                    false,
                    known)
                .with(new VariableLimits(200, 3, 20), batch));
    server.engine.answers(
        (request, scope) -> {
          scopes.add(scope);
          return switch (request.document()) {
            case "{dear}" ->
                Future.succeededFuture(
                    new GraphQlAnswer(
                        Outcome.QUOTA_EXCEEDED, Buffer.buffer("{\"errors\":[\"dear\"]}")));
            case "{bug}" -> throw new IllegalStateException("a bug");
            default ->
                Future.succeededFuture(
                    new GraphQlAnswer(
                        Outcome.EXECUTED,
                        Buffer.buffer("{\"data\":\"" + request.document() + "\"}")));
          };
        });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawHttp.Response post(String path, String body) throws IOException {
    return RawHttp.exchange(
        server.port(),
        "POST "
            + path
            + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  private RawHttp.Response get(String target) throws IOException {
    return RawHttp.exchange(
        server.port(),
        "GET " + target + " HTTP/1.1\r\nHost: a\r\napollo-require-preflight: 1\r\n\r\n");
  }

  @Test
  void eachOperationIsAnsweredInItsPlaceAndByItself() throws IOException {
    start(3, Documents.NONE);
    RawHttp.Response answer =
        post("/graphql", "[{\"query\":\"{a}\"}, {\"query\":\"{dear}\"},{\"query\":\"{b}\"}]");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo("[{\"data\":\"{a}\"},{\"errors\":[\"dear\"]},{\"data\":\"{b}\"}]");
    assertThat(scopes).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void whatIsWrongWithOneIsToldInItsPlaceOnly() throws IOException {
    start(3, Documents.NONE);
    String text = post("/graphql", "[{\"query\":\"{bug}\"},[],{\"query\":\"{b}\"}]").text();

    assertThat(text)
        .contains("INTERNAL_SERVER_ERROR", "NOT_A_JSON_OBJECT", "{\"data\":\"{b}\"}]")
        .doesNotContain("a bug");
    assertThat(post("/graphql", "[{},{\"query\":1}]").text())
        .contains("MISSING_QUERY", "INVALID_QUERY");
  }

  /** Each operation says by its name what services and limits would. */
  private RawHttp.Response toldBy(String batch) throws IOException {
    start(3, Documents.NONE);
    server.engine.answers(
        (request, scope) -> {
          if (request.document().contains("kept")) {
            scope.cacheTold();
            scope.responseHeaders().set("cache-control", "public, max-age=30");
          }
          if (request.document().contains("limited")) {
            scope.responseHeaders().set("ratelimit", request.document()).set("retry-after", "3");
          }
          scope.ofAnswer(StringBuilder.class, StringBuilder::new).append(request.document());
          scope
              .responseHeaders()
              .set("x-all", scope.ofAnswer(StringBuilder.class, StringBuilder::new))
              .add("set-cookie", request.document() + "=1");
          return Future.succeededFuture(
              new GraphQlAnswer(Outcome.EXECUTED, Buffer.buffer("{\"data\":{}}")));
        });
    return post("/graphql", batch);
  }

  @Test
  void itsOperationsHaveTheirHeaderFieldsTogether() throws IOException {
    RawHttp.Response answer =
        toldBy(
            "[{\"query\":\"{kept}\"},{\"query\":\"{limited kept}\"},{\"query\":\"{kept"
                + " limited}\"}]");

    assertThat(answer.header("cache-control")).isEqualTo("public, max-age=30");
    assertThat(answer.header("ratelimit")).as("the last").isEqualTo("{kept limited}");
    assertThat(answer.header("x-all")).isEqualTo("{kept}{limited kept}{kept limited}");
    assertThat(answer.header("set-cookie")).contains("{kept}=1", "{limited kept}=1");
    assertThat(answer.headers()).doesNotContainKey("retry-after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"query\":\"{kept}\"},{\"query\":\"{b}\"}]",
        "[{\"query\":\"{kept}\"},{}]",
      })
  void itIsNotKeptUnlessEachOperationMayBe(String batch) throws IOException {
    assertThat(toldBy(batch).header("cache-control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|NOT_A_JSON_OBJECT",
        "[{},{},{},{}]|BATCH_TOO_LARGE",
        "[{},{}|MALFORMED_JSON",
        "[{}]x|MALFORMED_JSON",
        "[{},]|MALFORMED_JSON",
      })
  void aBatchThatIsNoneIsRefusedAsAWhole(String body, String code) throws IOException {
    RawHttp.Response answer = post("/graphql", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).startsWith("{\"errors\":").contains(code);
    assertThat(scopes).isEmpty();
  }

  @Test
  void withoutASettingThereAreNoBatches() throws IOException {
    start(0, Documents.NONE);
    assertThat(post("/graphql", "[{\"query\":\"{a}\"}]").text()).contains("BATCHING_NOT_ENABLED");
  }

  @Test
  void aDocumentMayBeNamedByTheUrl() throws IOException {
    assertThat(get("/graphql/1").text()).isEqualTo("{\"data\":\"{a}\"}");
    assertThat(get("/graphql/a%2Fb?variables=%7B%7D").text()).isEqualTo("{\"data\":\"{b}\"}");
    assertThat(post("/graphql/1", "{\"variables\":{}}").text()).isEqualTo("{\"data\":\"{a}\"}");
    assertThat(get("/graphql/2").text()).contains("DOCUMENT_NOT_FOUND");
    assertThat(get("/graphql/2?query=%7Bx%7D").text()).contains("DOCUMENT_NOT_TRUSTED");
    assertThat(get("/graphql/1?documentId=2").text()).contains("DUPLICATE_KEY");
    assertThat(post("/graphql/1", "{\"documentId\":\"2\"}").text()).contains("DUPLICATE_KEY");
    assertThat(post("/graphql/1", "[{}]").text()).contains("BATCHING_NOT_ENABLED");
  }

  @Test
  void aDocumentInTheUrlIsNoWayRoundTheGuard() throws IOException {
    assertThat(RawHttp.exchange(server.port(), "GET /graphql/1 HTTP/1.1\r\nHost: a\r\n\r\n").text())
        .contains("CSRF_PREVENTED");
  }

  @Test
  void variablesAreTakenUpToTheirLimits() throws IOException {
    start(3, Documents.NONE);
    for (String right :
        List.of(
            "{}",
            "{\"a\":\"" + "x".repeat(192) + "\"}",
            "{\"a\":[[1]]}",
            "{\"a\":\"[[[[[[[{{{,,,,,,,,,,,,,,,,,,,,,,,,,,\"}",
            "{\"a\":\"\\\"[[[[[\\\\\"}",
            "{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]}")) {
      assertThat(variables(right)).as(right).isEqualTo("{\"data\":\"{a}\"}");
    }
    for (String wrong :
        List.of(
            "{\"a\":\"" + "x".repeat(193) + "\"}",
            "{\"a\":[[[1]]]}",
            "{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]}")) {
      assertThat(variables(wrong)).as(wrong).contains("VARIABLES_TOO_LARGE");
      assertThat(
              get("/graphql?query=%7Ba%7D&variables="
                      + URLEncoder.encode(wrong, StandardCharsets.UTF_8))
                  .text())
          .contains("VARIABLES_TOO_LARGE");
    }
  }

  private String variables(String json) throws IOException {
    return post("/graphql", "{\"query\":\"{a}\",\"variables\":" + json + "}").text();
  }
}
