package dev.tributary.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells browsers which origins' scripts may use the endpoint (Fetch, 3.2). A request of another
 * origin is not refused for it, since our own pages send an origin as well: its browser keeps the
 * answer from the script, and what must not even be executed is the cross-site guard's business.
 */
final class CorsPolicy implements Handler<RoutingContext> {

  private final HttpOptions.Cors options;
  private final Origins origins;
  private final String allowedHeaders;
  private final String maxAge;

  /**
   * @param csrf whose header fields clients must be allowed to set
   */
  CorsPolicy(HttpOptions.Cors options, HttpOptions.Csrf csrf) {
    this.options = options;
    this.origins = new Origins(options);
    this.allowedHeaders =
        Stream.concat(Stream.of("authorization", "content-type"), csrf.headers().stream().sorted())
            .collect(Collectors.joining(", "));
    this.maxAge = Long.toString(options.maxAge().toSeconds());
  }

  @Override
  public void handle(RoutingContext routing) {
    MultiMap request = routing.request().headers();
    HttpServerResponse response = routing.response();
    String origin = request.get(HttpHeaders.ORIGIN);
    if (!origins.any()) {
      response.headers().add(HttpHeaders.VARY, "origin");
    }
    boolean allowed = origin != null && origins.allow(origin);
    if (allowed) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origins.any() ? "*" : origin);
      if (options.credentials()) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
    boolean preflight =
        routing.request().method().equals(HttpMethod.OPTIONS)
            && request.contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (!preflight) {
      routing.next();
      return;
    }
    if (allowed) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, allowedHeaders)
          .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
    }
    response.setStatusCode(204).end();
  }
}
