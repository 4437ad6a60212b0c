package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.graphql.GraphiQLHandler;
import io.vertx.ext.web.handler.graphql.GraphiQLHandlerOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  /** The path parameter that names a document. */
  private static final String DOCUMENT = "document";

  private final Vertx vertx;
  private final HttpOptions options;
  private final GraphQlHandler graphQl;
  private final @Nullable CorsPolicy cors;
  private final BooleanSupplier ready;
  private final GraphiqlFiles files;

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
    this.cors =
        options.cors().origins().isEmpty() ? null : new CorsPolicy(options.cors(), options.csrf());
    this.ready = ready;
    this.files = new GraphiqlFiles(vertx);
  }

  RequestsInFlight inFlight() {
    return graphQl.inFlight();
  }

  /**
   * These routes take the place of others, whose requests in flight count as long as they are.
   * Called before the first request.
   */
  public void follow(GraphQlRoutes others) {
    inFlight().follow(others.inFlight());
  }

  /** Whether nothing that came here is under way: no request, WebSocket or event stream. */
  public boolean isIdle() {
    return inFlight().isEmpty() && graphQl.open().isEmpty();
  }

  /**
   * Ends WebSockets and event streams that were opened here, when no more will be: operations that
   * end by themselves may do so, and clients are told to connect again.
   *
   * @param spread within that time, so that they do not come back all at once
   */
  public void drainStreams(Duration spread) {
    graphQl.open().drainWithin(spread);
  }

  /**
   * Answers GraphQL at an address of another server, for the same callers.
   *
   * @param latest the routes that hold when a request comes
   */
  public static void addTo(Router router, String path, Supplier<GraphQlRoutes> latest) {
    router
        .route(path)
        .handler(
            routing -> latest.get().graphQl.handle(routing.request(), routing.pathParam(DOCUMENT)))
        .failureHandler(routing -> latest.get().failed(routing.request(), routing.failure()));
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
    for (String path : List.of(options.path(), options.path() + "/:" + DOCUMENT)) {
      if (cors != null) {
        router.route(path).handler(cors);
      }
      addTo(router, path);
    }
  }

  /**
   * The same as the router, sooner: what is asked at the graph's own path, to the letter, does not
   * go through it. A router takes half a microsecond for that, a tenth of what a server of Vert.x
   * takes to answer at all.
   *
   * @param router has the graph's routes, and before them none that is for the graph's path as well
   */
  public Handler<HttpServerRequest> inFrontOf(Router router) {
    String path = options.path();
    return request -> {
      if (!path.equals(request.path())) {
        router.handle(request);
      } else if (cors == null || !cors.answers(request)) {
        try {
          graphQl.handle(request, null);
        } catch (RuntimeException | StackOverflowError failure) {
          failed(request, failure);
        }
      }
    };
  }

  /** Whether a request at this path may be one for the graph, or about the gateway's health. */
  public boolean mayTake(String path) {
    return path.startsWith(options.path()) || path.startsWith("/health/");
  }

  /** Adds GraphiQL's routes, if there are any. */
  public void addPageTo(Router router) {
    if (options.graphiql()) {
      addGraphiql(router);
    }
  }

  /** Answers GraphQL at one more address, of another server perhaps, and for the same callers. */
  public void addTo(Router router, String path) {
    router
        .route(path)
        .handler(routing -> graphQl.handle(routing.request(), routing.pathParam(DOCUMENT)))
        .failureHandler(routing -> failed(routing.request(), routing.failure()));
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
            });
    if (options.compression().enabled()) {
      router.route("/*").handler(files::handle);
    }
    router.route("/*").subRouter(page.router());
  }

  private void failed(HttpServerRequest request, Throwable failure) {
    log.error("A GraphQL request failed", failure);
    if (!request.response().ended()) {
      graphQl.fail(request);
    }
  }
}
