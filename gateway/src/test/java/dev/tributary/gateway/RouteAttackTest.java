package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Raw;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What attackers send through routes, over plain sockets: no service may see another path, or
 * another number of requests, than the gateway has decided about.
 */
@Timeout(60)
class RouteAttackTest {

  @TempDir private static Path directory;
  private static RoutedGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway =
        new RoutedGateway(directory)
            .service("open")
            .service("secret")
            .start(
                """
                routes:
                - {name: open, path: /app/*, to: [{service: open}]}
                - {name: secret, path: /app/admin/*, callers: authenticated,
                   to: [{service: secret}]}
                """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.seen.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/x/../admin/y",
        "/app/./admin/y",
        "/app/%2e%2e/app/admin/y",
        "/app/x/%2E%2E/admin/y",
        "/app/x/.%2e/admin/y",
        "/app//admin/y",
        "/app/x%2f..%2fadmin/y",
        "/app/x/..%2fadmin/y",
        "/app/x%5c..%5cadmin/y",
        "/app/x/..\\admin/y",
        "/app/x/..;/admin/y",
        "/app/x/..;a=b/admin/y",
        "/app/x/%2e%2e%3b/admin/y",
        "/app/;/admin/y",
        "/app/admin%00/y",
        "/app/x%0d%0aevil: 1",
        "/app/x%ff",
        "/app/x#/admin",
        "//evil.test/app/admin"
      })
  void aPathThatServersReadDifferentlyIsRefused(String path) throws IOException {
    Answer answer = gateway.get(path);

    assertThat(answer.status()).isIn(400, 404);
    assertThat(gateway.seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/admin/y",
        "/app/%61dmin/y",
        "/app/admin;x/y",
        "/app/admin%3bx/y",
        "/app/admin"
      })
  void whateverAPathIsWrittenLikeTheSameRouteDecides(String path) throws IOException {
    assertThat(gateway.get(path).status()).isEqualTo(401);
    assertThat(gateway.seen).isEmpty();
  }

  @Test
  void theServiceIsSentThePathThatWasDecidedAbout() throws IOException {
    gateway.get("/app/%7Euser/%c3%a9/a+b");

    assertThat(gateway.seen.element().uri()).isEqualTo("/app/~user/%C3%A9/a+b");
  }

  /** Each is one request to some servers and two to others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nX",
        "transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\nX",
        "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n",
        "transfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        "content-length: 5\r\ncontent-length: 6\r\n\r\nhelloX",
        "content-length: 5, 6\r\n\r\nhelloX",
        "content-length: +5\r\n\r\nhello",
        "content-length: 0x5\r\n\r\nhello",
        "content-length: -1\r\n\r\n",
        "content-length: 5 \r\n 6\r\n\r\nhello",
        "transfer-encoding: chunked\r\n\r\n5;\nx\r\nhello\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\nfffffffff\r\nhello\r\n0\r\n\r\n",
        "x: y\nz: smuggled\r\ncontent-length: 0\r\n\r\n",
      })
  void aRequestIsNeverTwo(String rest) throws IOException {
    String follower = "GET /app/second HTTP/1.1\r\nhost: a\r\n\r\n";
    try (Raw raw = gateway.connect()) {
      raw.patience(3_000);
      raw.write("POST /app/first HTTP/1.1\r\nhost: a\r\n" + rest + follower);
      int status = raw.answer().status();
      assertThat(status).isIn(200, 400);
      if (status == 200) {
        // It was read in one way: the service has seen the same.
        assertThat(gateway.seen).isNotEmpty();
        gateway.seen.forEach(
            seen ->
                assertThat(
                        seen.headers().containsKey("content-length")
                            && seen.headers().containsKey("transfer-encoding"))
                    .isFalse());
      }
    }
    assertThat(gateway.seen)
        .allMatch(seen -> seen.uri().equals("/app/first") || seen.uri().equals("/app/second"))
        .hasSizeLessThanOrEqualTo(2);
    assertThat(gateway.seen.stream().filter(seen -> seen.uri().equals("/app/first")).count())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void onlyAnUpgradeToWebSocketIsEverPassedOn() throws IOException {
    Answer answer =
        gateway.get(
            "/app/x",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.seen.element().headers())
        .doesNotContainKeys("upgrade", "http2-settings", "connection");
  }

  @Test
  void whatAServerAloneIsAskedIsNotPassedOn() throws IOException {
    assertThat(gateway.send("TRACE /app/x HTTP/1.1\nhost: a\n\n", "").status())
        .isGreaterThanOrEqualTo(400);
    assertThat(gateway.send("CONNECT evil.test:80 HTTP/1.1\nhost: a\n\n", "").status())
        .isGreaterThanOrEqualTo(400);
    assertThat(gateway.send("GET http://evil.test/app/x HTTP/1.1\nhost: a\n\n", "").status())
        .isGreaterThanOrEqualTo(400);
    assertThat(gateway.seen).isEmpty();
  }

  @Test
  void aFieldThatConnectionNamesCannotTakeAnotherOnesPlace() throws IOException {
    gateway.get("/app/x", "Connection: x-forwarded-for, host, cookie", "X-Ok: 1");

    assertThat(gateway.seen.element().header("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(gateway.seen.element().header("host")).isNotEmpty();
  }
}
