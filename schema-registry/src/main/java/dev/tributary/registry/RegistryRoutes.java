package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's HTTP API, under {@value #PATH}. Every answer that is no success is problem+json
 * (RFC 9457) with a stable {@code code}.
 *
 * <p>One instance may serve the routers of all event loops. Requests are read and answered on
 * theirs; what blocks runs on a few threads of its own.
 */
public final class RegistryRoutes implements AutoCloseable {

  public static final String PATH = "/registry/v1";

  private static final Logger LOG = LoggerFactory.getLogger(RegistryRoutes.class);

  private static final String GRAPH = PATH + "/graphs/:graph";

  private final Tokens tokens;
  private final GraphEndpoint graphs;
  private final ContractEndpoint contracts;
  private final UsageEndpoint usage;
  private final TrafficEndpoint traffic;
  private final AlertEndpoint alerts;
  private final ClientEndpoint clients;
  private final DocumentEndpoint documents;
  private final InsightEndpoint insights;
  private final TokenEndpoint tokenEndpoint;
  private final SupergraphEndpoint supergraph;
  private final BlockingWork work;
  private final int maxBodyBytes;
  private final Runnable unsubscribe;

  public RegistryRoutes(
      Vertx vertx, Registry registry, Tokens tokens, RegistryHttpOptions options) {
    this(vertx, registry, tokens, options, Optional.empty());
  }

  /**
   * @param insight what the addresses that tell of schemas and plans ask; without it they are not
   *     there
   */
  public RegistryRoutes(
      Vertx vertx,
      Registry registry,
      Tokens tokens,
      RegistryHttpOptions options,
      Optional<SupergraphInsight> insight) {
    this.insights = new InsightEndpoint(registry, insight);
    this.tokens = tokens;
    this.work = new BlockingWork(vertx, options.threads(), options.maxPending());
    this.graphs = new GraphEndpoint(registry);
    this.contracts = new ContractEndpoint(registry);
    this.usage = new UsageEndpoint(registry.usage());
    this.traffic = new TrafficEndpoint(registry.traffic());
    this.alerts = new AlertEndpoint(registry.alerts(), options.webhooks());
    this.clients = new ClientEndpoint(vertx, registry.clients(), work, options);
    this.documents = new DocumentEndpoint(vertx, registry.documents(), work, options);
    this.tokenEndpoint = new TokenEndpoint(tokens);
    this.supergraph = new SupergraphEndpoint(vertx, registry, work, options);
    this.maxBodyBytes = options.maxBodyBytes();
    this.unsubscribe =
        insight
            .map(known -> registry.listen(release -> work.run(() -> prepared(known, release))))
            .orElse(() -> {});
  }

  /** Reads what was published, so that the first one who looks at it does not wait. */
  private static Reply prepared(SupergraphInsight insight, SupergraphRelease release) {
    insight.schema(release);
    return Reply.noContent();
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.route(PATH + "/*").handler(RegistryRoutes::requireReadableQuery);
    resource(
        router,
        GRAPH + "/subgraphs/:name",
        new Operation(HttpMethod.PUT, TokenRole.PUBLISH, blocking(this::publishSubgraph)),
        new Operation(HttpMethod.DELETE, TokenRole.PUBLISH, blocking(this::retireSubgraph)));
    resource(
        router,
        GRAPH + "/subgraphs",
        reading(call -> graphs.subgraphs(call.graph(), call.query())));
    resource(
        router,
        GRAPH + "/publish",
        new Operation(HttpMethod.POST, TokenRole.PUBLISH, blocking(this::publish)));
    resource(
        router,
        GRAPH + "/check",
        new Operation(HttpMethod.POST, TokenRole.PUBLISH, blocking(this::check)));
    resource(
        router,
        GRAPH + "/rollback",
        new Operation(HttpMethod.POST, TokenRole.PUBLISH, blocking(this::rollBack)));
    resource(
        router,
        GRAPH + "/supergraph",
        new Operation(
            HttpMethod.GET,
            TokenRole.READ,
            call -> supergraph.answer(call.graph(), call.routing())));
    resource(
        router, GRAPH + "/gateways", reading(call -> graphs.gateways(call.graph(), call.query())));
    resource(
        router, GRAPH + "/history", reading(call -> graphs.history(call.graph(), call.query())));
    Reply description =
        new Reply(200, Map.of("content-type", "application/json"), OpenApiDocument.read());
    router.get(PATH + "/openapi.json").handler(routing -> description.writeTo(routing.request()));
    addUsageTo(router);
    addAlertsTo(router);
    addClientsTo(router);
    addDocumentsTo(router);
    addInsightsTo(router);
    resource(
        router,
        PATH + "/audit",
        new Operation(
            HttpMethod.GET,
            TokenRole.ADMIN,
            blocking(call -> graphs.audit(Optional.empty(), call.query()))));
    resource(
        router,
        GRAPH + "/audit",
        new Operation(
            HttpMethod.GET,
            TokenRole.ADMIN,
            blocking(call -> graphs.audit(Optional.of(call.graph()), call.query()))));
    resource(
        router,
        GRAPH + "/contract",
        reading(call -> contracts.get(call.graph())),
        changing(
            HttpMethod.PUT,
            call -> contracts.set(call.graph(), call.contentType(), call.body(), call.token())),
        changing(HttpMethod.DELETE, call -> contracts.remove(call.graph(), call.token().label())));
    resource(
        router,
        GRAPH + "/contracts",
        reading(call -> contracts.list(call.graph(), call.token(), call.query())));
    resource(
        router,
        GRAPH + "/lint/findings",
        reading(call -> graphs.lintFindings(call.graph(), call.query())));
    resource(
        router,
        GRAPH + "/lint",
        reading(call -> graphs.lintRules(call.graph(), call.query())),
        changing(
            HttpMethod.PUT,
            call ->
                graphs.setLintRules(
                    call.graph(),
                    ChangeSetReader.jsonObject(call.contentType(), call.body()),
                    call.token().label())));
    resource(
        router,
        PATH + "/tokens",
        new Operation(HttpMethod.GET, TokenRole.ADMIN, blocking(call -> tokenEndpoint.list())),
        changing(
            HttpMethod.POST,
            call -> tokenEndpoint.issue(call.contentType(), call.body(), call.token().label())));
    resource(
        router,
        PATH + "/tokens/:id",
        changing(
            HttpMethod.DELETE,
            call -> tokenEndpoint.revoke(call.path("id"), call.token().label())));
    router
        .route(PATH + "/*")
        .handler(
            routing ->
                Reply.problem(
                        new Problem(404, Codes.NOT_FOUND, "There is nothing at this address."))
                    .writeTo(routing.request()));
  }

  private void addAlertsTo(Router router) {
    resource(
        router,
        GRAPH + "/alerts",
        reading(call -> alerts.list(call.graph(), call.token(), call.query())),
        changing(
            HttpMethod.POST,
            call ->
                alerts.add(call.graph(), call.contentType(), call.body(), call.token().label())));
    resource(
        router,
        GRAPH + "/alerts/:id",
        changing(
            HttpMethod.DELETE,
            call -> alerts.remove(call.graph(), call.path("id"), call.token().label())));
    resource(
        router,
        GRAPH + "/alerts/:id/test",
        changing(HttpMethod.POST, call -> alerts.test(call.graph(), call.path("id"))));
  }

  private void addUsageTo(Router router) {
    resource(
        router,
        GRAPH + "/usage",
        reading(call -> usage.days(call.graph(), call.query())),
        // Those who may read what is served are those who serve it.
        new Operation(
            HttpMethod.POST,
            TokenRole.READ,
            blocking(call -> usage.report(call.graph(), call.contentType(), call.body()))));
    resource(
        router,
        GRAPH + "/traffic",
        reading(call -> traffic.series(call.graph(), call.query())),
        new Operation(
            HttpMethod.POST,
            TokenRole.READ,
            blocking(call -> traffic.report(call.graph(), call.contentType(), call.body()))));
    resource(
        router,
        GRAPH + "/usage/operations",
        reading(call -> usage.operations(call.graph(), call.query())));
    resource(
        router,
        GRAPH + "/usage/operations/:hash",
        reading(call -> usage.operation(call.graph(), call.path("hash"), call.query())));
    resource(
        router,
        GRAPH + "/usage/clients",
        reading(call -> usage.clients(call.graph(), call.query())));
    resource(
        router,
        GRAPH + "/usage/coordinates",
        reading(call -> usage.coordinates(call.graph(), call.query())));
  }

  private void addClientsTo(Router router) {
    resource(
        router,
        GRAPH + "/keys",
        reading(call -> clients.keys(call.graph(), call.query())),
        changing(
            HttpMethod.POST,
            call ->
                clients.create(
                    call.graph(), call.contentType(), call.body(), call.token().label())));
    resource(
        router,
        GRAPH + "/keys/:id",
        changing(
            HttpMethod.DELETE,
            call -> clients.revoke(call.graph(), call.path("id"), call.token().label())));
    resource(
        router,
        GRAPH + "/quotas",
        reading(call -> clients.quotas(call.graph(), call.query())),
        changing(
            HttpMethod.PUT,
            call ->
                clients.setQuotas(
                    call.graph(),
                    call.contentType(),
                    call.body(),
                    call.routing().request().getHeader(HttpHeaders.IF_MATCH),
                    call.token().label())));
    resource(
        router,
        GRAPH + "/clients",
        new Operation(
            HttpMethod.GET, TokenRole.READ, call -> clients.deliver(call.graph(), call.routing())));
  }

  private void addDocumentsTo(Router router) {
    resource(
        router,
        GRAPH + "/documents",
        new Operation(
            HttpMethod.GET,
            TokenRole.READ,
            call -> documents.deliver(call.graph(), call.routing())),
        new Operation(HttpMethod.POST, TokenRole.PUBLISH, blocking(this::addDocuments)));
    resource(
        router,
        GRAPH + "/documents/:id",
        changing(
            HttpMethod.DELETE,
            call -> documents.remove(call.graph(), call.path("id"), call.token().label())));
  }

  private Reply addDocuments(Call call) throws UnreadableRequestException {
    return documents.add(
        call.graph(), call.contentType(), call.query(), call.body(), call.token().label());
  }

  private Operation changing(HttpMethod method, BlockingEndpoint endpoint) {
    return new Operation(method, TokenRole.ADMIN, blocking(endpoint));
  }

  private Operation reading(BlockingEndpoint endpoint) {
    return new Operation(HttpMethod.GET, TokenRole.READ, blocking(endpoint));
  }

  private void addInsightsTo(Router router) {
    resource(router, PATH + "/token", ofAny(call -> insights.token(call.token())));
    resource(router, PATH + "/graphs", ofAny(call -> insights.graphs(call.token().scope())));
    resource(
        router,
        GRAPH + "/versions/:number",
        reading(call -> insights.version(call.graph(), call.path("number"))));
    resource(
        router, GRAPH + "/requests", reading(call -> insights.recent(call.graph(), call.query())));
    resource(router, GRAPH + "/schema", reading(call -> insights.schema(call.graph())));
    resource(
        router,
        GRAPH + "/plan",
        new Operation(
            HttpMethod.POST,
            TokenRole.READ,
            blocking(
                call ->
                    insights.plan(call.graph(), call.contentType(), call.body(), call.query()))));
  }

  /** For every token, whatever it is good for: the answer holds no more than that. */
  private Operation ofAny(BlockingEndpoint endpoint) {
    return new Operation(HttpMethod.GET, TokenRole.READ, Reach.ANY_SCOPE, blocking(endpoint));
  }

  /** How many long polls are held back now. */
  public int waiting() {
    return supergraph.waiting() + clients.waiting() + documents.waiting();
  }

  /** Ends the waits of clients and takes no more requests. */
  @Override
  public void close() {
    unsubscribe.run();
    supergraph.close();
    clients.close();
    documents.close();
    work.close();
  }

  private Reply publishSubgraph(Call call) throws UnreadableRequestException {
    return graphs.publish(
        call.graph(),
        ChangeSetReader.subgraph(call.path("name"), call.contentType(), call.query(), call.body()),
        call.token().label());
  }

  private Reply retireSubgraph(Call call) throws UnreadableRequestException {
    return graphs.publish(
        call.graph(),
        ChangeSetReader.retirement(call.path("name"), call.query()),
        call.token().label());
  }

  private Reply publish(Call call) throws UnreadableRequestException {
    return graphs.publish(
        call.graph(),
        ChangeSetReader.changeSet(call.contentType(), call.query(), call.body()),
        call.token().label());
  }

  private Reply rollBack(Call call) throws UnreadableRequestException {
    return graphs.rollBack(call.graph(), call.contentType(), call.body(), call.token().label());
  }

  private Reply check(Call call) throws UnreadableRequestException {
    return graphs.check(
        call.graph(),
        ChangeSetReader.changeSet(
            call.contentType(), MultiMap.caseInsensitiveMultiMap(), call.body()),
        UsageEndpoint.days(Parameters.of(call.query(), Set.of("days"))));
  }

  // What all operations have in common.

  private record Operation(HttpMethod method, TokenRole role, Reach reach, Endpoint endpoint) {
    Operation(HttpMethod method, TokenRole role, Endpoint endpoint) {
      this(method, role, Reach.WHAT_IS_NAMED, endpoint);
    }
  }

  /** What a token's scope must cover. */
  private enum Reach {
    /** The graph that the address names; all graphs when it names none. */
    WHAT_IS_NAMED,
    ANY_SCOPE
  }

  private interface Endpoint {
    Future<Reply> answer(Call call);
  }

  private interface BlockingEndpoint {
    Reply answer(Call call) throws UnreadableRequestException;
  }

  private Endpoint blocking(BlockingEndpoint endpoint) {
    return call -> work.run(() -> endpoint.answer(call));
  }

  /** A request that may be answered: its token is known and its body is read. */
  private record Call(
      RoutingContext routing,
      Optional<GraphId> namedGraph,
      StoredToken token,
      MultiMap query,
      Buffer body) {

    GraphId graph() {
      return namedGraph.orElseThrow();
    }

    String path(String parameter) {
      return Optional.ofNullable(routing.pathParam(parameter)).orElse("");
    }

    @Nullable String contentType() {
      return routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
    }
  }

  private void resource(Router router, String path, Operation... operations) {
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
  private static void requireReadableQuery(RoutingContext routing) {
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
    reply.otherwise(RegistryRoutes::failureReply).onSuccess(answer -> answer.writeTo(request));
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
                              .answer(new Call(routing, graph, token, query, body.get()))
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
