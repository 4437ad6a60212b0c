package dev.tributary.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's end of one WebSocket, a message at a time. */
public final class SocketClient {

  /** What the server's closing the connection is told as. */
  private static final String CLOSED = "closed ";

  public final WebSocket socket;

  /** Would close its sockets when it is collected. */
  private final WebSocketClient client;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private SocketClient(WebSocket socket, WebSocketClient client) {
    this.client = client;
    this.socket = socket;
    socket.textMessageHandler(received::add);
    socket.closeHandler(
        closed -> received.add(CLOSED + socket.closeStatusCode() + " " + socket.closeReason()));
  }

  public static SocketClient connect(Vertx vertx, int port, Map<String, String> headers) {
    return connect(vertx, port, headers, GraphQlSocket.SUBPROTOCOL);
  }

  public static SocketClient connect(
      Vertx vertx, int port, Map<String, String> headers, String subprotocol) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/graphql")
            .setAllowOriginHeader(headers.containsKey("origin"))
            .addSubProtocol(subprotocol);
    headers.forEach(options::addHeader);
    WebSocketClient client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setClosingTimeout(1)
                .setMaxFrameSize(10_000_000)
                .setMaxMessageSize(50_000_000));
    return TestServer.await(
        client.connect(options).map(socket -> new SocketClient(socket, client)));
  }

  public static SocketClient acknowledged(Vertx vertx, int port) {
    SocketClient client = connect(vertx, port, Map.of());
    client.send("{\"type\":\"connection_init\"}");
    if (!client.next().equals("{\"type\":\"connection_ack\"}")) {
      throw new AssertionError("not acknowledged");
    }
    return client;
  }

  public SocketClient send(String message) {
    socket.writeTextMessage(message);
    return this;
  }

  public SocketClient subscribe(String id, String query) {
    return send(
        "{\"id\":\"%s\",\"type\":\"subscribe\",\"payload\":{\"query\":\"%s\"}}"
            .formatted(id, query));
  }

  /** The next message, or how the connection was closed. */
  public String next() {
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
  public boolean isSilent() {
    return received.isEmpty();
  }

  /** Closes the connection, and all that the client has. */
  public void leave() {
    client.close();
  }

  /** Reads on until the connection is closed; the code and the reason. */
  public String closed() {
    String message = next();
    while (!message.startsWith(CLOSED)) {
      message = next();
    }
    return message.substring(CLOSED.length());
  }
}
