package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.RequestScope;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is too large, too slow or gone costs a bounded amount and leaves the server well. */
class RequestLimitsTest {

  private static final int BODY = 100_000;
  private static TestServer server;

  @BeforeAll
  static void start() {
    HttpOptions defaults = HttpOptions.defaults();
    server =
        new TestServer(
            new HttpOptions(
                defaults.path(),
                new HttpOptions.RequestLimits(BODY, 8192, 8192, 100, Duration.ofMillis(300)),
                defaults.csrf(),
                defaults.cors(),
                defaults.compression(),
                false,
                Documents.NONE));
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
  void aBodyOfExactlyTheLimitIsTaken() throws IOException {
    assertThat(RawHttp.exchange(server.port(), sized(BODY)).status()).isEqualTo(200);
  }

  @Test
  void anAnnouncedBodyAboveTheLimitIsRefusedBeforeItIsSent() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      RawHttp.Response response =
          http.send(head("Content-Length: 5000000\r\nExpect: 100-continue\r\n")).receive();

      assertTooLarge(response);
    }
    assertNextIsServed();
  }

  @Test
  void aClientThatSendsItsFiveMegabytesAnywayReadsTheRefusal() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      http.send(head("Content-Length: 5000000\r\n"));
      for (int i = 0; i < 50; i++) {
        http.send(" ".repeat(100_000));
      }

      assertTooLarge(http.receive());
      assertThat(http.isClosedByServer()).isTrue();
    }
    assertNextIsServed();
  }

  @Test
  void aChunkedBodyIsRefusedWhenItPassesTheLimit() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      http.send(head("Transfer-Encoding: chunked\r\n"));
      String chunk = "2710\r\n" + " ".repeat(10_000) + "\r\n";
      for (int i = 0; i < 11; i++) {
        http.send(chunk);
      }
      assertTooLarge(http.receive());
    }
    assertNextIsServed();
  }

  @Test
  void aBodyThatNeverEndsIsGivenUp() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      RawHttp.Response response =
          http.send(head("Content-Length: 100\r\n")).send("{\"query\":").receive();

      assertThat(response.status()).isEqualTo(408);
      assertThat(response.text()).contains("REQUEST_TIMEOUT");
    }
    assertNextIsServed();
  }

  @Test
  void anEngineThatNeverAnswersIsGivenUpAndCancelled() throws Exception {
    CompletableFuture<RequestScope> cancelled = new CompletableFuture<>();
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(scope));
          return Promise.<GraphQlAnswer>promise().future();
        });

    RawHttp.Response response = RawHttp.exchange(server.port(), sized(100));

    assertThat(response.status()).isEqualTo(504);
    assertThat(response.text()).contains("GATEWAY_TIMEOUT");
    assertThat(cancelled.get(5, TimeUnit.SECONDS).remainingNanos()).isNegative();
    assertNextIsServed();
  }

  @Test
  void aClientThatGoesAwayCancelsItsRequest() throws Exception {
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(scope.remainingNanos() > -1_000_000_000L));
          asked.complete(null);
          return Promise.<GraphQlAnswer>promise().future();
        });

    try (RawHttp http = new RawHttp(server.port())) {
      http.send(sized(100));
      asked.get(5, TimeUnit.SECONDS);
    }

    assertThat(cancelled.get(5, TimeUnit.SECONDS)).as("before its time limit").isTrue();
    assertNextIsServed();
  }

  @Test
  void aStreamThatIsResetCancelsItsRequestAndLeavesTheConnection() throws Exception {
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(scope.remainingNanos() > -1_000_000_000L));
          asked.complete(null);
          return Promise.<GraphQlAnswer>promise().future();
        });
    HttpClientRequest request =
        TestServer.await(
            server
                .vertx
                .createHttpClient(
                    new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false))
                .request(HttpMethod.POST, server.port(), "127.0.0.1", "/graphql"));
    request.putHeader("content-type", "application/json").send("{\"query\":\"{hello}\"}");
    asked.get(5, TimeUnit.SECONDS);

    request.reset(8);

    assertThat(cancelled.get(5, TimeUnit.SECONDS)).as("before its time limit").isTrue();
    assertNextIsServed();
  }

  @Test
  void anAnswerThatComesTooLateIsIgnored() throws Exception {
    Promise<GraphQlAnswer> late = Promise.promise();
    server.engine.answers((request, scope) -> late.future());

    assertThat(RawHttp.exchange(server.port(), sized(100)).status()).isEqualTo(504);
    late.complete(FakeEngine.executed(FakeEngine.DATA));

    assertNextIsServed();
  }

  private static void assertTooLarge(RawHttp.Response response) {
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("BODY_TOO_LARGE").contains("100000 bytes");
    assertThat(response.header("connection")).isEqualTo("close");
  }

  private static void assertNextIsServed() throws IOException {
    server.engine.answers(FakeEngine.executed(FakeEngine.DATA));
    assertThat(RawHttp.exchange(server.port(), sized(100)).text()).isEqualTo(FakeEngine.DATA);
  }

  private static String head(String headers) {
    return "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + headers
        + "\r\n";
  }

  private static String sized(int bytes) {
    String body = "{\"query\":\"{hello}\"}";
    return GraphQlOverHttpTest.postText("", body + " ".repeat(bytes - body.length()));
  }
}
