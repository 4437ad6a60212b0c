package dev.tributary.benchmarks.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;

/** Takes spans and forgets them. */
final class Collector implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  Collector() {
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1/traces";
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
