package dev.tributary.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that tells its subscribers what a test says, over WebSockets and as event streams. */
final class EventService {

  final BlockingQueue<JsonObject> subscribed = new LinkedBlockingQueue<>();
  final BlockingQueue<JsonObject> initialised = new LinkedBlockingQueue<>();
  final BlockingQueue<MultiMap> headers = new LinkedBlockingQueue<>();
  final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<ServerWebSocket> unanswered = new CopyOnWriteArrayList<>();

  /** Those who wanted to subscribe and were told no, in whatever way. */
  final AtomicInteger refused = new AtomicInteger();

  private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** What it does with those who want to subscribe. */
  enum Mood {
    WELL,
    /** Takes what it is sent, and does not answer. */
    SILENT,
    /** Answers with status 503. */
    UNAVAILABLE,
    /** Answers with status 403. */
    FORBIDDING,
    /** Closes connections that are open, as it is about to restart. */
    RESTARTING,
    /** Closes connections that are open, as it does not know who that is. */
    REFUSING
  }

  volatile Mood mood = Mood.WELL;

  EventService(Vertx vertx) {
    this(vertx, new HttpServerOptions());
  }

  EventService(Vertx vertx, HttpServerOptions options) {
    server =
        vertx
            .createHttpServer(options.setWebSocketSubProtocols(List.of("graphql-transport-ws")))
            .requestHandler(this::stream)
            .webSocketHandshakeHandler(this::shakeHands)
            .webSocketHandler(this::open);
    Await.on(server.listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  void kill() {
    Await.on(server.close());
  }

  private void shakeHands(ServerWebSocketHandshake handshake) {
    switch (mood) {
      case UNAVAILABLE -> refuse(handshake, 503);
      case FORBIDDING -> refuse(handshake, 403);
      case WELL, SILENT, RESTARTING, REFUSING -> handshake.accept();
    }
  }

  private void refuse(ServerWebSocketHandshake handshake, int status) {
    refused.incrementAndGet();
    handshake.reject(status);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/graphql";
  }

  private void stream(HttpServerRequest request) {
    switch (mood) {
      case WELL -> answer(request);
      case SILENT -> request.connection().closeHandler(closed -> ended.add("closed"));
      case UNAVAILABLE -> refuse(request, 503);
      case FORBIDDING, REFUSING -> refuse(request, 403);
      case RESTARTING -> {
        refused.incrementAndGet();
        request.connection().close();
      }
    }
  }

  private void refuse(HttpServerRequest request, int status) {
    refused.incrementAndGet();
    request.response().setStatusCode(status).end();
  }

  private void answer(HttpServerRequest request) {
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
              greet(socket);
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

  private void greet(ServerWebSocket socket) {
    switch (mood) {
      case SILENT -> unanswered.add(socket);
      case RESTARTING -> close(socket, 1012);
      case REFUSING -> close(socket, 4403);
      case WELL, UNAVAILABLE, FORBIDDING -> acknowledge(socket);
    }
  }

  private void close(ServerWebSocket socket, int code) {
    refused.incrementAndGet();
    socket.close((short) code);
  }

  private static void acknowledge(ServerWebSocket socket) {
    socket.writeTextMessage("{\"type\":\"connection_ack\"}");
    socket.writeTextMessage("{\"type\":\"ping\"}");
  }

  /** Answers those who have had no answer on their WebSockets. */
  void acknowledge() {
    unanswered.forEach(EventService::acknowledge);
    unanswered.clear();
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
