package dev.tributary.http;

import dev.tributary.auth.Authentication;
import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * Serves one endpoint. Who is calling, what it costs and what may be seen is found out as for any
 * GraphQL request: what is read and what is sent differ, and nothing else.
 */
final class EndpointHandler implements Handler<RoutingContext> {

  private final Vertx vertx;
  private final GraphQlEngine engine;
  private final Authenticator authenticator;
  private final HttpOptions options;
  private final GraphQlExchange.Shared shared;
  private final RestEndpoint endpoint;
  private final RequestGuard guard;
  private final EndpointReader reader;
  private final EndpointForm form;

  EndpointHandler(
      Vertx vertx,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      RequestsInFlight inFlight,
      Telemetry telemetry,
      RestEndpoint endpoint) {
    this.vertx = vertx;
    this.engine = engine;
    this.authenticator = authenticator;
    this.options = options;
    this.shared = new GraphQlExchange.Shared(vertx, options, inFlight, telemetry);
    this.endpoint = endpoint;
    this.guard = new RequestGuard(options);
    this.reader = new EndpointReader(endpoint, options.limits().jsonDepth());
    this.form = new EndpointForm(endpoint);
  }

  @Override
  public void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    GraphQlExchange exchange =
        new GraphQlExchange(shared, request, ResponseMedia.GRAPHQL_RESPONSE, form);
    if (exchange.isOneTooMany()) {
      exchange.refuseOverload();
      return;
    }
    Map<String, String> path = routing.pathParams();
    Refusal refusal = endpoint.takesBody() ? guard.checkBody(request.headers()) : null;
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    Authentications.of(
        vertx,
        authenticator.authenticate(new RequestCredentials(request, exchange.record())),
        request,
        (Authentication told) -> {
          if (exchange.admit(told)) {
            receive(request, path, exchange);
          }
        });
  }

  private void receive(
      HttpServerRequest request, Map<String, String> path, GraphQlExchange exchange) {
    if (!endpoint.takesBody()) {
      exchange.answer(reader.read(path, request.query(), new byte[0]), engine, authenticator);
      return;
    }
    RequestBody.read(
        request,
        options.limits().bodyBytes(),
        body -> exchange.answer(reader.read(path, request.query(), body), engine, authenticator),
        exchange::refuse);
  }
}
