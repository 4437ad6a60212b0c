package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/** Any frames in any order: the connection may be closed for them, and nothing else happens. */
class SocketFramesProperties {

  private static final List<String> TEXTS =
      List.of(
          "",
          "{",
          "null",
          "{\"type\":\"connection_init\"}",
          "{\"type\":\"connection_init\",\"payload\":{\"authorization\":null}}",
          "{\"type\":\"ping\"}",
          "{\"type\":\"pong\",\"payload\":{}}",
          "{\"type\":\"complete\",\"id\":\"1\"}",
          "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{a}\"}}",
          "{\"type\":\"subscribe\",\"id\":\"2\",\"payload\":{\"query\":\"{a}\",\"variables\":[]}}",
          "{\"type\":\"subscribe\",\"id\":\"3\",\"payload\":{\"extensions\":{\"persistedQuery\":1}}}",
          "{\"type\":\"next\",\"id\":\"1\",\"payload\":{}}",
          "\ufffd\u0000");

  private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();
  private static final TestServer SERVER = new TestServer(HttpOptions.defaults());

  @BeforeContainer
  static void listen() {
    LOGGED.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOGGED);
  }

  @AfterContainer
  static void stop() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOGGED);
    SERVER.close();
  }

  /** Frames by what they are made of, so that a failing case can be read. */
  record Sent(int kind, String text) {
    WebSocketFrame frame() {
      return switch (kind) {
        case 0 -> WebSocketFrame.textFrame(text, false);
        case 1 -> WebSocketFrame.continuationFrame(Buffer.buffer(text), false);
        case 2 -> WebSocketFrame.continuationFrame(Buffer.buffer(text), true);
        case 3 -> WebSocketFrame.binaryFrame(Buffer.buffer(text), true);
        case 4 -> WebSocketFrame.pingFrame(Buffer.buffer("x"));
        case 5 -> WebSocketFrame.pongFrame(Buffer.buffer());
        default -> WebSocketFrame.textFrame(text, true);
      };
    }
  }

  @Provide
  Arbitrary<List<Sent>> frames() {
    Arbitrary<Sent> sent =
        Arbitraries.integers()
            .between(0, 15)
            .flatMap(kind -> Arbitraries.of(TEXTS).map(text -> new Sent(kind, text)));
    return sent.list().ofMinSize(1).ofMaxSize(12);
  }

  @Property(tries = 300, seed = "20261128")
  void whateverFramesComeTheServerServesOnAndLogsNoError(@ForAll("frames") List<Sent> frames) {
    SocketClient client = SocketClient.connect(SERVER.vertx, SERVER.port(), Map.of());
    for (Sent sent : frames) {
      client.socket.writeFrame(sent.frame());
    }
    client.leave();

    SocketClient other = SocketClient.acknowledged(SERVER.vertx, SERVER.port());
    assertThat(other.subscribe("1", "{hello}").next()).contains("\"next\"");
    other.leave();
    assertThat(LOGGED.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
        .isEmpty();
  }
}
