package dev.tributary.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** Tells load balancers and orchestrators how the gateway is. */
final class Health {

  private Health() {}

  /**
   * @param ready whether requests should be sent to this gateway
   */
  static void addTo(Router router, BooleanSupplier ready) {
    getOrHead(router, "/health/live").handler(routing -> answer(routing, true));
    getOrHead(router, "/health/ready").handler(routing -> answer(routing, ready.getAsBoolean()));
  }

  private static Route getOrHead(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private static void answer(RoutingContext routing, boolean up) {
    routing
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(up ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
  }
}
