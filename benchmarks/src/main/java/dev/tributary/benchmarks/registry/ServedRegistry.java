package dev.tributary.benchmarks.registry;

import dev.tributary.catalogue.RegistryGraph;
import dev.tributary.check.OperationReplay;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Recomposition;
import dev.tributary.connect.Connectors;
import dev.tributary.console.Insight;
import dev.tributary.cost.CostModel;
import dev.tributary.cost.Prices;
import dev.tributary.operation.OperationLimits;
import dev.tributary.plan.PlannerOptions;
import dev.tributary.registry.Registry;
import dev.tributary.registry.RegistryHttpOptions;
import dev.tributary.registry.RegistryLimits;
import dev.tributary.registry.RegistryRoutes;
import dev.tributary.registry.RegistryStore;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.TokenScope;
import dev.tributary.registry.Tokens;
import dev.tributary.supergraph.RememberedSupergraphs;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A registry as a gateway puts it together, and nothing around it. */
record ServedRegistry(Vertx vertx, RegistryRoutes routes, String url, String token)
    implements AutoCloseable {

  static ServedRegistry start(RegistryStore store) throws Exception {
    Vertx vertx = Vertx.vertx();
    Tokens tokens = new Tokens(store, Instant::now);
    RememberedSupergraphs supergraphs = new RememberedSupergraphs();
    Registry registry =
        new Registry(
            store,
            new Recomposition(supergraphs)::compose,
            (before, after) ->
                SchemaDiff.between(supergraphs.apply(before), supergraphs.apply(after)),
            new OperationReplay(
                supergraphs,
                supergraph -> Connectors.expand(supergraph).supergraph(),
                supergraph -> {
                  CostModel costs = new CostModel(supergraph, Prices.DEFAULT);
                  return (operation, plan) ->
                      OptionalLong.of(costs.price(operation, plan).of(Map.of()).estimate().total());
                },
                Duration.ofSeconds(5)),
            RegistryLimits.DEFAULT,
            Instant::now);
    RegistryRoutes routes =
        new RegistryRoutes(
            vertx,
            registry,
            tokens,
            RegistryHttpOptions.DEFAULT,
            Optional.of(
                new Insight(
                    supergraphs, PlannerOptions.DEFAULT, OperationLimits.DEFAULT, Prices.DEFAULT)),
            Optional.of(new RegistryGraph(registry)));
    Router router = Router.router(vertx);
    routes.addTo(router);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return new ServedRegistry(
        vertx,
        routes,
        "http://127.0.0.1:" + server.actualPort() + RegistryRoutes.PATH,
        tokens.issue("bench", TokenRole.ADMIN, new TokenScope.EveryGraph()).secret());
  }

  @Override
  public void close() throws Exception {
    routes.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
