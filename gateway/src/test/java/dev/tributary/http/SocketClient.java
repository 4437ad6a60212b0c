package dev.tributary.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's end of one WebSocket, a message at a time. */
final class SocketClient {

  /** What the server's closing the connection is told as. */
  private static final String CLOSED = "closed ";

  final WebSocket socket;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private SocketClient(WebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(received::add);
    socket.closeHandler(
        closed -> received.add(CLOSED + socket.closeStatusCode() + " " + socket.closeReason()));
  }

  static SocketClient connect(Vertx vertx, int port, Map<String, String> headers) {
    return connect(vertx, port, headers, GraphQlSocket.SUBPROTOCOL);
  }

  static SocketClient connect(
      Vertx vertx, int port, Map<String, String> headers, String subprotocol) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/graphql")
            .setAllowOriginHeader(headers.containsKey("origin"))
            .addSubProtocol(subprotocol);
    headers.forEach(options::addHeader);
    return TestServer.await(
        vertx
            .createWebSocketClient(
                new WebSocketClientOptions()
                    .setClosingTimeout(1)
                    .setMaxFrameSize(10_000_000)
                    .setMaxMessageSize(50_000_000))
            .connect(options)
            .map(SocketClient::new));
  }

  static SocketClient acknowledged(Vertx vertx, int port) {
    SocketClient client = connect(vertx, port, Map.of());
    client.send("{\"type\":\"connection_init\"}");
    if (!client.next().equals("{\"type\":\"connection_ack\"}")) {
      throw new AssertionError("not acknowledged");
    }
    return client;
  }

  SocketClient send(String message) {
    socket.writeTextMessage(message);
    return this;
  }

  SocketClient subscribe(String id, String query) {
    return send(
        "{\"id\":\"%s\",\"type\":\"subscribe\",\"payload\":{\"query\":\"%s\"}}"
            .formatted(id, query));
  }

  /** The next message, or how the connection was closed. */
  String next() {
    try {
      String message = received.poll(20, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came");
      }
      return message;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether nothing more is there to be read. */
  boolean isSilent() {
    return received.isEmpty();
  }

  /** Reads on until the connection is closed; the code and the reason. */
  String closed() {
    String message = next();
    while (!message.startsWith(CLOSED)) {
      message = next();
    }
    return message.substring(CLOSED.length());
  }
}
