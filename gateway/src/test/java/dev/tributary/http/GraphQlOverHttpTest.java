package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.GraphQlRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlOverHttpTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(HttpOptions.defaults());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.engine.requests.clear();
    server.engine.answers(FakeEngine.executed(FakeEngine.DATA));
  }

  @Test
  void aPostGivesTheEngineTextNameAndRawVariables() throws IOException {
    RawHttp.Response response =
        post(
            "",
            """
            {"extensions": {"a": [1]}, "future": {"x": [true, null]},
             "variables": {"n": 1.50, "t": "\\u00e9 \\"x\\""} , "operationName": "Q",
             "query": "query Q {\\n hello # \\ud83d\\ude00 é\\n}"}
            """);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(FakeEngine.DATA);
    GraphQlRequest request = server.engine.requests.remove();
    assertThat(request.document()).isEqualTo("query Q {\n hello # \ud83d\ude00 é\n}");
    assertThat(request.operationName()).isEqualTo("Q");
    assertThat(request.variables())
        .isEqualTo(Buffer.buffer("{\"n\": 1.50, \"t\": \"\\u00e9 \\\"x\\\"\"}"));
    assertThat(request.readOnly()).isFalse();
  }

  @Test
  void nullForOptionalMembersIsTheSameAsLeavingThemOut() throws IOException {
    post(
        "",
        "{\"query\":\"{hello}\",\"variables\":null,\"operationName\":null,\"extensions\":null}");

    assertThat(server.engine.requests.remove())
        .isEqualTo(new GraphQlRequest("{hello}", null, null, false));
  }

  @Test
  void aGetIsReadOnly() throws IOException {
    RawHttp.Response response =
        RawHttp.exchange(
            server.port(),
            "GET /graphql?query=query+Q%7Bhello%7D&operationName=Q&variables=%7B%22a%22%3A1%7D&x=y"
                + " HTTP/1.1\r\nHost: a\r\nApollo-Require-Preflight: 1\r\n\r\n");

    assertThat(response.text()).isEqualTo(FakeEngine.DATA);
    assertThat(server.engine.requests.remove())
        .isEqualTo(new GraphQlRequest("query Q{hello}", "Q", Buffer.buffer("{\"a\":1}"), true));
  }

  @ParameterizedTest
  @CsvSource({"operationName=", "variables=", "variables=null", "extensions="})
  void anEmptyGetParameterIsTheSameAsNone(String parameter) throws IOException {
    RawHttp.exchange(
        server.port(),
        "GET /graphql?query=%7Bhello%7D&"
            + parameter
            + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\r\n");

    assertThat(server.engine.requests.remove())
        .isEqualTo(new GraphQlRequest("{hello}", null, null, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none                                                          | graphql-response+json",
        "''                                                            | graphql-response+json",
        "*/*                                                           | graphql-response+json",
        "application/*                                                 | graphql-response+json",
        "application/json                                              | json",
        "APPLICATION/JSON                                              | json",
        "application/json; charset=utf-8                               | json",
        "application/json; charset=\"UTF-8\"                           | json",
        "application/graphql-response+json                             | graphql-response+json",
        "application/graphql-response+json, application/json;q=0.9     | graphql-response+json",
        "application/json, application/graphql-response+json           | graphql-response+json",
        "application/graphql-response+json;q=0.5, application/json     | json",
        "application/graphql-response+json;q=0, */*                    | json",
        "application/json;q=0.1, */*;q=0.5                             | graphql-response+json",
        "text/html, application/xhtml+xml, */*;q=0.8                   | graphql-response+json",
        "text/html;q=abc, application/json                             | json",
        "multipart/mixed;deferSpec=20220824, application/json          | json",
        "application/graphql-response+json;charset=latin1, */*;q=0.1   | graphql-response+json",
      })
  void theBestAcceptableMediaTypeIsChosen(String accept, String chosen) throws IOException {
    RawHttp.Response response =
        post(accept == null ? "" : "Accept: " + accept + "\r\n", "{\"query\":\"{hello}\"}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type"))
        .isEqualTo("application/" + chosen + "; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;charset=utf-16",
        "application/json;q=2",
        "nonsense",
      })
  void whatCannotBeAcceptedIsRefused(String accept) throws IOException {
    RawHttp.Response response = post("Accept: " + accept + "\r\n", "{\"query\":\"{hello}\"}");

    assertThat(response.status()).isEqualTo(406);
    assertThat(response.text()).contains("NOT_ACCEPTABLE");
    assertThat(server.engine.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "EXECUTED,         graphql-response+json, 200",
    "EXECUTED,         json,                  200",
    "REQUEST_ERROR,    graphql-response+json, 400",
    "REQUEST_ERROR,    json,                  200",
    "MUTATION_REFUSED, graphql-response+json, 405",
    "MUTATION_REFUSED, json,                  405",
    "TIMED_OUT,        graphql-response+json, 504",
    "TIMED_OUT,        json,                  504",
    "NOT_READY,        graphql-response+json, 503",
    "NOT_READY,        json,                  503",
  })
  void theStatusFollowsFromOutcomeAndMediaType(Outcome outcome, String media, int status)
      throws IOException {
    String body = "{\"errors\":[{\"message\":\"m\"}]}";
    server.engine.answers(new GraphQlAnswer(outcome, Buffer.buffer(body)));

    RawHttp.Response response =
        post("Accept: application/" + media + "\r\n", "{\"query\":\"{hello}\"}");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo(body);
    assertThat(response.header("allow")).isEqualTo(status == 405 ? "POST" : "");
    assertThat(response.header("retry-after")).isEqualTo(status == 503 ? "1" : "");
  }

  @Test
  void answersAreNotToBeStoredOrSniffed() throws IOException {
    RawHttp.Response response = post("", "{\"query\":\"{hello}\"}");

    assertThat(response.header("cache-control")).isEqualTo("no-store");
    assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(response.header("vary")).isEqualTo("accept, accept-encoding");
  }

  @Test
  void aRefusedMethodIsToldWhatIsAllowed() throws IOException {
    RawHttp.Response response =
        RawHttp.exchange(server.port(), "DELETE /graphql HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(response.header("allow")).isEqualTo("GET, POST");
  }

  @ParameterizedTest
  @CsvSource({"failed future", "thrown"})
  void anEngineThatFailsTellsTheClientNothingOfIt(String how) throws IOException {
    server.engine.answers(
        (request, scope) -> {
          IllegalStateException bug = new IllegalStateException("secret of db.internal");
          if (how.equals("thrown")) {
            throw bug;
          }
          return Future.failedFuture(bug);
        });

    RawHttp.Response response = post("", "{\"query\":\"{hello}\"}");

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.text())
        .isEqualTo(
            "{\"errors\":[{\"message\":\"The gateway failed to answer the request.\","
                + "\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}]}");
  }

  /** The larger one by another thread. */
  @ParameterizedTest
  @ValueSource(ints = {100_000, 300_000})
  void largeAnswersAreCompressedWhenTheClientAsks(int length) throws IOException {
    String large = "{\"data\":\"" + "x".repeat(length) + "\"}";
    server.engine.answers(FakeEngine.executed(large));

    RawHttp.Response zipped = post("Accept-Encoding: gzip\r\n", "{\"query\":\"{hello}\"}");
    RawHttp.Response plain = post("", "{\"query\":\"{hello}\"}");
    server.engine.answers(FakeEngine.executed(FakeEngine.DATA));
    RawHttp.Response small = post("Accept-Encoding: gzip\r\n", "{\"query\":\"{hello}\"}");

    assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
    assertThat(zipped.body()).hasSizeLessThan(2_000);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
        .isEqualTo(large.getBytes(StandardCharsets.UTF_8));
    assertThat(plain.header("content-encoding")).isEmpty();
    assertThat(plain.text()).isEqualTo(large);
    assertThat(small.header("content-encoding")).isEmpty();
    assertThat(small.text()).isEqualTo(FakeEngine.DATA);
  }

  @Test
  void aConnectionServesManyRequestsGoodAndBad() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(http.send(postText("", "{\"query\":\"{hello}\"}")).receive().status())
            .isEqualTo(200);
        assertThat(http.send(postText("", "{\"query\":")).receive().status()).isEqualTo(400);
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    server.engine.answers(
        (request, scope) ->
            Future.succeededFuture(
                FakeEngine.executed("{\"data\":\"" + request.document() + "\"}")));
    try (RawHttp http = new RawHttp(server.port())) {
      http.send(postText("", "{\"query\":\"1\"}") + postText("", "{\"query\":\"2\"}"));

      assertThat(http.receive().text()).isEqualTo("{\"data\":\"1\"}");
      assertThat(http.receive().text()).isEqualTo("{\"data\":\"2\"}");
    }
  }

  @Test
  void aBodyThatArrivesByteByByteIsRead() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      for (byte b : postText("", "{\"query\":\"{é}\"}").getBytes(StandardCharsets.UTF_8)) {
        http.send(new byte[] {b});
      }
      assertThat(http.receive().status()).isEqualTo(200);
    }
    assertThat(server.engine.requests.remove().document()).isEqualTo("{é}");
  }

  @Test
  void aChunkedBodyIsRead() throws IOException {
    RawHttp.Response response =
        RawHttp.exchange(
            server.port(),
            "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "9\r\n{\"query\":\r\na\r\n\"{hello}\"}\r\n0\r\n\r\n");

    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void aClientThatAsksMaySendItsBodyAfterTheHead() throws IOException {
    String[] halves =
        postText("Expect: 100-continue\r\n", "{\"query\":\"{hello}\"}").split("(?<=\r\n\r\n)");
    try (RawHttp http = new RawHttp(server.port())) {
      assertThat(http.send(halves[0]).receive().status()).isEqualTo(100);
      assertThat(http.send(halves[1]).receive().status()).isEqualTo(200);
    }
  }

  private static RawHttp.Response post(String headers, String body) throws IOException {
    return RawHttp.exchange(server.port(), postText(headers, body));
  }

  static String postText(String headers, String body) {
    return "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }
}
