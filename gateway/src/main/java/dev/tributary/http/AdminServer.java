package dev.tributary.http;

import dev.tributary.telemetry.Consumption;
import dev.tributary.telemetry.Metrics;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves operators, on a port of its own: {@code /metrics} for Prometheus, {@code /health/live} and
 * {@code /health/ready}, {@code /admin/config}; and, to those who have its token, {@code
 * /admin/consumption} and {@code /cache/invalidate}. Clients never reach it.
 */
public final class AdminServer {

  private final Vertx vertx;
  private final Telemetry telemetry;
  private final BooleanSupplier ready;
  private final byte @Nullable [] authorization;
  private final Supplier<@Nullable CacheInvalidation> invalidation;
  private final Supplier<JsonObject> configuration;

  /**
   * @param token asked for, for everything but health; null to ask for none
   * @param ready whether requests should be sent to this gateway
   * @param invalidation of kept answers when it is asked for; null while none are kept
   * @param configuration which one holds
   */
  public AdminServer(
      Vertx vertx,
      Telemetry telemetry,
      @Nullable String token,
      BooleanSupplier ready,
      Supplier<@Nullable CacheInvalidation> invalidation,
      Supplier<JsonObject> configuration) {
    this.configuration = configuration;
    this.invalidation = invalidation;
    this.vertx = vertx;
    this.telemetry = telemetry;
    this.authorization =
        token == null ? null : ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.ready = ready;
  }

  /**
   * Begins to listen.
   *
   * @param port 0 for any free one
   */
  public Future<HttpServer> listen(String host, int port) {
    Router router = Router.router(vertx);
    Health.addTo(router, ready);
    router.get("/metrics").handler(this::authorize).handler(this::metrics);
    router
        .get("/admin/config")
        .handler(this::authorize)
        .handler(
            routing ->
                routing
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(configuration.get().toBuffer()));
    Consumption consumption = telemetry.consumption();
    if (consumption != null && authorization != null) {
      router
          .get("/admin/consumption")
          .handler(this::authorize)
          .handler(
              routing ->
                  answer(
                      routing,
                      "application/json",
                      () -> consumption.report(routing.request().getParam("client"))));
      router
          .get("/admin/consumption/recorded")
          .handler(this::authorize)
          .handler(routing -> answer(routing, "application/x-ndjson", consumption::recorded));
    }
    if (authorization != null) {
      addInvalidation(router);
    }
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(120))
        .requestHandler(router)
        .listen(port, host);
  }

  private void addInvalidation(Router router) {
    String path = "/cache/invalidate";
    router.post(path).handler(this::authorize);
    router.post(path).handler(BodyHandler.create(false).setBodyLimit(CacheInvalidation.MOST_BYTES));
    router
        .post(path)
        .handler(
            routing -> {
              CacheInvalidation kept = invalidation.get();
              Buffer body = routing.body().buffer();
              if (kept == null) {
                routing.next();
              } else {
                kept.handle(routing, body == null ? Buffer.buffer() : body);
              }
            })
        .failureHandler(
            routing -> {
              CacheInvalidation kept = invalidation.get();
              if (routing.statusCode() == 413 && kept != null) {
                kept.tooLarge(routing);
              } else {
                routing.next();
              }
            });
  }

  private void authorize(RoutingContext routing) {
    byte[] wanted = authorization;
    if (wanted == null) {
      routing.next();
      return;
    }
    String given = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (given != null && MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))) {
      routing.next();
    } else {
      routing.response().setStatusCode(401).putHeader("www-authenticate", "Bearer").end();
    }
  }

  private void metrics(RoutingContext routing) {
    Metrics metrics = telemetry.metrics();
    if (metrics == null) {
      routing.response().setStatusCode(404).end();
      return;
    }
    String accepted = routing.request().getHeader(HttpHeaders.ACCEPT);
    String type =
        accepted != null && accepted.contains("application/openmetrics-text")
            ? Metrics.OPEN_METRICS
            : Metrics.CONTENT_TYPE;
    answer(routing, type, () -> metrics.page(type));
  }

  /** What takes milliseconds to write is not for event loops. */
  private void answer(RoutingContext routing, String type, Callable<String> body) {
    vertx
        .executeBlocking(body, false)
        .onSuccess(
            page ->
                routing
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(page))
        .onFailure(routing::fail);
  }
}
