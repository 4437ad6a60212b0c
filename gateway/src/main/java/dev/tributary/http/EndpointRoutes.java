package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoints: operations that are called like a REST service, the OpenAPI document that describes
 * them, and a page for people. One instance serves the routers of all event loops.
 */
public final class EndpointRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointRoutes.class);

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

  private final Vertx vertx;
  private final Map<RestEndpoint, EndpointHandler> handlers;
  private final List<RestEndpoint> endpoints;
  private final HttpOptions.Cors cors;
  private final String corsHeaders;
  private final @Nullable String description;
  private final @Nullable String page;
  private final Supplier<@Nullable Supergraph> supergraph;
  private volatile @Nullable Described described;

  private record Described(Supergraph supergraph, JsonObject document) {}

  /**
   * @param graphQl served beside the endpoints: as many requests as may run at once are those of
   *     both
   * @param description the path of the OpenAPI document; null to serve none
   * @param page the path of the page; null likewise
   * @param supergraph what is being served; null for nothing yet
   */
  public EndpointRoutes(
      Vertx vertx,
      GraphQlRoutes graphQl,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      Telemetry telemetry,
      List<RestEndpoint> endpoints,
      @Nullable String description,
      @Nullable String page,
      Supplier<@Nullable Supergraph> supergraph) {
    this.vertx = vertx;
    this.endpoints = List.copyOf(endpoints);
    this.cors = options.cors();
    this.corsHeaders = CorsPolicy.allowed(options.csrf());
    this.handlers =
        endpoints.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    endpoint -> endpoint,
                    endpoint ->
                        new EndpointHandler(
                            vertx,
                            engine,
                            authenticator,
                            options,
                            graphQl.inFlight(),
                            telemetry,
                            endpoint)));
    this.description = description;
    this.page = page;
    this.supergraph = supergraph;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    if (endpoints.isEmpty()) {
      return;
    }
    if (!cors.origins().isEmpty()) {
      endpoints.stream()
          .collect(
              Collectors.groupingBy(
                  RestEndpoint::route,
                  Collectors.mapping(
                      one -> one.method().name(),
                      Collectors.collectingAndThen(
                          Collectors.toCollection(TreeSet::new), all -> String.join(", ", all)))))
          .forEach(
              (path, methods) ->
                  router.route(path).handler(new CorsPolicy(cors, methods, corsHeaders)));
    }
    for (RestEndpoint endpoint : endpoints) {
      router
          .route(endpoint.method(), endpoint.route())
          .handler(Objects.requireNonNull(handlers.get(endpoint)))
          .failureHandler(EndpointRoutes::failed);
    }
    if (description != null) {
      router.get(description).handler(routing -> describe(routing, EndpointRoutes::sendDocument));
    }
    if (page != null) {
      router.get(page).handler(routing -> describe(routing, this::sendPage));
    }
  }

  /** Whether a request at this path may be one for an endpoint. */
  public boolean mayTake(String path) {
    if (endpoints.isEmpty()) {
      return false;
    }
    return endpoints.stream().anyMatch(endpoint -> endpoint.mayTake(path))
        || path.equals(description)
        || path.equals(page);
  }

  private interface Show {
    void show(RoutingContext routing, JsonObject document);
  }

  /** Once for each supergraph, on a thread that may take its time. */
  private void describe(RoutingContext routing, Show show) {
    Supergraph now = supergraph.get();
    Described last = described;
    if (now == null) {
      routing.response().setStatusCode(503).putHeader(HttpHeaders.RETRY_AFTER, "1").end();
    } else if (last != null && last.supergraph == now) {
      show.show(routing, last.document);
    } else {
      vertx
          .executeBlocking(() -> EndpointDescription.of(endpoints, now))
          .onSuccess(
              document -> {
                described = new Described(now, document);
                show.show(routing, document);
              })
          .onFailure(routing::fail);
    }
  }

  private static void sendDocument(RoutingContext routing, JsonObject document) {
    routing
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(document.toBuffer());
  }

  private void sendPage(RoutingContext routing, JsonObject document) {
    routing
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .putHeader("content-security-policy", POLICY)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(EndpointPage.of(document, description));
  }

  private static void failed(RoutingContext routing) {
    LOG.error("A request to an endpoint failed", routing.failure());
    if (!routing.response().ended()) {
      routing
          .response()
          .setStatusCode(500)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
          .end(
              new JsonObject()
                  .put("title", "Internal Server Error")
                  .put("status", 500)
                  .put("errors", new JsonArray())
                  .toBuffer());
    }
  }
}
