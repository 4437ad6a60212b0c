package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves GraphQL requests over HTTP (GraphQL over HTTP, sections 4 to 6). Keeps nothing between
 * requests: one instance serves all event loops.
 */
final class GraphQlHandler {

  private final Vertx vertx;
  private final GraphQlEngine engine;
  private final Authenticator authenticator;
  private final HttpOptions options;
  private final GraphQlExchange.Shared shared;
  private final RequestGuard guard;
  private final RequestReader bodies;
  private final QueryStringReader queryStrings;
  private final @Nullable SocketHandler sockets;
  private final EventStreams streams;
  private final OpenStreams open;

  GraphQlHandler(
      Vertx vertx,
      GraphQlEngine engine,
      Authenticator authenticator,
      HttpOptions options,
      Telemetry telemetry,
      ConnectionGuard connections) {
    this.vertx = vertx;
    this.engine = engine;
    this.authenticator = authenticator;
    this.options = options;
    RequestsInFlight inFlight = new RequestsInFlight(options.floods().requests());
    this.shared = new GraphQlExchange.Shared(vertx, options, inFlight, telemetry);
    this.guard = new RequestGuard(options);
    this.bodies = new RequestReader(options);
    this.queryStrings = new QueryStringReader(bodies);
    this.open = new OpenStreams(vertx);
    this.streams = new EventStreams(connections, open);
    this.sockets =
        options.streams().webSockets()
            ? new SocketHandler(
                new SocketScope.Parts(
                    vertx, engine, authenticator, options, telemetry, inFlight, bodies),
                connections,
                open)
            : null;
  }

  /**
   * @param documentId the document that the path names; null when it names none
   */
  void handle(HttpServerRequest request, @Nullable String documentId) {
    if (sockets != null
        && request.method().equals(HttpMethod.GET)
        && SocketHandler.isUpgrade(request)) {
      sockets.upgrade(
          request, refusal -> exchange(request, ResponseMedia.GRAPHQL_RESPONSE).refuse(refusal));
      return;
    }
    ResponseMedia media = ResponseMedia.negotiate(request.headers().getAll(HttpHeaders.ACCEPT));
    GraphQlExchange exchange;
    if (media == null && EventStreams.areAccepted(request.headers().getAll(HttpHeaders.ACCEPT))) {
      media = ResponseMedia.GRAPHQL_RESPONSE;
      exchange = streaming(request);
    } else {
      exchange =
          exchange(request, Objects.requireNonNullElse(media, ResponseMedia.GRAPHQL_RESPONSE));
    }
    if (exchange.isOneTooMany()) {
      exchange.refuseOverload();
      return;
    }
    @Nullable Refusal refusal = guard.check(request.method(), request.headers(), media);
    if (refusal != null) {
      exchange.refuse(refusal);
    } else {
      authenticate(request, documentId, exchange);
    }
  }

  private GraphQlExchange exchange(HttpServerRequest request, ResponseMedia media) {
    return new GraphQlExchange(shared, request, media);
  }

  private GraphQlExchange streaming(HttpServerRequest request) {
    GraphQlExchange exchange =
        new GraphQlExchange(shared, request, ResponseMedia.GRAPHQL_RESPONSE, EventStreams.form());
    exchange.streamTo(
        new EventStream(vertx, request, authenticator, options, streams, exchange::begin));
    return exchange;
  }

  private void authenticate(
      HttpServerRequest request, @Nullable String documentId, GraphQlExchange exchange) {
    Authentications.of(
        vertx,
        authenticator.authenticate(new RequestCredentials(request, exchange.record())),
        request,
        told -> {
          if (exchange.admit(told)) {
            receive(request, documentId, exchange);
          }
        });
  }

  private void receive(
      HttpServerRequest request, @Nullable String documentId, GraphQlExchange exchange) {
    if (request.method().equals(HttpMethod.GET)) {
      exchange.answer(queryStrings.read(request.query(), documentId), engine, authenticator);
    } else {
      RequestBody.read(
          request,
          options.limits().bodyBytes(),
          body -> exchange.answer(bodies.read(body, documentId), engine, authenticator),
          exchange::refuse);
    }
  }

  RequestsInFlight inFlight() {
    return shared.inFlight();
  }

  /** Ends a request on which our own code failed. */
  void fail(HttpServerRequest request) {
    exchange(request, ResponseMedia.GRAPHQL_RESPONSE).refuse(Refusal.OUR_FAULT);
  }

  /** What stays open between requests. */
  OpenStreams open() {
    return open;
  }

  /** Event streams that are open. */
  int openStreams() {
    return streams.open();
  }

  /** WebSockets that are open. */
  int openSockets() {
    return sockets == null ? 0 : sockets.open();
  }
}
