package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.LoadGate;
import dev.tributary.execute.QuotaGate;
import dev.tributary.quota.Quotas;
import dev.tributary.route.RequestPath;
import dev.tributary.route.RouteTable.Taken;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.Services;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests beside the graph that are passed on to services. Who is calling, what it costs and how
 * many run at once is found out as for any GraphQL request. One instance serves the routers of all
 * event loops.
 */
public final class PassThroughRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(PassThroughRoutes.class);

  private final RouteSettings settings;
  private final PassThrough gateway;
  private final @Nullable CorsPolicy cors;

  /** What all exchanges use. */
  record PassThrough(
      Vertx vertx,
      Services services,
      Authenticator authenticator,
      QuotaGate quotas,
      LoadGate load,
      HttpOptions options,
      RequestsInFlight inFlight,
      Telemetry telemetry,
      RouteSettings settings,
      ConnectionGuard connections,
      Mirrors mirrors) {

    boolean answersCors() {
      return !options.cors().origins().isEmpty();
    }
  }

  /**
   * @param graphQl served beside: as many requests as may run at once are those of both
   * @param load what requests wait at when there are too many: of both, likewise
   * @param connections a connection that is upgraded is taken out of its care
   */
  public PassThroughRoutes(
      Vertx vertx,
      GraphQlRoutes graphQl,
      Services services,
      Authenticator authenticator,
      Quotas quotas,
      LoadGate load,
      HttpOptions options,
      Telemetry telemetry,
      RouteSettings settings,
      ConnectionGuard connections) {
    this.settings = settings;
    this.gateway =
        new PassThrough(
            vertx,
            services,
            authenticator,
            new QuotaGate(quotas),
            load,
            options,
            graphQl.inFlight(),
            telemetry,
            settings,
            connections,
            new Mirrors(services, telemetry));
    this.cors =
        gateway.answersCors()
            ? new CorsPolicy(options.cors(), "GET, HEAD, POST, PUT, PATCH, DELETE", null)
            : null;
  }

  /** Adds them, behind the gateway's own: what no route is for goes on. */
  public void addTo(Router router) {
    if (!settings.table().isEmpty()) {
      router.route().handler(this::handle).failureHandler(PassThroughRoutes::failed);
    }
  }

  /**
   * The same as others whose router has these routes, sooner: what they take, to the letter, does
   * not go through a router.
   *
   * @param others have these routes, and before them what is the gateway's own
   * @param own whether something of the gateway's own may be at a path
   */
  public Handler<HttpServerRequest> inFrontOf(
      Handler<HttpServerRequest> others, Predicate<String> own) {
    if (settings.table().isEmpty()) {
      return others;
    }
    return request -> {
      String asked = path(request);
      // A router reads these as other paths, which may be the gateway's own.
      boolean plain =
          asked != null && asked.indexOf('%') < 0 && !asked.contains("//") && !asked.contains("/.");
      RequestPath path = plain && !own.test(asked) ? RequestPath.parse(asked) : null;
      try {
        if (path == null || !takes(request, path)) {
          others.handle(request);
        }
      } catch (RuntimeException | StackOverflowError failure) {
        failed(request.response(), failure, 500);
      }
    };
  }

  private void handle(RoutingContext routing) {
    RequestPath path = RequestPath.parse(path(routing.request()));
    if (path == null) {
      refusePath(routing);
    } else if (!takes(routing.request(), path)) {
      routing.next();
    }
  }

  /** Answers a request if there is a route for it. */
  private boolean takes(HttpServerRequest request, RequestPath path) {
    String method = request.method().name();
    String asked =
        cors != null && request.method().equals(HttpMethod.OPTIONS)
            ? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
            : null;
    Taken taken =
        settings
            .table()
            .find(asked == null ? method : asked, host(request), path, request.headers());
    if (taken == null || isOwn(request.method())) {
      return false;
    }
    if (cors != null) {
      cors.decorate(request);
      if (asked != null) {
        cors.answerPreflight(request);
        return true;
      }
    }
    new RouteExchange(gateway, request, taken).begin();
    return true;
  }

  /** These are between a client and the server that it speaks with. */
  private static boolean isOwn(HttpMethod method) {
    return method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE);
  }

  /** As it stands in the request; null when it is not a path there. */
  private static @Nullable String path(HttpServerRequest request) {
    String uri = request.uri();
    if (!uri.startsWith("/") || uri.indexOf('#') >= 0) {
      return null;
    }
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static @Nullable String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.host();
  }

  private static void refusePath(RoutingContext routing) {
    Refusal refusal =
        new Refusal(
            Refusal.Code.MALFORMED_HTTP,
            "The path is one that servers read differently. Send it without dot segments, empty"
                + " segments and encoded slashes.");
    AnswerForm.Sent sent =
        EndpointForm.problem(refusal.code().status(), ErrorBody.of(List.of(refusal), ""));
    routing
        .response()
        .setStatusCode(sent.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, sent.contentType())
        .end(sent.body());
  }

  private static void failed(RoutingContext routing) {
    // Without a failure, it is what no route is for, and the router refuses.
    failed(routing.response(), routing.failure(), Math.max(400, routing.statusCode()));
  }

  /**
   * @param failure null for none
   * @param status when there is none
   */
  private static void failed(HttpServerResponse response, @Nullable Throwable failure, int status) {
    if (failure != null) {
      LOG.error("A request could not be passed on", failure);
    }
    if (!response.ended() && !response.headWritten()) {
      response.setStatusCode(failure == null ? status : 500).end();
    }
  }
}
