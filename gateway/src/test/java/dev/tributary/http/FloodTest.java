package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.http.HttpOptions.FloodLimits;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that want to keep the server busy with nothing cost a bounded amount. */
class FloodTest {

  private static final String BODY = "{\"query\":\"{a}\"}";
  private static final String REQUEST =
      "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
          + BODY.length()
          + "\r\n\r\n"
          + BODY;

  private TestServer server = new TestServer(HttpOptions.defaults());

  private void start(int connections, int perAddress, int requests, Duration keepAlive) {
    start(connections, perAddress, requests, keepAlive, false);
  }

  private void start(
      int connections, int perAddress, int requests, Duration keepAlive, boolean http2) {
    HttpOptions defaults = HttpOptions.defaults();
    server.close();
    server =
        new TestServer(
            new HttpOptions(
                    defaults.path(),
                    new HttpOptions.RequestLimits(100_000, 8192, 8192, 100, Duration.ofMillis(500)),
                    defaults.csrf(),
                    defaults.cors(),
                    defaults.compression(),
                    true,
                    Documents.NONE)
                .with(
                    new FloodLimits(
                        connections,
                        perAddress,
                        requests,
                        Duration.ofMillis(600),
                        keepAlive,
                        http2)));
    server.engine.answers(FakeEngine.executed(FakeEngine.DATA));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Sends a byte now and then until the server has had enough. */
  private static Duration drip(RawHttp http, String text) throws InterruptedException {
    Instant begun = Instant.now();
    try {
      for (int i = 0; Duration.between(begun, Instant.now()).toSeconds() < 15; i++) {
        http.send(text.substring(i % text.length(), i % text.length() + 1));
        Thread.sleep(50);
      }
    } catch (IOException closed) {
      return Duration.between(begun, Instant.now());
    }
    throw new AssertionError("still open");
  }

  @Test
  void aHeadThatComesByteByByteIsNotWaitedFor() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60));
    try (RawHttp http = new RawHttp(server.port())) {
      http.send("POST /graphql HTTP/1.1\r\n");
      assertThat(drip(http, "X-A: b\r\n")).isLessThan(Duration.ofSeconds(5));
    }
    assertThat(RawHttp.exchange(server.port(), REQUEST).status()).isEqualTo(200);
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60));
    try (RawHttp http = new RawHttp(server.port())) {
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aSecondHeadThatComesByteByByteIsNotWaitedForEither() throws Exception {
    start(100, 0, 100, Duration.ofMillis(500));
    try (RawHttp http = new RawHttp(server.port())) {
      assertThat(http.send(REQUEST).receive().status()).isEqualTo(200);
      http.send("POST /graphql HTTP/1.1\r\n");
      assertThat(drip(http, "X-A: b\r\n")).isLessThan(Duration.ofSeconds(6));
    }
  }

  @Test
  void aBodyThatComesByteByByteEndsWithTheRequestsTime() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60));
    try (RawHttp http = new RawHttp(server.port())) {
      http.send(
          "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              + "Content-Length: 90000\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(408);
    }
  }

  @Test
  void aConnectionTooManyIsClosedAndThereIsRoomAgainAfterwards() throws Exception {
    start(3, 0, 100, Duration.ofSeconds(60));
    List<RawHttp> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RawHttp http = new RawHttp(server.port());
      assertThat(http.send(REQUEST).receive().status()).isEqualTo(200);
      held.add(http);
    }
    try (RawHttp http = new RawHttp(server.port())) {
      assertThat(http.isClosedByServer()).isTrue();
    }
    assertThat(held.get(2).send(REQUEST).receive().status()).isEqualTo(200);
    held.getFirst().close();
    assertThat(eventuallyServed()).isTrue();
  }

  @Test
  void oneAddressCannotTakeAllConnections() throws Exception {
    start(100, 2, 100, Duration.ofSeconds(60));
    List<RawHttp> held = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RawHttp http = new RawHttp(server.port());
      assertThat(http.send(REQUEST).receive().status()).isEqualTo(200);
      held.add(http);
    }
    try (RawHttp http = new RawHttp(server.port())) {
      assertThat(http.isClosedByServer()).isTrue();
    }
    for (RawHttp http : held) {
      http.close();
    }
    assertThat(eventuallyServed()).isTrue();
  }

  /** The server learns of a closed connection a moment later. */
  private boolean eventuallyServed() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      try {
        if (RawHttp.exchange(server.port(), REQUEST).status() == 200) {
          return true;
        }
      } catch (IOException notYet) {
        Thread.sleep(20);
      }
    }
    return false;
  }

  @Test
  void aRequestTooManyIsTurnedAwayAndToldWhenToComeBack() throws Exception {
    start(100, 0, 2, Duration.ofSeconds(60));
    Promise<GraphQlAnswer> answer = Promise.promise();
    server.engine.answers((request, scope) -> answer.future());
    try (RawHttp first = new RawHttp(server.port());
        RawHttp second = new RawHttp(server.port());
        RawHttp third = new RawHttp(server.port())) {
      first.send(REQUEST);
      server.engine.requests.take();
      second.send(REQUEST);
      server.engine.requests.take();

      RawHttp.Response refused = third.send(REQUEST).receive();

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.text()).contains("OVERLOADED");
      answer.complete(
          new GraphQlAnswer(GraphQlAnswer.Outcome.EXECUTED, Buffer.buffer(FakeEngine.DATA)));
      assertThat(first.receive().status()).isEqualTo(200);
      assertThat(second.receive().status()).isEqualTo(200);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(RawHttp.exchange(server.port(), REQUEST).status()).isEqualTo(200);
    }
  }

  // HTTP/2, frame by frame (RFC 9113)

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.write(stream >> 24);
    out.write(stream >> 16);
    out.write(stream >> 8);
    out.write(stream);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** POST http / with the authority "a", by indices of HPACK's static table (RFC 7541, A). */
  private static final byte[] HEAD = {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  private Socket http2() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(frame(4, 0, 0, new byte[0]));
    return socket;
  }

  private static boolean isEnded(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      while (in.read() >= 0) {
        continue;
      }
    } catch (SocketException reset) {
      return true;
    }
    return true;
  }

  @Test
  void streamsThatAreOpenedAndResetAtOnceEndTheConnection() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60), true);
    try (Socket socket = http2()) {
      try {
        for (int stream = 1; stream < 20_000; stream += 2) {
          socket.getOutputStream().write(frame(1, 4, stream, HEAD));
          socket.getOutputStream().write(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
        }
        socket.getOutputStream().flush();
      } catch (SocketException closed) {
        assertThat(closed).isNotNull();
      }
      assertThat(isEnded(socket)).isTrue();
    }
    assertThat(RawHttp.exchange(server.port(), REQUEST).status()).isEqualTo(200);
  }

  @Test
  void aHeadInEverMoreContinuationsEndsTheConnection() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60), true);
    try (Socket socket = http2()) {
      try {
        socket.getOutputStream().write(frame(1, 0, 1, HEAD));
        for (int i = 0; i < 20_000; i++) {
          socket.getOutputStream().write(frame(9, 0, 1, new byte[] {0, 1, 'x', 1, 'y'}));
        }
        socket.getOutputStream().flush();
      } catch (SocketException closed) {
        assertThat(closed).isNotNull();
      }
      assertThat(isEnded(socket)).isTrue();
    }
    assertThat(RawHttp.exchange(server.port(), REQUEST).status()).isEqualTo(200);
  }

  @Test
  void anHttp2ConnectionThatAsksNothingIsClosedThoughItPings() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60), true);
    try (Socket socket = http2()) {
      Instant begun = Instant.now();
      try {
        while (Duration.between(begun, Instant.now()).toSeconds() < 10) {
          socket.getOutputStream().write(frame(6, 0, 0, new byte[8]));
          Thread.sleep(50);
        }
      } catch (SocketException closed) {
        assertThat(closed).isNotNull();
      }
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(6));
    }
  }

  // What every answer says to browsers

  @Test
  void everyAnswerKeepsBrowsersFromDoingMoreWithIt() throws Exception {
    start(100, 0, 100, Duration.ofSeconds(60));
    for (String request :
        List.of(
            REQUEST,
            "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n",
            "DELETE /graphql HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /graphql HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9000) + "\r\n\r\n")) {
      RawHttp.Response answer = RawHttp.exchange(server.port(), request);

      assertThat(answer.header("x-content-type-options")).as(request).isEqualTo("nosniff");
      assertThat(answer.header("referrer-policy")).as(request).isEqualTo("no-referrer");
      assertThat(answer.header("content-security-policy"))
          .as(request)
          .startsWith("default-src 'none'")
          .contains("frame-ancestors 'none'");
    }
  }
}
