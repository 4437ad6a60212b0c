package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Protocol;
import dev.tributary.upstream.ServiceOptions.Sharing;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls are made: header fields, protocols, connections. */
class UpstreamCallsTest {

  private final CalledService called = new CalledService();
  private final ScriptedService service = called.service();

  @AfterEach
  void close() {
    called.close();
  }

  @Test
  void aCallIsAPostOfTheBodyToTheUrlsPathAndQuery() throws InterruptedException {
    assertThat(called.caller().query("{\"query\":\"{é}\"}").await()).isEqualTo(CalledService.DATA);

    ScriptedService.Request request = service.requests.take();
    assertThat(request.body()).isEqualTo("{\"query\":\"{é}\"}");
    assertThat(request.headers())
        .containsEntry(":request", "POST /graphql?tenant=1 HTTP/1.1")
        .containsEntry("content-type", "application/json")
        .containsEntry("accept", "application/graphql-response+json, application/json")
        .hasEntrySatisfying("accept-encoding", value -> assertThat(value).contains("gzip"));
  }

  @Test
  void onlyAllowedHeaderFieldsOfTheClientArePassedOn() throws InterruptedException {
    called.with(
        CalledService.options(
            Map.of("Authorization", "Bearer s3cr3t-ours", "x-gateway", "tributary"),
            List.of("X-Tenant", "authorization", "x-hop", "accept-language"),
            Pool.defaults(),
            Sharing.ON));
    MultiMap client =
        MultiMap.caseInsensitiveMultiMap()
            .add("x-tenant", "a")
            .add("X-Tenant", "b")
            .add("Authorization", "Bearer s3cr3t-theirs")
            .add("Cookie", "secret")
            .add("X-Hop", "1")
            .add("Connection", "close, X-Hop")
            .add("Content-Type", "text/plain");

    called.caller().query("{}", client).await();

    assertThat(service.requests.take().headers())
        .containsEntry("x-tenant", "a, b")
        .containsEntry("authorization", "Bearer s3cr3t-ours")
        .containsEntry("x-gateway", "tributary")
        .containsEntry("content-type", "application/json")
        .doesNotContainKeys("cookie", "x-hop", "connection", "accept-language");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection", "transfer-encoding", "HOST", "content-length", "te"})
  void headerFieldsOfTheConnectionCannotBeForwarded(String name) {
    assertThatThrownBy(
            () -> CalledService.options(Map.of(), List.of(name), Pool.defaults(), Sharing.ON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never forwarded");
  }

  @Test
  void theConfiguredUrlReplacesTheSupergraphs() {
    try (Caller elsewhere =
        new Caller(
            "http://127.0.0.1:1/",
            new ServiceOptions(
                service.url(),
                Duration.ofSeconds(15),
                1_000_000,
                Pool.defaults(),
                Map.of(),
                List.of(),
                Sharing.ON))) {
      assertThat(elsewhere.query("{}").await()).isEqualTo(CalledService.DATA);
    }
  }

  @Test
  void connectionsAreKept() {
    for (int i = 0; i < 5; i++) {
      called.caller().query("{}").await();
    }

    assertThat(service.connections).hasValue(1);
  }

  private Caller http2Caller(Handler<HttpServerRequest> handler) {
    HttpServer server =
        called
            .caller()
            .vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return new Caller(
        "http://127.0.0.1:" + server.actualPort() + "/",
        CalledService.options(
            Map.of(),
            List.of(),
            new Pool(Protocol.HTTP_2, 1, 10, Duration.ofSeconds(3), Duration.ofSeconds(30)),
            Sharing.OFF));
  }

  @Test
  void http2IsSpokenWhereConfigured() {
    try (Caller http2 =
        http2Caller(
            request ->
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end("{\"data\":\"" + (request.version() == HttpVersion.HTTP_2) + "\"}"))) {
      assertThat(http2.query("{}").await()).isEqualTo("{\"data\":\"true\"}");
      assertThat(http2.query("{}").await()).isEqualTo("{\"data\":\"true\"}");
    }
  }

  @Test
  void aQueryThatIsGivenUpOverHttp2LeavesTheConnectionToOthers() throws Exception {
    CompletableFuture<Throwable> reset = new CompletableFuture<>();
    CompletableFuture<HttpConnection> asked = new CompletableFuture<>();
    try (Caller http2 =
        http2Caller(
            request -> {
              if (asked.complete(request.connection())) {
                request.response().exceptionHandler(reset::complete);
              } else {
                boolean same = request.connection() == asked.join();
                request
                    .response()
                    .putHeader("content-type", "application/json")
                    .end("{\"data\":\"" + same + "\"}");
              }
            })) {
      Caller.Call call = http2.query("{}");
      asked.get(10, TimeUnit.SECONDS);

      call.cancel();

      assertThat(call.awaitFailure().code()).isEqualTo(Code.UPSTREAM_CANCELLED);
      assertThat(reset.get(10, TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
      assertThat(http2.query("{}").await()).isEqualTo("{\"data\":\"true\"}");
    }
  }

  @Test
  void anAnswerThatNobodyAskedForIsNotTakenForTheNext() throws InterruptedException {
    service.answers(
        exchange -> exchange.send(json(CalledService.DATA) + json("{\"data\":\"stray\"}")));
    assertThat(called.caller().query("{1}").await()).isEqualTo(CalledService.DATA);
    service.answers(json("{\"data\":\"mine\"}"));

    for (int i = 0; i < 3; i++) {
      assertThat(called.caller().query("{2}").await()).isEqualTo("{\"data\":\"mine\"}");
    }
  }

  @Test
  void interimResponsesAreReadOver() {
    service.answers(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            + json(CalledService.DATA));

    assertThat(called.caller().query("{}").await()).isEqualTo(CalledService.DATA);
  }

  @Test
  void aConnectionThatTheServiceEndsIsNotUsedAgain() {
    service.answers(
        exchange -> {
          exchange.send(
              ScriptedService.response(
                  "200 OK",
                  "Content-Type: application/json\r\nConnection: close\r\n",
                  CalledService.DATA));
          exchange.close();
        });

    for (int i = 0; i < 3; i++) {
      assertThat(called.caller().mutation("{}").await()).isEqualTo(CalledService.DATA);
    }
    assertThat(service.connections).hasValue(3);
  }
}
