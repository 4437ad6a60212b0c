package dev.tributary.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A service that tells its subscribers what a test says, over WebSockets and as event streams. */
final class EventService {

  final BlockingQueue<JsonObject> subscribed = new LinkedBlockingQueue<>();
  final BlockingQueue<JsonObject> initialised = new LinkedBlockingQueue<>();
  final BlockingQueue<MultiMap> headers = new LinkedBlockingQueue<>();
  final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Whether it does not answer those who connect. */
  volatile boolean silent;

  EventService(Vertx vertx) {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setWebSocketSubProtocols(List.of("graphql-transport-ws")))
            .requestHandler(this::stream)
            .webSocketHandler(this::open);
    Await.on(server.listen(0, "127.0.0.1"));
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/graphql";
  }

  private void stream(HttpServerRequest request) {
    headers.add(request.headers());
    request
        .body()
        .onSuccess(
            body -> {
              HttpServerResponse response = request.response();
              response.closeHandler(closed -> ended.add("closed"));
              response
                  .setChunked(true)
                  .putHeader("content-type", "text/event-stream")
                  .write(": hello\r\n\r\n");
              streams.add(response);
              subscribed.add(body.toJsonObject());
            });
  }

  private void open(ServerWebSocket socket) {
    headers.add(socket.headers());
    socket.closeHandler(closed -> ended.add("closed"));
    socket.textMessageHandler(
        text -> {
          JsonObject message = new JsonObject(text);
          switch (message.getString("type")) {
            case "connection_init" -> {
              initialised.add(message.getJsonObject("payload", new JsonObject()));
              if (silent) {
                return;
              }
              socket.writeTextMessage("{\"type\":\"connection_ack\"}");
              socket.writeTextMessage("{\"type\":\"ping\"}");
            }
            case "subscribe" -> {
              sockets.add(socket);
              subscribed.add(message.getJsonObject("payload"));
            }
            case "complete" -> ended.add("complete");
            default -> {}
          }
        });
  }

  /** Tells everybody of an event. */
  void emit(String response) {
    String line = response.replace("\n", " ");
    sockets.forEach(
        socket ->
            socket.writeTextMessage("{\"id\":\"1\",\"type\":\"next\",\"payload\":" + line + "}"));
    streams.forEach(stream -> stream.write("event: next\r\ndata: " + line + "\r\n\r\n"));
  }

  /** The same to those on WebSockets, the first piece of the message empty. */
  void emitInPieces(String response) {
    String message = "{\"id\":\"1\",\"type\":\"next\",\"payload\":" + response + "}";
    int middle = message.length() / 2;
    for (ServerWebSocket socket : sockets) {
      socket.writeFrame(WebSocketFrame.textFrame("", false));
      socket.writeFrame(
          WebSocketFrame.continuationFrame(Buffer.buffer(message.substring(0, middle)), false));
      socket.writeFrame(
          WebSocketFrame.continuationFrame(Buffer.buffer(message.substring(middle)), true));
    }
  }

  /** A message that cannot come here. */
  void emitBinary() {
    sockets.forEach(socket -> socket.writeBinaryMessage(Buffer.buffer("{}")));
  }

  /** Answers everybody with errors, in place of events. */
  void error(String errors) {
    sockets.forEach(
        socket ->
            socket.writeTextMessage(
                "{\"id\":\"1\",\"type\":\"error\",\"payload\":" + errors + "}"));
  }

  void complete() {
    sockets.forEach(socket -> socket.writeTextMessage("{\"id\":\"1\",\"type\":\"complete\"}"));
    streams.forEach(stream -> stream.end("event: complete\ndata:\n\n"));
  }

  void breakOff() {
    sockets.forEach(socket -> socket.close((short) 1011));
    streams.forEach(HttpServerResponse::reset);
  }
}
