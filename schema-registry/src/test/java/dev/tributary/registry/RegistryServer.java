package dev.tributary.registry;

import dev.tributary.catalogue.RegistryGraph;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A registry behind a real HTTP server on a free port, for tests. */
final class RegistryServer implements AutoCloseable {

  static final RegistryHttpOptions OPTIONS =
      new RegistryHttpOptions(
          100_000, Duration.ofSeconds(30), 4, 64, 4, WebhookAddresses.PRIVATE_TOO);
  static final RegistryLimits LIMITS = new RegistryLimits(20_000, 50, 200, 200);

  final RegistryStore store;
  final Registry registry;
  final Tokens tokens;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final RegistryHttpOptions options;
  private RegistryRoutes routes;
  private HttpServer server;

  private RegistryServer(RegistryStore store, Registry registry, RegistryHttpOptions options)
      throws Exception {
    this.store = store;
    this.registry = registry;
    this.options = options;
    tokens = new Tokens(store, InstantSource.system());
    routes = routes();
    server = listen(0);
  }

  static RegistryServer start(Path directory) throws Exception {
    RegistryStore store = H2RegistryStore.open(directory);
    Registry registry =
        new Registry(
            store,
            PlainComposition::compose,
            PlainComposition::differences,
            LIMITS,
            InstantSource.system());
    return new RegistryServer(store, registry, OPTIONS);
  }

  /** As operators have it, with the real limits and composition. */
  static RegistryServer composing(Path directory) throws Exception {
    RegistryStore store = H2RegistryStore.open(directory);
    Registry registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
    return new RegistryServer(store, registry, RegistryHttpOptions.DEFAULT);
  }

  private RegistryRoutes routes() {
    return new RegistryRoutes(
        vertx,
        registry,
        tokens,
        options,
        Optional.empty(),
        Optional.of(new RegistryGraph(registry)));
  }

  private HttpServer listen(int port) throws Exception {
    Router router = Router.router(vertx);
    routes.addTo(router);
    return await(vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1"));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  String token(TokenRole role, String scope) {
    return tokens
        .issue(role.label() + "-token", role, TokenScope.parse(scope).orElseThrow())
        .secret();
  }

  /** Stops listening and ends every wait, then listens on the same port again. */
  void restart(Runnable meanwhile) throws Exception {
    int port = server.actualPort();
    routes.close();
    await(server.close());
    meanwhile.run();
    routes = routes();
    server = listen(port);
  }

  int waiting() {
    return routes.waiting();
  }

  void endWaits() {
    routes.close();
  }

  @Override
  public void close() throws Exception {
    routes.close();
    await(server.close());
    await(vertx.close());
    store.close();
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
