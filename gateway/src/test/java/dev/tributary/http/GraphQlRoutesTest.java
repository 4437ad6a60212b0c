package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlRoutesTest {

  private static HttpOptions with(HttpOptions.Cors cors) {
    HttpOptions defaults = HttpOptions.defaults();
    return new HttpOptions(
        defaults.path(),
        defaults.limits(),
        defaults.csrf(),
        cors,
        defaults.compression(),
        defaults.graphiql(),
        Documents.NONE);
  }

  private static RawHttp.Response get(TestServer server, String url) throws IOException {
    return get(server, url, "");
  }

  /**
   * @param fields lines
   */
  private static RawHttp.Response get(TestServer server, String url, String fields)
      throws IOException {
    return RawHttp.exchange(
        server.port(), "GET " + url + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }

  @Test
  void readinessFollowsTheSupplierAndLivenessDoesNot() throws IOException {
    AtomicBoolean ready = new AtomicBoolean();
    try (TestServer server = new TestServer(HttpOptions.defaults(), ready::get)) {
      assertThat(get(server, "/health/live").status()).isEqualTo(200);
      RawHttp.Response before = get(server, "/health/ready");
      assertThat(before.status()).isEqualTo(503);
      assertThat(before.text()).isEqualTo("{\"status\":\"DOWN\"}");

      ready.set(true);

      RawHttp.Response after = get(server, "/health/ready");
      assertThat(after.status()).isEqualTo(200);
      assertThat(after.text()).isEqualTo("{\"status\":\"UP\"}");
      assertThat(after.header("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void graphiqlIsServedWithAllThatItLoadsFromOurselves() throws IOException {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      RawHttp.Response page = get(server, "/");

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("content-type")).startsWith("text/html");
      assertThat(page.header("x-frame-options")).isEqualTo("DENY");
      assertThat(page.text()).doesNotContain("https://").contains("\"graphQLUri\":\"/graphql\"");
      Matcher asset = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.text());
      int assets = 0;
      while (asset.find()) {
        String url = asset.group(1).replaceFirst("^(\\./|(?!/))", "/");
        assertThat(get(server, url).status()).as(url).isEqualTo(200);
        assets++;
      }
      assertThat(assets).isPositive();
    }
  }

  @Test
  void itsFilesArePackedForThoseWhoTakeThemSo() throws IOException {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      Matcher script =
          Pattern.compile("src=\"\\./(assets/[^\"]+\\.js)\"").matcher(get(server, "/").text());
      assertThat(script.find()).isTrue();
      String url = "/" + script.group(1);

      RawHttp.Response plain = get(server, url);
      for (int i = 0; i < 2; i++) {
        RawHttp.Response packed = get(server, url, "Accept-Encoding: gzip\r\n");
        assertThat(packed.header("content-encoding")).isEqualTo("gzip");
        assertThat(packed.header("content-type")).isEqualTo("text/javascript");
        assertThat(packed.body()).hasSizeLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
            .isEqualTo(plain.body());
      }
      assertThat(get(server, "/assets/no.js", "Accept-Encoding: gzip\r\n").status())
          .isEqualTo(get(server, "/assets/no.js").status())
          .isEqualTo(404);
    }
  }

  @Test
  void graphiqlCanBeSwitchedOff() throws IOException {
    HttpOptions defaults = HttpOptions.defaults();
    HttpOptions off =
        new HttpOptions(
            defaults.path(),
            defaults.limits(),
            defaults.csrf(),
            defaults.cors(),
            defaults.compression(),
            false,
            Documents.NONE);
    try (TestServer server = new TestServer(off)) {
      assertThat(get(server, "/").status()).isEqualTo(404);
      assertThat(get(server, "/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void anUnknownPathIsNotFound() throws IOException {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      assertThat(get(server, "/nowhere").status()).isEqualTo(404);
      assertThat(get(server, "/%zz").status()).isEqualTo(400);
      assertThat(get(server, "/../../etc/passwd").status()).isEqualTo(404);
    }
  }

  @Test
  void otherOriginsGetNoPermissionUnlessConfigured() throws IOException {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      RawHttp.Response preflight = preflight(server, "https://a.example");

      assertThat(preflight.status()).isEqualTo(405);
      assertThat(preflight.header("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void aListedOriginMayAskAndReadAnswers() throws IOException {
    HttpOptions options =
        with(new HttpOptions.Cors(List.of("https://a.example"), true, Duration.ofMinutes(10)));
    try (TestServer server = new TestServer(options)) {
      RawHttp.Response preflight = preflight(server, "https://a.example");
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://a.example");
      assertThat(preflight.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(preflight.header("access-control-allow-headers"))
          .contains("content-type", "apollo-require-preflight");
      assertThat(preflight.header("access-control-max-age")).isEqualTo("600");
      RawHttp.Response answer = post(server, "Origin: https://a.example\r\n");
      assertThat(answer.text()).isEqualTo(FakeEngine.DATA);
      assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://a.example");
      assertThat(answer.header("vary")).isEqualTo("origin, accept, accept-encoding");

      for (String other : List.of("https://a.example.evil", "http://a.example", "null")) {
        RawHttp.Response refused = preflight(server, other);
        assertThat(refused.header("access-control-allow-origin")).isEmpty();
        assertThat(refused.header("access-control-allow-headers")).isEmpty();
        assertThat(post(server, "Origin: " + other + "\r\n").headers())
            .doesNotContainKey("access-control-allow-origin")
            .doesNotContainKey("access-control-allow-credentials");
      }
    }
  }

  @Test
  void anyOriginMayBeAllowed() throws IOException {
    HttpOptions options = with(new HttpOptions.Cors(List.of("*"), false, Duration.ofMinutes(10)));
    try (TestServer server = new TestServer(options)) {
      assertThat(preflight(server, "https://b.example").header("access-control-allow-origin"))
          .isEqualTo("*");
    }
  }

  private static RawHttp.Response preflight(TestServer server, String origin) throws IOException {
    return RawHttp.exchange(
        server.port(),
        "OPTIONS /graphql HTTP/1.1\r\nHost: a\r\nOrigin: "
            + origin
            + "\r\nAccess-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: content-type\r\n\r\n");
  }

  private static RawHttp.Response post(TestServer server, String headers) throws IOException {
    return RawHttp.exchange(
        server.port(), GraphQlOverHttpTest.postText(headers, "{\"query\":\"{hello}\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "Apollo-Require-Preflight: 1,             200",
    "X-Apollo-Operation-Name: Q,              200",
    "X-Our-Own: 1,                            400",
    "Content-Type: application/json,          200",
    "Content-Type: text/plain,                400",
    "Content-Type: multipart/form-data,       400",
  })
  void aGetMustShowThatItIsNotCrossSite(String header, int status) throws IOException {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      assertThat(getWith(server, header).status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Our-Own: 1", "X-Whatever: 1"})
  void theCrossSiteGuardIsConfigurable(String header) throws IOException {
    HttpOptions defaults = HttpOptions.defaults();
    boolean ours = header.startsWith("X-Our-Own");
    HttpOptions.Csrf csrf = new HttpOptions.Csrf(ours, ours ? Set.of("X-Our-Own") : Set.of());
    HttpOptions options =
        new HttpOptions(
            defaults.path(),
            defaults.limits(),
            csrf,
            defaults.cors(),
            defaults.compression(),
            defaults.graphiql(),
            Documents.NONE);
    try (TestServer server = new TestServer(options)) {
      assertThat(getWith(server, header).status()).isEqualTo(200);
    }
  }

  private static RawHttp.Response getWith(TestServer server, String header) throws IOException {
    return RawHttp.exchange(
        server.port(), "GET /graphql?query=%7Ba%7D HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void http2IsServedInClearTextByUpgradeAndByPriorKnowledge(boolean upgrade) {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      HttpClientAgent client = http2(server, upgrade);
      RequestOptions post = post(server);

      Answer good = send(server, client, post, "{\"query\":\"{a}\"}");
      Answer bad = send(server, client, post, "{");
      Answer large = send(server, client, post, " ".repeat(3_000_000));
      Answer again = send(server, client, post, "{\"query\":\"{a}\"}");

      assertThat(good).isEqualTo(new Answer(HttpVersion.HTTP_2, 200, FakeEngine.DATA));
      assertThat(bad.status()).isEqualTo(400);
      assertThat(large.status()).isEqualTo(413);
      assertThat(large.body()).contains("BODY_TOO_LARGE");
      assertThat(again).isEqualTo(good);
    }
  }

  @Test
  void largeAnswersAreCompressedOverHttp2Too() {
    try (TestServer server = new TestServer(HttpOptions.defaults())) {
      server.engine.answers(FakeEngine.executed("{\"data\":\"" + "x".repeat(100_000) + "\"}"));
      RequestOptions post = post(server).putHeader("accept-encoding", "gzip");

      Answer zipped = send(server, http2(server, false), post, "{\"query\":\"{a}\"}");
      server.engine.answers(FakeEngine.executed(FakeEngine.DATA));
      Answer small = send(server, http2(server, false), post, "{\"query\":\"{a}\"}");

      assertThat(zipped.body()).hasSizeLessThan(2_000).startsWith("\u001f");
      assertThat(small.body()).isEqualTo(FakeEngine.DATA);
    }
  }

  private static HttpClientAgent http2(TestServer server, boolean upgrade) {
    return server.vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(upgrade));
  }

  private static RequestOptions post(TestServer server) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost("127.0.0.1")
        .setPort(server.port())
        .setURI("/graphql")
        .putHeader("content-type", "application/json");
  }

  private record Answer(HttpVersion version, int status, String body) {}

  /**
   * On an event loop, as the body's handler is: a body that has come before it is asked for is
   * lost, and a test's thread may be held up just then.
   */
  private static Answer send(
      TestServer server, HttpClientAgent client, RequestOptions options, String body) {
    Promise<Answer> answer = Promise.promise();
    server.vertx.runOnContext(loop -> exchange(client, options, body).onComplete(answer));
    return TestServer.await(answer.future());
  }

  private static Future<Answer> exchange(
      HttpClientAgent client, RequestOptions options, String body) {
    return client
        .request(options)
        .compose(request -> request.send(body))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        received ->
                            new Answer(
                                response.version(), response.statusCode(), received.toString())));
  }
}
