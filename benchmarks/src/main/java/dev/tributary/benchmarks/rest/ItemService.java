package dev.tributary.benchmarks.rest;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A REST service with a list of items and the products that they are of, each ten times. It takes
 * two milliseconds for an answer and counts what it is asked.
 */
final class ItemService implements AutoCloseable {

  static final int ITEMS = 1_000;
  static final int PRODUCTS = 100;

  private static final long DELAY_MILLIS = 2;

  /** The colon, the blank and the end of a header field's line. */
  private static final int FIELD_BYTES = 4;

  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Vertx vertx;
  private final HttpServer server;
  private final String items;

  ItemService(Vertx vertx) {
    this.vertx = vertx;
    JsonArray all = new JsonArray();
    for (int i = 0; i < ITEMS; i++) {
      all.add(new JsonObject().put("id", i).put("productId", i * 7 % PRODUCTS));
    }
    items = all.encode();
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::serve)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** How many calls there were since this was last asked. */
  long takeCalls() {
    return calls.getAndSet(0);
  }

  /** Likewise, bytes of both directions as HTTP/1.1 has them. */
  long takeBytes() {
    return bytes.getAndSet(0);
  }

  private void serve(HttpServerRequest request) {
    calls.incrementAndGet();
    String body = body(request);
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "public, max-age=600")
        .putHeader("content-length", Integer.toString(body.length()));
    vertx.setTimer(
        DELAY_MILLIS,
        due -> {
          bytes.addAndGet(
              request.uri().length()
                  + "GET  HTTP/1.1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".length()
                  + bytes(request.headers())
                  + bytes(request.response().headers())
                  + body.length());
          request.response().end(body);
        });
  }

  private String body(HttpServerRequest request) {
    String path = request.path();
    if (path.equals("/items")) {
      return items;
    }
    String ids = request.getParam("ids");
    if (ids == null) {
      return product(path.substring(path.lastIndexOf('/') + 1)).encode();
    }
    JsonArray products = new JsonArray();
    for (String id : ids.split(",")) {
      products.add(product(id));
    }
    return products.encode();
  }

  private static JsonObject product(String id) {
    return new JsonObject()
        .put("id", id)
        .put("name", "Product " + id)
        .put("price", new JsonObject().put("amount", 1250).put("currency", "EUR"))
        .put("description", "What nobody asks for and the service tells all the same. ".repeat(4));
  }

  private static long bytes(MultiMap headers) {
    long sum = 0;
    for (var field : headers) {
      sum += field.getKey().length() + field.getValue().length() + FIELD_BYTES;
    }
    return sum;
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
