package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real server on a free port before a {@link FakeEngine}. */
final class TestServer implements AutoCloseable {

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final FakeEngine engine = new FakeEngine();
  final Drain drain = new Drain(vertx);
  final HttpServer server;
  final GraphQlRoutes routes;

  TestServer(HttpOptions options) {
    this(options, () -> true);
  }

  TestServer(HttpOptions options, BooleanSupplier ready) {
    this(options, ready, Authenticator.none());
  }

  TestServer(HttpOptions options, BooleanSupplier ready, Authenticator authenticator) {
    Router router = Router.router(vertx);
    ConnectionGuard connections = ConnectionGuard.of(options);
    routes =
        new GraphQlRoutes(
            vertx,
            engine,
            authenticator,
            options,
            Telemetry.off(),
            connections,
            () -> ready.getAsBoolean() && !drain.hasBegun());
    routes.addTo(router);
    server = await(GraphQlServer.listen(vertx, options, connections, null, router, "127.0.0.1", 0));
  }

  int port() {
    return server.actualPort();
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
