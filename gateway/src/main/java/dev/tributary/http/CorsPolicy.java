package dev.tributary.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells browsers which origins' scripts may use the endpoint (Fetch, 3.2). A request of another
 * origin is not refused for it, since our own pages send an origin as well: its browser keeps the
 * answer from the script, and what must not even be executed is the cross-site guard's business.
 */
final class CorsPolicy implements Handler<RoutingContext> {

  private final HttpOptions.Cors options;
  private final Origins origins;
  private final String methods;
  private final @Nullable String allowedHeaders;
  private final String maxAge;

  /**
   * For the graph.
   *
   * @param csrf whose header fields clients must be allowed to set
   */
  CorsPolicy(HttpOptions.Cors options, HttpOptions.Csrf csrf) {
    this(options, "GET, POST", allowed(csrf));
  }

  /**
   * @param methods that scripts may use, with commas between
   * @param allowedHeaders fields that they may set, likewise; null for those they ask for
   */
  CorsPolicy(HttpOptions.Cors options, String methods, @Nullable String allowedHeaders) {
    this.options = options;
    this.methods = methods;
    this.allowedHeaders = allowedHeaders;
    this.origins = new Origins(options);
    this.maxAge = Long.toString(options.maxAge().toSeconds());
  }

  /** Header fields that clients of the graph, and of operations served as endpoints, set. */
  static String allowed(HttpOptions.Csrf csrf) {
    return Stream.concat(
            Stream.of("authorization", "content-type"), csrf.headers().stream().sorted())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void handle(RoutingContext routing) {
    if (!answers(routing.request())) {
      routing.next();
    }
  }

  /**
   * Says with the answer who may read it, and gives that answer when a browser asks before it sends
   * the request itself.
   */
  boolean answers(HttpServerRequest request) {
    decorate(request);
    boolean preflight =
        request.method().equals(HttpMethod.OPTIONS)
            && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (preflight) {
      answerPreflight(request);
    }
    return preflight;
  }

  private boolean isAllowed(@Nullable String origin) {
    return origin != null && origins.allow(origin);
  }

  /** Says with the answer who may read it. */
  void decorate(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!origins.any()) {
      response.headers().add(HttpHeaders.VARY, "origin");
    }
    if (origin != null && isAllowed(origin)) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origins.any() ? "*" : origin);
      if (options.credentials()) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
    }
  }

  /** Answers a browser that asks before it sends the request itself. */
  void answerPreflight(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (isAllowed(request.getHeader(HttpHeaders.ORIGIN))) {
      String headers =
          allowedHeaders == null
              ? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS)
              : allowedHeaders;
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
          .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
      if (headers != null) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
      }
    }
    response.setStatusCode(204).end();
  }
}
