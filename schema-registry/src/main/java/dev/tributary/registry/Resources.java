package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all addresses of the API have in common: a request is answered when its token allows it and
 * its body is read, by what may block or wait, and every failure becomes a problem.
 */
final class Resources {

  private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

  private final Tokens tokens;
  private final BlockingWork work;
  private final int maxBodyBytes;

  Resources(Tokens tokens, BlockingWork work, int maxBodyBytes) {
    this.tokens = tokens;
    this.work = work;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** What is done at an address by one of HTTP's methods. */
  record Operation(HttpMethod method, TokenRole role, Reach reach, Endpoint endpoint) {}

  /** What a token's scope must cover. */
  enum Reach {
    /** The graph that the address names; all graphs when it names none. */
    WHAT_IS_NAMED,
    ANY_SCOPE
  }

  interface Endpoint {
    Future<Reply> answer(ApiCall call);
  }

  interface BlockingEndpoint {
    Reply answer(ApiCall call) throws UnreadableRequestException;
  }

  /** What blocks, for those whose token allows it. */
  Operation operation(HttpMethod method, TokenRole role, BlockingEndpoint endpoint) {
    return new Operation(method, role, Reach.WHAT_IS_NAMED, blocking(endpoint));
  }

  Operation reading(BlockingEndpoint endpoint) {
    return operation(HttpMethod.GET, TokenRole.READ, endpoint);
  }

  Operation changing(HttpMethod method, BlockingEndpoint endpoint) {
    return operation(method, TokenRole.ADMIN, endpoint);
  }

  /** For every token, whatever it is good for: the answer holds no more than that. */
  Operation ofAny(HttpMethod method, BlockingEndpoint endpoint) {
    return new Operation(method, TokenRole.READ, Reach.ANY_SCOPE, blocking(endpoint));
  }

  /** What can be waited for, and so does not block. */
  Operation delivering(Endpoint endpoint) {
    return new Operation(HttpMethod.GET, TokenRole.READ, Reach.WHAT_IS_NAMED, endpoint);
  }

  private Endpoint blocking(BlockingEndpoint endpoint) {
    return call -> work.run(() -> endpoint.answer(call));
  }

  /** Adds an address; every other method is refused there. */
  void add(Router router, String path, Operation... operations) {
    for (Operation operation : operations) {
      var route = router.route(operation.method(), path);
      if (operation.method().equals(HttpMethod.GET)) {
        route.method(HttpMethod.HEAD);
      }
      route.handler(routing -> handle(routing, operation)).failureHandler(this::fail);
    }
    String allowed =
        List.of(operations).stream()
            .map(operation -> operation.method().name())
            .map(method -> method.equals("GET") ? "GET, HEAD" : method)
            .collect(Collectors.joining(", "));
    router
        .route(path)
        .handler(
            routing ->
                Reply.problem(
                        new Problem(
                            405, Codes.METHOD_NOT_ALLOWED, "This address takes " + allowed + "."))
                    .with("allow", allowed)
                    .writeTo(routing.request()));
  }

  /**
   * Before any route with parameters in its path: to match one, the router reads the query too, and
   * would log its failure to do so as an error of ours.
   */
  static void requireReadableQuery(RoutingContext routing) {
    try {
      routing.queryParams();
    } catch (HttpException e) {
      Reply.problem(
              new Problem(400, Codes.BAD_REQUEST, "The query of the address does not decode."))
          .writeTo(routing.request());
      return;
    }
    routing.next();
  }

  private void handle(RoutingContext routing, Operation operation) {
    HttpServerRequest request = routing.request();
    request.pause();
    Future<Reply> reply;
    try {
      MultiMap query = routing.queryParams();
      Optional<GraphId> graph = graph(routing);
      reply =
          access(request, operation, graph)
              .compose(access -> answer(access, routing, operation, graph, query));
    } catch (UnreadableRequestException e) {
      reply = Future.failedFuture(e);
      BoundedBody.discard(request, maxBodyBytes);
    }
    reply.otherwise(Resources::failureReply).onSuccess(answer -> answer.writeTo(request));
  }

  private static Optional<GraphId> graph(RoutingContext routing) throws UnreadableRequestException {
    Optional<String> name = Optional.ofNullable(routing.pathParam("graph"));
    Optional<GraphId> graph = name.flatMap(GraphId::parse);
    if (name.isPresent() && graph.isEmpty()) {
      throw new UnreadableRequestException(
          new Problem(
              400,
              Codes.INVALID_GRAPH_NAME,
              "A graph is named NAME or NAME@VARIANT. " + Names.RULE));
    }
    return graph;
  }

  private Future<Access> access(
      HttpServerRequest request, Operation operation, Optional<GraphId> graph) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    return work.run(
        () ->
            switch (operation.reach()) {
              case WHAT_IS_NAMED -> Access.of(authorization, tokens, operation.role(), graph);
              case ANY_SCOPE -> Access.known(authorization, tokens);
            });
  }

  private Future<Reply> answer(
      Access access,
      RoutingContext routing,
      Operation operation,
      Optional<GraphId> graph,
      MultiMap query) {
    HttpServerRequest request = routing.request();
    return switch (access) {
      case Access.Denied denied -> {
        BoundedBody.discard(request, maxBodyBytes);
        yield Future.succeededFuture(denied.reply());
      }
      case Access.Granted(StoredToken token) ->
          BoundedBody.read(request, maxBodyBytes)
              .compose(
                  body ->
                      body.isPresent()
                          ? operation
                              .endpoint()
                              .answer(new ApiCall(routing, graph, token, query, body.get()))
                          : Future.succeededFuture(tooLarge()));
    };
  }

  private Reply tooLarge() {
    return Reply.problem(
        new Problem(
            413,
            Codes.BODY_TOO_LARGE,
            "A request's body may have at most %d bytes.".formatted(maxBodyBytes)));
  }

  private static Reply failureReply(Throwable failure) {
    return switch (failure) {
      case UnreadableRequestException unreadable -> Reply.problem(unreadable.problem());
      case RejectedExecutionException busy ->
          Reply.problem(new Problem(503, Codes.BUSY, "The registry has too much to do; try again."))
              .with("retry-after", "2");
      case RegistryStoreException store -> {
        LOG.error("The registry's store failed", store);
        yield Reply.problem(
                new Problem(
                    503,
                    Codes.STORE_UNAVAILABLE,
                    "The registry's store cannot be used now. See its log."))
            .with("retry-after", "10");
      }
      // The client went away while it sent its request: there is nobody to tell.
      case HttpClosedException closed -> internalError();
      default -> {
        LOG.error("A request to the registry failed", failure);
        yield internalError();
      }
    };
  }

  private static Reply internalError() {
    return Reply.problem(
        new Problem(500, Codes.INTERNAL_ERROR, "The registry failed. See its log."));
  }

  /** What an operation's handler did not answer itself: our own bug. */
  private void fail(RoutingContext routing) {
    LOG.error("A request to the registry failed", routing.failure());
    internalError().writeTo(routing.request());
  }
}
