package dev.tributary.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.catalogue.RegistryGraph;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import dev.tributary.cost.Prices;
import dev.tributary.operation.OperationLimits;
import dev.tributary.plan.PlannerOptions;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.H2RegistryStore;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.Registry;
import dev.tributary.registry.RegistryHttpOptions;
import dev.tributary.registry.RegistryLimits;
import dev.tributary.registry.RegistryRoutes;
import dev.tributary.registry.RegistryStore;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.TokenScope;
import dev.tributary.registry.Tokens;
import dev.tributary.supergraph.SupergraphReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A registry with the console on a free port. */
public final class ConsoleServer implements AutoCloseable {

  public static final GraphId GRAPH = new GraphId("shop", "prod");

  public final Registry registry;
  final List<ObjectNode> recent = new CopyOnWriteArrayList<>();
  private volatile int minutesAgo;
  private final Vertx vertx = Vertx.vertx();
  private final RegistryStore store;
  private final Tokens tokens;
  private final RegistryRoutes routes;
  private final HttpServer server;

  ConsoleServer(Path directory) throws Exception {
    store = H2RegistryStore.open(directory);
    tokens = new Tokens(store, InstantSource.system());
    registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            () -> Instant.now().minus(Duration.ofMinutes(minutesAgo)));
    routes =
        new RegistryRoutes(
            vertx,
            registry,
            tokens,
            RegistryHttpOptions.DEFAULT,
            Optional.of(
                new Insight(
                    SupergraphReader::readComposed,
                    PlannerOptions.DEFAULT,
                    OperationLimits.DEFAULT,
                    Prices.DEFAULT,
                    graph -> List.copyOf(recent))),
            Optional.of(new RegistryGraph(registry)));
    Router router = Router.router(vertx);
    routes.addTo(router);
    new ConsolePages(
            Optional.of(new ConsolePages.ServedGraph(GRAPH.toString(), ConsoleServer::echo)))
        .addTo(router);
    server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  /** In the place of a gateway: tells what it was asked. */
  private static void echo(Router router, String path) {
    router
        .post(path)
        .handler(
            routing ->
                routing
                    .request()
                    .body()
                    .onSuccess(
                        body ->
                            routing
                                .response()
                                .putHeader("content-type", "application/json")
                                .end(
                                    new JsonObject()
                                        .put("data", new JsonObject().put("asked", body.toString()))
                                        .toBuffer())));
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** From now on, the registry takes this for the present. */
  void minutesAgo(int minutes) {
    minutesAgo = minutes;
  }

  public String token(TokenRole role, String scope) {
    return tokens
        .issue("ada-" + role.label(), role, TokenScope.parse(scope).orElseThrow())
        .secret();
  }

  PublishResult publish(String message, ProposedSubgraph... subgraphs) {
    return registry.publish(
        GRAPH,
        new ChangeSet(List.of(subgraphs), List.of(), OptionalLong.empty(), message),
        "reviews-ci");
  }

  static ProposedSubgraph subgraph(String name, String sdl) {
    return new ProposedSubgraph(name, Optional.of("http://" + name + ".example/graphql"), sdl);
  }

  @Override
  public void close() throws Exception {
    routes.close();
    await(server.close());
    await(vertx.close());
    store.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
