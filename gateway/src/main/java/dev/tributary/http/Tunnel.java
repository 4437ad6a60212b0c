package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client's and a service's connection that have been upgraded to WebSocket: what comes on one
 * goes to the other, as fast as that takes it, until one of them ends. Confined to their event
 * loop.
 */
final class Tunnel {

  private final NetSocket service;
  private final Future<Void> over;

  /** Null until the client has been told of the upgrade. */
  private @Nullable NetSocket client;

  private boolean closed;
  private long moved;

  /**
   * @param told the client's connection, once it has been told
   * @param service paused
   */
  Tunnel(Future<NetSocket> told, NetSocket service) {
    this.service = service;
    this.over = told.onFailure(cause -> service.close()).compose(this::join);
  }

  /**
   * Tells the client that the service has upgraded, and joins the two.
   *
   * @param request the head of its answer is there, but for what upgrades
   */
  static Tunnel open(HttpServerRequest request, HttpClientResponse in) {
    request
        .response()
        .headers()
        .set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
        .set(HttpHeaders.UPGRADE, "websocket");
    NetSocket service = in.netSocket();
    service.pause();
    return new Tunnel(request.toNetSocket(), service);
  }

  private Future<Void> join(NetSocket socket) {
    client = socket;
    if (closed) {
      close();
      return Future.succeededFuture();
    }
    return Future.any(pass(socket, service), pass(service, socket))
        .transform(
            ended -> {
              close();
              return Future.<Void>succeededFuture();
            });
  }

  /**
   * A pipe that counts.
   *
   * @return completes when the one side has ended, in whatever way
   */
  private Future<Void> pass(NetSocket from, NetSocket to) {
    Promise<Void> ended = Promise.promise();
    from.handler(
        chunk -> {
          moved += chunk.length();
          to.write(chunk);
          if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> from.resume());
          }
        });
    from.exceptionHandler(broken -> ended.tryComplete());
    from.endHandler(end -> ended.tryComplete());
    from.resume();
    return ended.future();
  }

  /** Bytes that have gone either way. */
  long moved() {
    return moved;
  }

  /** Completes when it is over, for whatever reason; fails when the client could not be told. */
  Future<Void> over() {
    return over;
  }

  /** The client has left: while it is being told, nobody else would see that. */
  void clientIsGone() {
    if (client == null) {
      close();
    }
  }

  void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
    service.close();
  }
}
