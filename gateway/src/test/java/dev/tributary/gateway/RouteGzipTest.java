package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.RoutedGateway.Answer;
import dev.tributary.gateway.RoutedGateway.Raw;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service's answer is packed on its way to a client that takes it so, where that is worth it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteGzipTest {

  private static final String TEXT = "Once upon a time. ".repeat(1_000);

  private RoutedGateway gateway = new RoutedGateway(Path.of("."));

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    gateway = new RoutedGateway(directory);
    gateway
        .service("texts", "", RouteGzipTest::answer)
        .start("routes: [{name: texts, path: /*, to: [{service: texts}]}]\n");
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  /** The query says what goes with the answer, as field=value, and its status. */
  private static void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    request.params().forEach(each -> give(response, each.getKey(), each.getValue()));
    switch (request.path()) {
      case "/small" -> response.end("Once.");
      case "/chunks" -> {
        response.setChunked(true).putHeader("trailer", "x-sum").write(TEXT);
        response.write(TEXT);
        response.putTrailer("x-sum", "2").end();
      }
      case "/waits" -> response.setChunked(true).write(TEXT);
      default -> response.end(TEXT);
    }
  }

  private static void give(HttpServerResponse response, String name, String value) {
    if (name.equals("status")) {
      response.setStatusCode(Integer.parseInt(value));
    } else {
      response.putHeader(name, value);
    }
  }

  private Answer get(String target, String accepted) throws IOException {
    try (Raw raw = gateway.connect()) {
      return raw.write(
              "GET " + target + " HTTP/1.1\r\nhost: a\r\naccept-encoding: " + accepted + "\r\n\r\n")
          .answer();
    }
  }

  private static String unpack(String packed) throws IOException {
    byte[] bytes = packed.getBytes(StandardCharsets.ISO_8859_1);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void textIsPacked() throws IOException {
    Answer answer = get("/?content-type=text/plain&etag=%221%22&accept-ranges=bytes", "br, gzip");
    assertThat(answer.header("content-encoding")).isEqualTo("gzip");
    assertThat(answer.header("vary")).isEqualTo("accept-encoding");
    assertThat(answer.header("etag")).isEqualTo("W/\"1\"");
    assertThat(answer.headers()).doesNotContainKey("accept-ranges");
    assertThat(answer.body()).hasSizeLessThan(1_000);
    assertThat(unpack(answer.body())).isEqualTo(TEXT);
  }

  @Test
  void whatComesInPiecesIsPackedInPieces() throws IOException {
    Answer answer = get("/chunks?content-type=application/json", "gzip");
    assertThat(answer.header("content-encoding")).isEqualTo("gzip");
    assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(unpack(answer.body())).isEqualTo(TEXT + TEXT);
  }

  /** Nothing is held back until there is more of it. */
  @Test
  void eachPieceCanBeReadBeforeTheNextIsThere() throws IOException {
    try (Raw raw = gateway.connect()) {
      raw.write(
          "GET /waits?content-type=text/plain HTTP/1.1\r\n"
              + "host: a\r\n"
              + "accept-encoding: gzip\r\n\r\n");
      while (!raw.line().isEmpty()) {}
      Buffer packed = Buffer.buffer();
      byte[] read = new byte[TEXT.length()];
      int length = 0;
      while (length < read.length) {
        packed.appendBytes(
            raw.read(Integer.parseInt(raw.line(), 16)).getBytes(StandardCharsets.ISO_8859_1));
        raw.line();
        try (GZIPInputStream in =
            new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
          length = in.readNBytes(read, 0, read.length);
        } catch (IOException notYetAll) {
          length = 0;
        }
      }
      assertThat(new String(read, StandardCharsets.ISO_8859_1)).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /?content-type=text/plain                                | identity
          /?content-type=text/plain                                | br
          /small?content-type=text/plain                           | gzip
          /?content-type=image/png                                 | gzip
          /?content-type=text/event-stream                         | gzip
          /?a=b                                                    | gzip
          /?content-type=text/plain&content-encoding=br            | gzip
          /?content-type=text/plain&cache-control=no-transform     | gzip
          /?content-type=text/plain&status=206                     | gzip
          """)
  void allElseIsPassedOnAsItIs(String target, String accepted) throws IOException {
    Answer answer = get(target, accepted);
    assertThat(answer.header("content-encoding")).isNotEqualTo("gzip");
    assertThat(answer.body()).isEqualTo(target.startsWith("/small") ? "Once." : TEXT);
  }
}
