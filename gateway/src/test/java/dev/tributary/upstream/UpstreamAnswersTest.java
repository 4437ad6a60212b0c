package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;
import static dev.tributary.upstream.ScriptedService.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.execute.UpstreamFailure.Code;
import dev.tributary.upstream.ScriptedService.Exchange;
import dev.tributary.upstream.ScriptedService.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a service answers, or does not, ends in its answer or in a clear failure, in time. */
class UpstreamAnswersTest {

  private static final String DATA = "{\"data\":{\"a\":1}}";
  private static final int LIMIT = 100_000;

  private final ScriptedService service = new ScriptedService();
  private final Caller caller = new Caller(service.url(), options(Duration.ofSeconds(15)));

  @AfterEach
  void close() {
    caller.close();
    service.close();
  }

  private static ServiceOptions options(Duration timeout) {
    ServiceOptions defaults = ServiceOptions.defaults();
    return new ServiceOptions(
        null,
        timeout,
        LIMIT,
        defaults.pool(),
        defaults.headers(),
        defaults.forwardedHeaders(),
        defaults.sharing());
  }

  record Good(String name, Script script, String answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Good> goodAnswers() {
    return Stream.of(
        good("JSON", json(DATA)),
        good(
            "the GraphQL media type",
            response("200 OK", "Content-Type: application/graphql-response+json\r\n", DATA)),
        good(
            "a charset",
            response("200 OK", "Content-Type: APPLICATION/JSON; charset=utf-8\r\n", DATA)),
        good("no content type", response("200 OK", "", DATA)),
        good(
            "chunks",
            "HTTP/1.1 200 OK\r\n"
                + "Content-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "5\r\n"
                + "{\"dat\r\n"
                + "6\r\n"
                + "a\":{\"a\r\n"
                + "5\r\n"
                + "\":1}}\r\n"
                + "0\r\n\r\n"),
        new Good(
            "a body that ends with the connection",
            exchange -> {
              exchange.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + DATA);
              exchange.close();
            },
            DATA),
        new Good(
            "gzip", exchange -> sendGzip(exchange, DATA.getBytes(StandardCharsets.UTF_8)), DATA),
        new Good(
            "one byte at a time",
            exchange -> {
              for (byte b : json(DATA).getBytes(StandardCharsets.UTF_8)) {
                exchange.out().write(b);
                exchange.out().flush();
              }
            },
            DATA),
        new Good(
            "exactly the limit",
            exchange -> exchange.send(json(" ".repeat(LIMIT - DATA.length()) + DATA)),
            " ".repeat(LIMIT - DATA.length()) + DATA),
        graphQlError("500 Oops", "application/json"),
        graphQlError("400 Bad Request", "application/graphql-response+json"),
        graphQlError("401 Unauthorized", "application/json; charset=utf-8"),
        new Good(
            "data with a strange status",
            exchange ->
                exchange.send(response("418 Tea", "Content-Type: application/json\r\n", DATA)),
            DATA));
  }

  @ParameterizedTest
  @MethodSource("goodAnswers")
  void anAnswerThatCarriesAGraphQlResponseIsPassedOn(Good good) {
    service.answers(good.script());

    assertThat(caller.query("{}").await()).isEqualTo(good.answer());
    assertThat(caller.query("{}").await()).isEqualTo(good.answer());
  }

  record Bad(String name, Script script, Code code, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> badAnswers() {
    return Stream.of(
        bad("HTML", html("200 OK"), Code.UPSTREAM_INVALID_RESPONSE, "other than JSON"),
        bad(
            "plain text",
            response("200 OK", "Content-Type: text/plain\r\n", DATA),
            Code.UPSTREAM_INVALID_RESPONSE,
            "other than JSON"),
        bad("an empty body", json(""), Code.UPSTREAM_INVALID_RESPONSE, "empty body"),
        bad(
            "no content",
            "HTTP/1.1 204 No Content\r\n\r\n",
            Code.UPSTREAM_INVALID_RESPONSE,
            "empty body"),
        bad("HTML of a proxy", html("502 Bad Gateway"), Code.UPSTREAM_HTTP_ERROR, "status 502"),
        bad("HTML not found", html("404 Not Found"), Code.UPSTREAM_HTTP_ERROR, "status 404"),
        bad(
            "a redirect",
            response("302 Found", "Location: http://127.0.0.1:1/\r\n", ""),
            Code.UPSTREAM_HTTP_ERROR,
            "status 302"),
        bad(
            "an intermediary's JSON",
            response("503 Busy", "Content-Type: application/json\r\n", "{\"error\":\"busy\"}"),
            Code.UPSTREAM_HTTP_ERROR,
            "status 503"),
        bad(
            "errors that are no list",
            response("500 Oops", "Content-Type: application/json\r\n", "{\"errors\":\"x\"}"),
            Code.UPSTREAM_HTTP_ERROR,
            "status 500"),
        bad(
            "truncated JSON with an error status",
            response("500 Oops", "Content-Type: application/json\r\n", "{\"error"),
            Code.UPSTREAM_HTTP_ERROR,
            "status 500"),
        badThenClose("a body cut short", json(DATA + " ").strip(), "broke off"),
        badThenClose(
            "chunks cut short",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nff\r\n{\"data\":",
            "broke off"),
        badThenClose(
            "a chunk of no size",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"data\":",
            "broke off"),
        bad(
            "no gzip",
            response(
                "200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", DATA),
            Code.UPSTREAM_INVALID_RESPONSE,
            "cannot be decoded"),
        bad(
            "an announced 200 MB",
            "HTTP/1.1 200 OK\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: 200000000\r\n\r\n",
            Code.UPSTREAM_RESPONSE_TOO_LARGE,
            "more than 100000 bytes"),
        new Bad(
            "a body without end",
            exchange -> {
              exchange.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
              sendUntilRefused(exchange.out());
            },
            Code.UPSTREAM_RESPONSE_TOO_LARGE,
            "more than 100000 bytes"),
        new Bad(
            "a gzip bomb",
            exchange -> sendGzip(exchange, new byte[50_000_000]),
            Code.UPSTREAM_RESPONSE_TOO_LARGE,
            "more than 100000 bytes"),
        new Bad("a close", Exchange::close, Code.UPSTREAM_UNREACHABLE, "could not be reached"),
        new Bad("a reset", Exchange::reset, Code.UPSTREAM_UNREACHABLE, "could not be reached"),
        badThenClose("no HTTP", "SSH-2.0-OpenSSH_9.9\r\n\r\n", "cannot be understood"),
        badThenClose(
            "headers without end",
            "HTTP/1.1 200 OK\r\nX: " + "a".repeat(200_000),
            "cannot be understood"));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void anyOtherAnswerIsAFailureAndTheNextCallWorks(Bad bad) {
    service.answers(bad.script());

    UpstreamFailure failure = caller.query("{}").awaitFailure();

    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(bad.code());
    assertThat(failure)
        .hasMessageContaining(bad.message())
        .hasMessageStartingWith("The service \"reviews\" ")
        .hasMessageNotContaining("127.0.0.1")
        .hasMessageNotContaining("<html>");
    service.answers(json(DATA));
    assertThat(caller.query("{}").await()).isEqualTo(DATA);
  }

  static Stream<Bad> slowAnswers() {
    return Stream.of(
        new Bad("nothing", Exchange::awaitClose, Code.UPSTREAM_TIMEOUT, ""),
        new Bad(
            "a head without a body",
            exchange -> {
              exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
              exchange.awaitClose();
            },
            Code.UPSTREAM_TIMEOUT,
            ""),
        new Bad(
            "a part of the body",
            exchange -> {
              exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"data\"");
              exchange.awaitClose();
            },
            Code.UPSTREAM_TIMEOUT,
            ""));
  }

  @ParameterizedTest
  @MethodSource("slowAnswers")
  void anAnswerThatDoesNotComeInTimeIsGivenUp(Bad slow) {
    service.answers(slow.script());
    try (Caller hasty = new Caller(service.url(), options(Duration.ofMillis(100)))) {
      UpstreamFailure failure = hasty.query("{}").awaitFailure();

      assertThat(failure.code()).isEqualTo(Code.UPSTREAM_TIMEOUT);
      assertThat(failure).hasMessage("The service \"reviews\" did not answer in time.");
    }
    service.answers(json(DATA));
    assertThat(caller.query("{}").await()).isEqualTo(DATA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 16\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n10\r\n"})
  void anAnswerCutShortAtAnyByteIsAFailure(String framing) {
    byte[] whole =
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing + DATA)
            .getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      int cut = length;
      if (cut == whole.length - 1 || cut % 3 == 0) {
        service.answers(
            exchange -> {
              exchange.out().write(whole, 0, cut);
              exchange.close();
            });

        assertThat(caller.query("{}").awaitFailure().code())
            .as("after %s bytes", cut)
            .isIn(Code.UPSTREAM_UNREACHABLE, Code.UPSTREAM_INVALID_RESPONSE);
      }
    }
  }

  @Test
  void aServiceThatIsNotThereIsUnreachable() {
    service.close();

    assertThat(caller.query("{}").awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a url",
        "ftp://example.com/",
        "http:",
        "http://user:s3cr3t@127.0.0.1/",
        "/graphql",
        "http://a b/"
      })
  void aServiceWithoutAUsableUrlIsUnreachable(String url) {
    try (Caller lost = new Caller(url, ServiceOptions.defaults())) {
      assertThat(lost.query("{}").awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    }
  }

  @Test
  void aServiceThatDoesNotSpeakTlsWhereItShouldIsUnreachable() {
    try (Caller tls =
        new Caller(service.url().replace("http:", "https:"), options(Duration.ofSeconds(15)))) {
      assertThat(tls.query("{}").awaitFailure().code()).isEqualTo(Code.UPSTREAM_UNREACHABLE);
    }
    assertThat(service.requests).as("sent in clear text").isEmpty();
  }

  @Test
  void atMostALittleMoreThanTheLimitIsReceivedOfTwoHundredMegabytes() {
    long[] sent = {0};
    service.answers(
        exchange -> {
          exchange.send(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n");
          byte[] chunk =
              ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.UTF_8);
          try {
            for (int i = 0; i < 3_200; i++) {
              exchange.out().write(chunk);
              sent[0] += chunk.length;
            }
          } catch (IOException refused) {
            exchange.close();
          }
        });

    assertThat(caller.query("{}").awaitFailure().code())
        .isEqualTo(Code.UPSTREAM_RESPONSE_TOO_LARGE);
    // What the system's socket buffers hold is sent before the refusal is noticed.
    assertThat(sent[0]).isLessThan(20_000_000);
  }

  private static Good good(String name, String response) {
    return new Good(name, exchange -> exchange.send(response), DATA);
  }

  private static Good graphQlError(String status, String type) {
    String body = "{\"errors\":[{\"message\":\"m\"}]}";
    return new Good(
        "a GraphQL error with status " + status,
        exchange -> exchange.send(response(status, "Content-Type: " + type + "\r\n", body)),
        body);
  }

  private static Bad bad(String name, String response, Code code, String message) {
    return new Bad(name, exchange -> exchange.send(response), code, message);
  }

  private static Bad badThenClose(String name, String response, String message) {
    return new Bad(
        name,
        exchange -> {
          exchange.send(response);
          exchange.close();
        },
        Code.UPSTREAM_INVALID_RESPONSE,
        message);
  }

  private static String html(String status) {
    return response(status, "Content-Type: text/html\r\n", "<html>secret at 10.0.0.1</html>");
  }

  private static void sendGzip(Exchange exchange, byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(body);
    }
    exchange.send(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: "
            + zipped.size()
            + "\r\n\r\n");
    exchange.out().write(zipped.toByteArray());
    exchange.out().flush();
  }

  private static void sendUntilRefused(OutputStream out) throws IOException {
    byte[] piece = new byte[65_536];
    for (int i = 0; i < 10_000; i++) {
      out.write(piece);
    }
  }
}
