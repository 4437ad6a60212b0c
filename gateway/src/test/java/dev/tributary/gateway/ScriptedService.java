package dev.tributary.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A service that answers what a test tells it to. */
final class ScriptedService {

  final AtomicInteger calls = new AtomicInteger();
  private final Vertx vertx;
  private final int port;
  private HttpServer server;
  private volatile BiConsumer<HttpServerRequest, JsonObject> behaviour;

  /**
   * @param answers the response's {@code data}, given the request
   */
  ScriptedService(Vertx vertx, Function<JsonObject, JsonObject> answers) {
    this.vertx = vertx;
    this.behaviour = data(answers);
    this.server = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(server.listen(0, "127.0.0.1"));
    this.port = server.actualPort();
  }

  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              calls.incrementAndGet();
              behaviour.accept(request, body.toJsonObject());
            });
  }

  static BiConsumer<HttpServerRequest, JsonObject> data(Function<JsonObject, JsonObject> answers) {
    return (request, body) ->
        request
            .response()
            .putHeader("content-type", "application/json")
            .end(new JsonObject().put("data", answers.apply(body)).toBuffer());
  }

  /** Answers this way from now on. */
  void behave(BiConsumer<HttpServerRequest, JsonObject> other) {
    behaviour = other;
  }

  String url() {
    return "http://127.0.0.1:" + port + "/graphql";
  }

  void kill() {
    Await.on(server.close());
  }

  void revive() {
    server = vertx.createHttpServer().requestHandler(this::answer);
    Await.on(server.listen(port, "127.0.0.1"));
  }
}
