package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.auth.ApiKeyFile;
import dev.tributary.auth.AuthenticationOptions;
import dev.tributary.auth.AuthenticationOptions.ApiKeyOptions;
import dev.tributary.auth.Authenticator;
import dev.tributary.auth.Authenticator.Anonymity;
import dev.tributary.auth.Caller;
import dev.tributary.execute.GraphQlAnswer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AuthenticationTest {

  private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  @TempDir private Path directory;
  private String key;
  private Authenticator authenticator;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    Path keys = directory.resolve("keys.jsonl");
    key = ApiKeyFile.add(keys, "mobile", Set.of("read"), null, null);
    authenticator =
        Authenticator.of(
            new AuthenticationOptions(
                directory,
                Anonymity.REFUSED,
                new ApiKeyOptions("keys.jsonl", "x-api-key", null),
                null,
                null,
                List.of()));
    server = new TestServer(HttpOptions.defaults(), () -> true, authenticator);
    server.engine.answers(
        (request, scope) -> {
          callers.add(scope.caller());
          return Future.succeededFuture(FakeEngine.executed(FakeEngine.DATA));
        });
  }

  @AfterEach
  void stop() {
    server.close();
    authenticator.close();
  }

  @Test
  void theEngineLearnsWhoCalls() throws IOException {
    assertThat(post("x-api-key: " + key + "\r\n").status()).isEqualTo(200);

    Caller caller = callers.remove();
    assertThat(caller.client()).isEqualTo("mobile");
    assertThat(caller.scopes()).containsExactly("read");
  }

  @Test
  void wrongCredentialsAreAnsweredInGraphQlWithAChallenge() throws IOException {
    RawHttp.Response response = post("x-api-key: nonsense\r\n");

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.header("www-authenticate")).startsWith("ApiKey realm=");
    assertThat(response.text())
        .isEqualTo(
            "{\"errors\":[{\"message\":\"The API key is not known.\",\"extensions\":{\"code\":"
                + "\"INVALID_API_KEY\"}}]}");
    assertThat(callers).isEmpty();
  }

  @Test
  void aRequestWithoutCredentialsIsAskedForThem() throws IOException {
    RawHttp.Response response = post("");

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.header("www-authenticate")).contains("header=\"x-api-key\"");
    assertThat(response.text()).contains("\"code\":\"UNAUTHENTICATED\"");
  }

  @Test
  void aRefusedCallersBodyIsNotWaitedFor() throws IOException {
    RawHttp.Response response =
        RawHttp.exchange(
            server.port(),
            "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "content-length: 1000000\r\n\r\n");

    assertThat(response.status()).isEqualTo(401);
  }

  @Test
  void whatACallerMayNotSeeIsAStatus() throws IOException {
    Buffer body = Buffer.buffer("{\"errors\":[]}");
    server.engine.answers(new GraphQlAnswer(GraphQlAnswer.Outcome.FORBIDDEN, body));
    assertThat(post("x-api-key: " + key + "\r\n").status()).isEqualTo(403);

    server.engine.answers(new GraphQlAnswer(GraphQlAnswer.Outcome.UNAUTHENTICATED, body));
    RawHttp.Response response = post("x-api-key: " + key + "\r\n");
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.header("www-authenticate")).contains("header=\"x-api-key\"");
  }

  @Test
  void aReadOnlyRequestIsAuthenticatedAsWell() throws IOException {
    String get =
        "GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n";

    assertThat(RawHttp.exchange(server.port(), get + "\r\n").status()).isEqualTo(401);
    assertThat(RawHttp.exchange(server.port(), get + "x-api-key: " + key + "\r\n\r\n").status())
        .isEqualTo(200);
  }

  @Test
  void healthNeedsNoCredentials() throws IOException {
    assertThat(
            RawHttp.exchange(server.port(), "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
                .status())
        .isEqualTo(200);
  }

  @Test
  void refusalsAreLoggedAndCredentialsNeverAre() throws IOException {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger("dev.tributary");
    Level level = logger.getLevel();
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.TRACE);
    try {
      post("x-api-key: " + key + "\r\n");
      post("x-api-key: tributary_s3cr3t\r\n");
      post("x-api-key: " + key + "\r\nx-api-key: " + key + "\r\n");
      post("");
    } finally {
      logger.setLevel(level);
      logger.detachAppender(lines);
    }

    List<String> texts =
        lines.list.stream()
            .map(
                line ->
                    line.getFormattedMessage()
                        + " "
                        + line.getKeyValuePairs()
                        + " "
                        + line.getThrowableProxy())
            .toList();
    assertThat(texts)
        .noneMatch(text -> text.contains(key) || text.contains("s3cr3t"))
        .filteredOn(text -> text.contains("authentication_refused"))
        .hasSize(3)
        .allMatch(text -> text.contains("127.0.0.1") && text.contains("code="));
  }

  private RawHttp.Response post(String headers) throws IOException {
    String body = "{\"query\":\"{hello}\"}";
    return RawHttp.exchange(
        server.port(),
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            + headers
            + "content-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }
}
