package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Raw;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a body is framed and however it comes: the other side gets it whole, and no more. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteBodyTest {

  private static final String END = "\r\nhost: a\r\n\r\n";

  private RoutedGateway gateway = new RoutedGateway(Path.of("."));

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    gateway = new RoutedGateway(directory);
    gateway
        .service("many", "", RouteBodyTest::answer)
        .start(
            """
            server: {port: 0, eventLoops: 1}
            routes: [{name: many, path: /*, webSocket: true, to: [{service: many}]}]
            """);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.seen.clear();
  }

  private static void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    switch (request.path()) {
      case "/whole" -> response.end("hello");
      case "/pieces" ->
          response
              .putHeader("content-length", "10")
              .write("hello")
              .onSuccess(sent -> response.end("world"));
      case "/chunked" -> response.setChunked(true).end("hello");
      case "/empty" -> response.end();
      case "/chunkedEmpty" -> response.setChunked(true).end();
      case "/none" -> response.setStatusCode(204).end();
      case "/same" ->
          response
              .setStatusCode(304)
              .putHeader("content-length", "1234")
              .putHeader("etag", "\"1\"")
              .end();
      case "/trailers" -> {
        response.setChunked(true).putHeader("trailer", "x-sum").write("hello");
        response.putTrailer("x-sum", "532").putTrailer("set-cookie", "a=b").end();
      }
      case "/dated" -> response.putHeader("date", "Sun, 06 Nov 1994 08:49:37 GMT").end();
      case "/reason" -> response.setStatusCode(299).setStatusMessage("Quite all right").end("yes");
      case "/refuses" -> response.setStatusCode(403).putHeader("x-why", "no").end("not you");
      case "/length" -> response.putHeader("content-length", "5").end();
      case "/unframed" -> response.putHeader("transfer-encoding", "gzip, chunked").end();
      case "/upgrades" -> response.setStatusCode(101).putHeader("upgrade", "my-own").end();
      default ->
          request.body().onSuccess(body -> response.end(body.length() + ":" + body.toString()));
    }
  }

  /** One after the other on one connection: no answer takes anything from the next. */
  @Test
  void eachAnswerEndsWhereItShould() throws IOException {
    try (Raw raw = gateway.connect()) {
      for (int i = 0; i < 2; i++) {
        assertThat(raw.write("GET /whole HTTP/1.1" + END).answer())
            .returns("hello", Answer::body)
            .returns("5", answer -> answer.header("content-length"));
        assertThat(raw.write("GET /pieces HTTP/1.1" + END).answer())
            .returns("helloworld", Answer::body)
            .returns("10", answer -> answer.header("content-length"));
        assertThat(raw.write("GET /chunked HTTP/1.1" + END).answer())
            .returns("hello", Answer::body)
            .returns("chunked", answer -> answer.header("transfer-encoding"));
        assertThat(raw.write("GET /empty HTTP/1.1" + END).answer().body()).isEmpty();
        assertThat(raw.write("GET /chunkedEmpty HTTP/1.1" + END).answer().body()).isEmpty();
        Answer none = raw.write("GET /none HTTP/1.1" + END).answer();
        assertThat(none.status()).isEqualTo(204);
        assertThat(none.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      }
    }
  }

  @Test
  void anAnswerWithoutABodyMayTellHowLongItWouldBe() throws IOException {
    try (Raw raw = gateway.connect()) {
      for (String request : new String[] {"GET /same", "HEAD /length", "HEAD /chunked"}) {
        raw.write(request + " HTTP/1.1" + END);
        assertThat(raw.line()).startsWith("HTTP/1.1 " + (request.startsWith("GET") ? 304 : 200));
        String length = "";
        for (String line = raw.line(); !line.isEmpty(); line = raw.line()) {
          assertThat(line).doesNotStartWithIgnoringCase("transfer-encoding");
          length = line.startsWith("content-length: ") ? line.substring(16) : length;
        }
        assertThat(length)
            .isEqualTo(
                switch (request) {
                  case "GET /same" -> "1234";
                  case "HEAD /length" -> "5";
                  default -> "";
                });
      }
      assertThat(raw.write("GET /whole HTTP/1.1" + END).answer().body()).isEqualTo("hello");
    }
  }

  @Test
  void fieldsAfterABodyPassButNoCredentials() throws IOException {
    try (Raw raw = gateway.connect()) {
      raw.write("GET /trailers HTTP/1.1" + END);
      while (!raw.line().isEmpty()) {
        // The head.
      }
      assertThat(raw.line()).isEqualTo("5");
      assertThat(raw.line()).isEqualTo("hello");
      assertThat(raw.line()).isEqualTo("0");
      assertThat(raw.line()).isEqualTo("x-sum: 532");
      assertThat(raw.line()).isEmpty();
    }
  }

  @Test
  void aClientThatKnowsNoChunksReadsUntilTheEnd() throws IOException {
    try (Raw raw = gateway.connect()) {
      raw.write("GET /chunked HTTP/1.0\r\nhost: a\r\nconnection: keep-alive\r\n\r\n");
      for (String line = raw.line(); !line.isEmpty(); line = raw.line()) {
        assertThat(line).doesNotStartWithIgnoringCase("transfer-encoding");
      }
      assertThat(raw.read(5)).isEqualTo("hello");
      assertThat(raw.isClosed()).isTrue();
    }
  }

  @Test
  void anAnswerHasTheDateAndTheReasonThatItsServiceGaveItAndADateInAnyCase() throws IOException {
    assertThat(gateway.get("/dated").header("date")).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(gateway.get("/whole").header("date"))
        .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    try (Raw raw = gateway.connect()) {
      raw.write("GET /reason HTTP/1.1" + END);
      assertThat(raw.line()).isEqualTo("HTTP/1.1 299 Quite all right");
    }
  }

  @Test
  void aRequestsBodyIsSentAsItWasAnnouncedHoweverItComes() throws IOException {
    assertThat(gateway.send("POST /echo HTTP/1.1\nhost: a\ncontent-length: 5\n\n", "hello").body())
        .isEqualTo("5:hello");
    assertThat(gateway.seen.remove().headers())
        .containsEntry("content-length", "5")
        .doesNotContainKey("transfer-encoding");

    try (Raw raw = gateway.connect()) {
      raw.write("POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhello");
      while (gateway.seen.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(raw.write("world").answer().body()).isEqualTo("10:helloworld");
    }
    assertThat(gateway.seen.remove().header("content-length")).isEqualTo("10");

    String chunks = "5\r\nhello\r\n0\r\n\r\n";
    assertThat(
            gateway
                .send("POST /echo HTTP/1.1\nhost: a\ntransfer-encoding: chunked\n\n", chunks)
                .body())
        .isEqualTo("5:hello");
    assertThat(gateway.seen.remove().header("transfer-encoding")).isEqualTo("chunked");

    assertThat(gateway.send("POST /echo HTTP/1.1\nhost: a\ncontent-length: 0\n\n", "").body())
        .isEqualTo("0:");
    assertThat(gateway.seen.remove().headers()).doesNotContainKey("transfer-encoding");
  }

  @Test
  void anAnswerWhoseEndNobodyCanTellIsRefused() throws IOException {
    Answer answer = gateway.get("/unframed");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("UPSTREAM_INVALID_RESPONSE");
  }

  @Test
  void anUpgradeThatNobodyHasAskedForIsRefused() throws IOException {
    Answer answer = gateway.get("/upgrades", "connection: upgrade", "upgrade: my-own");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("UPSTREAM_INVALID_RESPONSE");
  }

  @Test
  void whatAServiceSaysInPlaceOfAnUpgradeIsPassedOn() throws IOException {
    for (int i = 0; i < 3; i++) {
      Answer answer =
          gateway.get(
              "/refuses",
              "connection: upgrade",
              "upgrade: websocket",
              "sec-websocket-version: 13",
              "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("x-why")).isEqualTo("no");
      assertThat(answer.body()).isEqualTo("not you");
    }
  }
}
