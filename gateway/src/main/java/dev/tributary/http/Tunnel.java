package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;

/**
 * A client's and a service's connection that have been upgraded to WebSocket: what comes on one
 * goes to the other, as fast as that takes it, until one of them ends.
 */
record Tunnel(NetSocket client, NetSocket service) {

  /**
   * Tells the client that the service has upgraded, and joins the two.
   *
   * @param fields of the service's answer, for the client
   */
  static Future<Tunnel> open(HttpServerRequest request, HttpClientResponse in, MultiMap fields) {
    HttpServerResponse out = request.response();
    out.setStatusCode(101);
    out.headers()
        .addAll(fields)
        .set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
        .set(HttpHeaders.UPGRADE, "websocket");
    NetSocket service = in.netSocket();
    service.pause();
    return request
        .toNetSocket()
        .map(client -> new Tunnel(client, service))
        .onFailure(cause -> service.close());
  }

  /** Completes when it is over, for whatever reason. */
  Future<Void> run() {
    return Future.any(client.pipeTo(service), service.pipeTo(client))
        .transform(
            over -> {
              close();
              return Future.<Void>succeededFuture();
            });
  }

  void close() {
    client.close();
    service.close();
  }
}
