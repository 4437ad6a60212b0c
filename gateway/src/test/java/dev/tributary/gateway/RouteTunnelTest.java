package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of clients and services that a route has upgraded: none is left behind. */
@Timeout(60)
class RouteTunnelTest {

  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
          + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  @TempDir private Path directory;
  private RoutedGateway gateway = new RoutedGateway(Path.of("."));
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger upgraded = new AtomicInteger();

  @BeforeEach
  void prepare() {
    gateway = new RoutedGateway(directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void upgrade(HttpServerRequest request) {
    if (!request.headers().contains("upgrade")) {
      request.response().end("plain");
      return;
    }
    request
        .toNetSocket()
        .onSuccess(
            (NetSocket socket) -> {
              upgraded.incrementAndGet();
              open.incrementAndGet();
              socket.closeHandler(closed -> open.decrementAndGet());
              socket.handler(socket::write);
            });
  }

  private void start(String service, String settings) throws IOException {
    gateway
        .service("chat", service, this::upgrade)
        .start(
            settings
                + "routes:\n- {name: chat, path: /*, webSocket: true, to: [{service: chat}]}\n");
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private RoutedGateway.Raw connect() throws IOException {
    RoutedGateway.Raw raw = gateway.connect().write(UPGRADE);
    assertThat(raw.line()).startsWith("HTTP/1.1 101");
    return raw;
  }

  /** Sooner and later, so that many go just when the answer comes. */
  @Test
  void whenAClientLeavesWhileItsConnectionIsUpgradedTheServicesEndIsClosed() throws Exception {
    start("", "");
    for (int i = 0; i < 200; i++) {
      try (RoutedGateway.Raw raw = gateway.connect()) {
        raw.write(UPGRADE);
        LockSupport.parkNanos(i * 20_000L);
      }
    }
    until(() -> upgraded.get() > 10);
    until(() -> open.get() == 0);
  }

  @Test
  void anUpgradedConnectionIsGivenBackToTheServicesPool() throws Exception {
    start("connections: 1, maxWaiting: 0", "server: {port: 0, eventLoops: 1}\n");
    for (int i = 0; i < 5; i++) {
      connect().close();
      until(() -> open.get() == 0);
      until(this::isAnswered);
    }
  }

  private boolean isAnswered() {
    try {
      return gateway.get("/other").status() == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anOpenConnectionHoldsTheGatewaysEndNoLongerThanItsGrace() throws Exception {
    start("", "server: {port: 0, drain: 300ms}\n");
    RoutedGateway.Raw client = connect();
    until(() -> open.get() == 1);

    long begun = System.nanoTime();
    gateway.stop();
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(10_000);
    until(() -> open.get() == 0);
    client.close();
  }
}
