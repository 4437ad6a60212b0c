package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.ApiKeyFile;
import dev.tributary.auth.AuthenticationOptions;
import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import dev.tributary.auth.Authenticator;
import dev.tributary.auth.Authenticator.Anonymity;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Subscriber;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventStreamTest {

  private static final String HEAD = "Accept: text/event-stream\r\n";
  private static final String BODY = "{\"query\":\"subscription{a}\"}";

  @TempDir private Path directory;
  private Path keys;
  private String key;
  private Authenticator authenticator;
  private TestServer server;
  private final BlockingQueue<RequestScope> scopes = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

  @BeforeEach
  void start() throws IOException {
    keys = directory.resolve("keys.jsonl");
    key = ApiKeyFile.add(keys, "mobile", Set.of("read"), null, null);
    authenticator =
        Authenticator.of(
            new AuthenticationOptions(
                directory,
                Anonymity.ALLOWED,
                new ApiKeyOptions("keys.jsonl", "x-api-key", null),
                null,
                null,
                List.of()));
    StreamOptions defaults = StreamOptions.defaults();
    server =
        new TestServer(
            HttpOptions.defaults()
                .with(
                    new StreamOptions(
                        true,
                        1,
                        0,
                        defaults.operations(),
                        defaults.messageBytes(),
                        defaults.initialisation(),
                        Duration.ofMillis(500),
                        defaults.idle(),
                        Duration.ofMillis(300),
                        Set.of())),
            () -> true,
            authenticator);
    server.engine.answers(
        (request, scope) -> {
          scope.onCancel(() -> cancelled.complete(null));
          scopes.add(scope);
          return Future.succeededFuture(new GraphQlAnswer(Outcome.SUBSCRIBED, Buffer.buffer()));
        });
  }

  @AfterEach
  void stop() {
    server.close();
    authenticator.close();
  }

  private RequestScope subscribe(RawHttp http, String fields) throws Exception {
    http.send(GraphQlOverHttpTest.postText(HEAD + fields, BODY));
    RequestScope scope = scopes.poll(10, TimeUnit.SECONDS);
    assertThat(scope).isNotNull();
    return scope;
  }

  /** Tells of an event, as the engine does: what comes of it. */
  private static Future<String> tell(RequestScope scope, String response) {
    return Future.future(
        promise ->
            scope
                .context()
                .runOnContext(
                    here -> {
                      Subscriber subscriber = Objects.requireNonNull(scope.subscriber());
                      subscriber
                          .event()
                          .compose(
                              within ->
                                  within == null
                                      ? Future.succeededFuture("over")
                                      : subscriber
                                          .next(FakeEngine.executed(response), within)
                                          .map(within.caller().client()))
                          .onComplete(promise);
                    }));
  }

  @Test
  void anEventIsAnsweredForTheSameCaller() throws Exception {
    try (RawHttp http = new RawHttp(server.port())) {
      RequestScope scope = subscribe(http, "x-api-key: " + key + "\r\n");

      assertThat(TestServer.await(tell(scope, "{\"data\":\n{}}"))).isEqualTo("mobile");

      assertThat(http.readUntil("data: {\"data\": {}}")).contains("200 OK", "text/event-stream");
    }
  }

  @Test
  void aKeyThatIsTakenBackEndsTheStreamWithItsCode() throws Exception {
    try (RawHttp http = new RawHttp(server.port())) {
      RequestScope scope = subscribe(http, "x-api-key: " + key + "\r\n");
      http.readUntil(":\n\n");

      Files.writeString(keys, "");
      Files.setLastModifiedTime(keys, FileTime.from(Instant.now().plusSeconds(5)));

      assertThat(http.readUntil("event: complete")).contains("INVALID_API_KEY");
      assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10));
      assertThat(TestServer.await(tell(scope, "{}"))).isEqualTo("over");
    }
  }

  @Test
  void wrongCredentialsAreRefusedAsForAnyRequest() throws Exception {
    try (RawHttp http = new RawHttp(server.port())) {
      http.send(GraphQlOverHttpTest.postText(HEAD + "x-api-key: wrong\r\n", BODY));
      assertThat(http.receive().status()).isEqualTo(401);
      assertThat(scopes).isEmpty();
    }
  }

  @Test
  void streamsAreLimited() throws Exception {
    try (RawHttp one = new RawHttp(server.port());
        RawHttp two = new RawHttp(server.port())) {
      subscribe(one, "");
      one.readUntil(":\n\n");
      two.send(GraphQlOverHttpTest.postText(HEAD, BODY));
      RawHttp.Response refused = two.receive();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("TOO_MANY_STREAMS");
    }
  }

  @Test
  void whoLeavesEventsUnreadIsClosed() throws Exception {
    try (RawHttp http = new RawHttp(server.port())) {
      RequestScope scope = subscribe(http, "");
      // More than the buffers of both ends take.
      String large = "{\"data\":\"" + "x".repeat(40_000_000) + "\"}";
      tell(scope, large);
      assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void whoGoesAwayEndsIt() throws Exception {
    try (RawHttp http = new RawHttp(server.port())) {
      subscribe(http, "");
      http.readUntil(":\n\n");
    }
    assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10));
  }
}
