package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.gateway.RoutedGateway.Raw;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer on which nothing moves is given up in time; a slow one goes on. */
@Timeout(60)
class RouteStallTest {

  private static final String END = " HTTP/1.1\r\nhost: a\r\n\r\n";

  private static final String UPGRADE =
      "GET /socket HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
          + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private static final Buffer MUCH = Buffer.buffer(new byte[256 * 1024]);

  @TempDir private Path directory;
  private RoutedGateway gateway = new RoutedGateway(Path.of("."));
  private final AtomicInteger left = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    gateway = new RoutedGateway(directory);
    gateway
        .service("slow", "", this::answer)
        .start(
            """
            server: {port: 0, timeout: 400ms, limits: {keepAlive: 400ms, head: 10s}}
            routes: [{name: slow, path: /*, webSocket: true, to: [{service: slow}]}]
            """);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    request.connection().closeHandler(closed -> left.incrementAndGet());
    switch (request.path()) {
      case "/silent" -> response.setChunked(true).write("begun");
      case "/endless" -> fill(response.setChunked(true));
      case "/slow" -> {
        response.setChunked(true);
        int[] pieces = new int[1];
        gateway.vertx.setPeriodic(
            200,
            due -> {
              if (++pieces[0] < 20) {
                response.write("x");
              } else {
                gateway.vertx.cancelTimer(due);
                response.end();
              }
            });
      }
      default ->
          request
              .toNetSocket()
              .onSuccess(
                  socket ->
                      socket.handler(socket::write).closeHandler(closed -> left.incrementAndGet()));
    }
  }

  private static void fill(HttpServerResponse response) {
    while (!response.writeQueueFull() && !response.closed()) {
      response.write(MUCH);
    }
    response.drainHandler(drained -> fill(response));
  }

  private void serviceIsLeft() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (left.get() == 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void aServiceThatFallsSilentInItsAnswerIsLeft() throws IOException {
    try (Raw raw = gateway.connect().write("GET /silent" + END)) {
      assertThat(raw.line()).isEqualTo("HTTP/1.1 200 OK");
      while (!raw.line().isEmpty()) {}
      assertThat(raw.line()).isEqualTo("5");
      assertThat(raw.line()).isEqualTo("begun");
      assertThat(raw.isClosed()).isTrue();
    }
    serviceIsLeft();
  }

  @Test
  void aClientThatDoesNotReadIsLeft() throws IOException {
    try (Raw raw = gateway.connect().write("GET /endless" + END)) {
      assertThat(raw.line()).isEqualTo("HTTP/1.1 200 OK");
      serviceIsLeft();
    }
  }

  /** Four seconds, where nothing may stand still for 0.8. */
  @Test
  void anAnswerThatComesSlowlyIsNot() throws IOException {
    try (Raw raw = gateway.connect().write("GET /slow" + END)) {
      assertThat(raw.answer().body()).isEqualTo("x".repeat(19));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatWasUpgradedIsKeptAsLongAsSomethingMoves(boolean moves) throws IOException {
    try (Raw raw = gateway.connect().write(UPGRADE)) {
      assertThat(raw.line()).startsWith("HTTP/1.1 101");
      while (!raw.line().isEmpty()) {}
      for (int i = 0; i < (moves ? 20 : 1); i++) {
        assertThat(raw.write("hello").read(5)).isEqualTo("hello");
        LockSupport.parkNanos(moves ? 200_000_000 : 0);
      }
      assertThat(raw.isClosed()).isTrue();
    }
    serviceIsLeft();
  }
}
