package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.graphql.GraphiQLHandler;
import io.vertx.ext.web.handler.graphql.GraphiQLHandlerOptions;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway serves to clients: GraphQL at the configured path, {@code /health/live}, {@code
 * /health/ready}, and the GraphiQL page at {@code /}.
 *
 * <p>The routes keep nothing between requests, so that one instance may serve the routers of all
 * event loops.
 */
public final class GraphQlRoutes {

  private static final Logger log = LoggerFactory.getLogger(GraphQlRoutes.class);

  private final Vertx vertx;
  private final HttpOptions options;
  private final GraphQlHandler graphQl;
  private final BooleanSupplier ready;

  /** Routes that nobody watches. */
  public GraphQlRoutes(
      Vertx vertx,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      BooleanSupplier ready) {
    this(vertx, engine, authenticator, options, Telemetry.off(), ready);
  }

  /**
   * @param authenticator who tells who is calling
   * @param telemetry is told of every request
   * @param ready whether requests should be sent here: a supergraph is served and no {@link Drain}
   *     has begun
   */
  public GraphQlRoutes(
      Vertx vertx,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      Telemetry telemetry,
      BooleanSupplier ready) {
    this(vertx, engine, authenticator, options, telemetry, ConnectionGuard.of(options), ready);
  }

  /**
   * The same on servers whose connections are watched.
   *
   * @param connections one for all of a gateway's servers
   */
  public GraphQlRoutes(
      Vertx vertx,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      Telemetry telemetry,
      ConnectionGuard connections,
      BooleanSupplier ready) {
    this.vertx = vertx;
    this.options = options;
    this.graphQl =
        new GraphQlHandler(vertx, engine, authenticator, options, telemetry, connections);
    this.ready = ready;
  }

  RequestsInFlight inFlight() {
    return graphQl.inFlight();
  }

  /** How many event streams are open. */
  public int openStreams() {
    return graphQl.openStreams();
  }

  /** How many WebSockets are open. */
  public int openSockets() {
    return graphQl.openSockets();
  }

  /** Adds all routes. GraphiQL's take what is left below {@code /}: add other routes before. */
  public void addTo(Router router) {
    addGraphTo(router);
    addPageTo(router);
  }

  /** Adds the graph's routes and those of health. */
  public void addGraphTo(Router router) {
    Health.addTo(router, ready);
    for (String path : List.of(options.path(), options.path() + "/:" + GraphQlHandler.DOCUMENT)) {
      if (!options.cors().origins().isEmpty()) {
        router.route(path).handler(new CorsPolicy(options.cors(), options.csrf()));
      }
      addTo(router, path);
    }
  }

  /** Adds GraphiQL's routes, if there are any. */
  public void addPageTo(Router router) {
    if (options.graphiql()) {
      addGraphiql(router);
    }
  }

  /** Answers GraphQL at one more address, of another server perhaps, and for the same callers. */
  public void addTo(Router router, String path) {
    router.route(path).handler(graphQl).failureHandler(this::failed);
  }

  /** The page and all that it loads come from our own jar: it works without a network. */
  private void addGraphiql(Router router) {
    GraphiQLHandler page =
        GraphiQLHandler.create(
            vertx,
            new GraphiQLHandlerOptions()
                .setEnabled(true)
                .setGraphQLUri(options.path())
                .setGraphQLWSEnabled(false));
    router
        .route("/*")
        .handler(
            routing -> {
              SecurityHeaders.addForGraphiql(routing.request());
              routing.next();
            })
        .subRouter(page.router());
  }

  private void failed(RoutingContext routing) {
    log.error("A GraphQL request failed", routing.failure());
    if (!routing.response().ended()) {
      graphQl.fail(routing);
    }
  }
}
