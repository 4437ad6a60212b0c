package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
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

  private static final Logger LOG = LoggerFactory.getLogger(RegistryRoutes.class);

  public static final String PATH = "/registry/v1";

  /** Where the registry's own data is asked for by GraphQL. */
  public static final String GRAPHQL = "/graphql";

  private static final String GRAPH = PATH + "/graphs/:graph";

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
  private final Resources resources;
  private final Optional<RegistryGraphQl> graphQl;
  private final Runnable unsubscribe;

  public RegistryRoutes(
      Vertx vertx, Registry registry, Tokens tokens, RegistryHttpOptions options) {
    this(vertx, registry, tokens, options, Optional.empty(), Optional.empty());
  }

  /**
   * @param insight what the addresses that tell of schemas and plans ask; without it they are not
   *     there
   * @param graphQl what the registry is asked by GraphQL; likewise
   */
  public RegistryRoutes(
      Vertx vertx,
      Registry registry,
      Tokens tokens,
      RegistryHttpOptions options,
      Optional<SupergraphInsight> insight,
      Optional<RegistryGraphQl> graphQl) {
    this.graphQl = graphQl;
    Optional<ShownSchemas> shown = insight.map(known -> new ShownSchemas(registry, known));
    this.insights = new InsightEndpoint(registry, insight, shown);
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
    this.resources = new Resources(tokens, work, options.maxBodyBytes());
    this.unsubscribe =
        insight
            .map(
                known ->
                    registry.listen(
                        release ->
                            prepare(
                                () -> {
                                  known.prepare(release);
                                  shown.orElseThrow().of(release.version().graph());
                                })))
            .orElse(() -> {});
    // What the console shows of a large graph takes seconds to read or to work out for the first
    // time. One after the other, so that those who ask meanwhile have the other processors.
    prepare(
        () ->
            graphs.forNewest(
                graph -> {
                  shown.ifPresent(known -> known.of(graph));
                  registry.traffic().prepare(graph);
                  registry.usage().prepareLists(graph);
                  registry.usage().prepareRankings(graph);
                  registry.subgraphs(graph);
                  registry.lintFindings(graph);
                  insight.ifPresent(known -> registry.latest(graph).ifPresent(known::prepare));
                  // All that was read since may have driven these out of the store's cache.
                  registry.usage().prepareLists(graph);
                }));
  }

  /** So that the first one who looks at it does not wait. */
  private void prepare(Runnable preparation) {
    work.run(Executors.callable(preparation))
        .onFailure(e -> LOG.warn("What pages show could not be made ready", e));
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.route(PATH + "/*").handler(Resources::requireReadableQuery);
    resources.add(
        router,
        GRAPH + "/subgraphs/:name",
        resources.operation(HttpMethod.PUT, TokenRole.PUBLISH, this::publishSubgraph),
        resources.operation(HttpMethod.DELETE, TokenRole.PUBLISH, this::retireSubgraph));
    resources.add(
        router,
        GRAPH + "/subgraphs",
        resources.reading(call -> graphs.subgraphs(call.graph(), call.query())));
    resources.add(
        router,
        GRAPH + "/publish",
        resources.operation(HttpMethod.POST, TokenRole.PUBLISH, this::publish));
    resources.add(
        router,
        GRAPH + "/check",
        resources.operation(HttpMethod.POST, TokenRole.PUBLISH, this::check));
    resources.add(
        router,
        GRAPH + "/rollback",
        resources.operation(HttpMethod.POST, TokenRole.PUBLISH, this::rollBack));
    resources.add(
        router,
        GRAPH + "/supergraph",
        resources.delivering(call -> supergraph.answer(call.graph(), call.routing())));
    resources.add(
        router,
        GRAPH + "/gateways",
        resources.reading(call -> graphs.gateways(call.graph(), call.query())));
    resources.add(
        router,
        GRAPH + "/history",
        resources.reading(call -> graphs.history(call.graph(), call.query())));
    Reply description =
        new Reply(200, Map.of("content-type", "application/json"), OpenApiDocument.read());
    router.get(PATH + "/openapi.json").handler(routing -> description.writeTo(routing.request()));
    graphQl.ifPresent(graph -> addGraphQlTo(router, graph));
    addUsageTo(router);
    addAlertsTo(router);
    addClientsTo(router);
    addDocumentsTo(router);
    addInsightsTo(router);
    resources.add(
        router,
        PATH + "/audit",
        resources.operation(
            HttpMethod.GET, TokenRole.ADMIN, call -> graphs.audit(Optional.empty(), call.query())));
    resources.add(
        router,
        GRAPH + "/audit",
        resources.operation(
            HttpMethod.GET,
            TokenRole.ADMIN,
            call -> graphs.audit(Optional.of(call.graph()), call.query())));
    resources.add(
        router,
        GRAPH + "/contract",
        resources.reading(call -> contracts.get(call.graph())),
        resources.changing(
            HttpMethod.PUT,
            call -> contracts.set(call.graph(), call.contentType(), call.body(), call.token())),
        resources.changing(
            HttpMethod.DELETE, call -> contracts.remove(call.graph(), call.token().label())));
    resources.add(
        router,
        GRAPH + "/contracts",
        resources.reading(call -> contracts.list(call.graph(), call.token(), call.query())));
    resources.add(
        router,
        GRAPH + "/lint/findings",
        resources.reading(call -> graphs.lintFindings(call.graph(), call.query())));
    resources.add(
        router,
        GRAPH + "/lint",
        resources.reading(call -> graphs.lintRules(call.graph(), call.query())),
        resources.changing(
            HttpMethod.PUT,
            call ->
                graphs.setLintRules(
                    call.graph(),
                    ChangeSetReader.jsonObject(call.contentType(), call.body()),
                    call.token().label())));
    resources.add(
        router,
        PATH + "/tokens",
        resources.operation(HttpMethod.GET, TokenRole.ADMIN, call -> tokenEndpoint.list()),
        resources.changing(
            HttpMethod.POST,
            call -> tokenEndpoint.issue(call.contentType(), call.body(), call.token().label())));
    resources.add(
        router,
        PATH + "/tokens/:id",
        resources.changing(
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

  private void addGraphQlTo(Router router, RegistryGraphQl graph) {
    resources.add(
        router, GRAPHQL, resources.ofAny(HttpMethod.POST, new GraphQlEndpoint(graph)::answer));
    Reply schema = Reply.text(graph.sdl());
    router.get(PATH + "/schema.graphql").handler(routing -> schema.writeTo(routing.request()));
  }

  private void addAlertsTo(Router router) {
    resources.add(
        router,
        GRAPH + "/alerts",
        resources.reading(call -> alerts.list(call.graph(), call.token(), call.query())),
        resources.changing(
            HttpMethod.POST,
            call ->
                alerts.add(call.graph(), call.contentType(), call.body(), call.token().label())));
    resources.add(
        router,
        GRAPH + "/alerts/:id",
        resources.changing(
            HttpMethod.DELETE,
            call -> alerts.remove(call.graph(), call.path("id"), call.token().label())));
    resources.add(
        router,
        GRAPH + "/alerts/:id/test",
        resources.changing(HttpMethod.POST, call -> alerts.test(call.graph(), call.path("id"))));
  }

  private void addUsageTo(Router router) {
    resources.add(
        router,
        GRAPH + "/usage",
        resources.reading(call -> usage.days(call.graph(), call.query())),
        // Those who may read what is served are those who serve it.
        resources.operation(
            HttpMethod.POST,
            TokenRole.READ,
            call -> usage.report(call.graph(), call.contentType(), call.body())));
    resources.add(
        router,
        GRAPH + "/traffic",
        resources.reading(call -> traffic.series(call.graph(), call.query())),
        resources.operation(
            HttpMethod.POST,
            TokenRole.READ,
            call -> traffic.report(call.graph(), call.contentType(), call.body())));
    resources.add(
        router,
        GRAPH + "/usage/operations",
        resources.reading(call -> usage.operations(call.graph(), call.query())));
    resources.add(
        router,
        GRAPH + "/usage/operations/:hash",
        resources.reading(call -> usage.operation(call.graph(), call.path("hash"), call.query())));
    resources.add(
        router,
        GRAPH + "/usage/clients",
        resources.reading(call -> usage.clients(call.graph(), call.query())));
    resources.add(
        router,
        GRAPH + "/usage/coordinates",
        resources.reading(call -> usage.coordinates(call.graph(), call.query())));
  }

  private void addClientsTo(Router router) {
    resources.add(
        router,
        GRAPH + "/keys",
        resources.reading(call -> clients.keys(call.graph(), call.query())),
        resources.changing(
            HttpMethod.POST,
            call ->
                clients.create(
                    call.graph(), call.contentType(), call.body(), call.token().label())));
    resources.add(
        router,
        GRAPH + "/keys/:id",
        resources.changing(
            HttpMethod.DELETE,
            call -> clients.revoke(call.graph(), call.path("id"), call.token().label())));
    resources.add(
        router,
        GRAPH + "/quotas",
        resources.reading(call -> clients.quotas(call.graph(), call.query())),
        resources.changing(
            HttpMethod.PUT,
            call ->
                clients.setQuotas(
                    call.graph(),
                    call.contentType(),
                    call.body(),
                    call.routing().request().getHeader(HttpHeaders.IF_MATCH),
                    call.token().label())));
    resources.add(
        router,
        GRAPH + "/clients",
        resources.delivering(call -> clients.deliver(call.graph(), call.routing())));
  }

  private void addDocumentsTo(Router router) {
    resources.add(
        router,
        GRAPH + "/documents",
        resources.delivering(call -> documents.deliver(call.graph(), call.routing())),
        resources.operation(HttpMethod.POST, TokenRole.PUBLISH, this::addDocuments));
    resources.add(
        router,
        GRAPH + "/documents/:id",
        resources.changing(
            HttpMethod.DELETE,
            call -> documents.remove(call.graph(), call.path("id"), call.token().label())));
  }

  private Reply addDocuments(ApiCall call) throws UnreadableRequestException {
    return documents.add(
        call.graph(), call.contentType(), call.query(), call.body(), call.token().label());
  }

  private void addInsightsTo(Router router) {
    resources.add(
        router,
        PATH + "/token",
        resources.ofAny(HttpMethod.GET, call -> insights.token(call.token())));
    resources.add(
        router,
        PATH + "/graphs",
        resources.ofAny(HttpMethod.GET, call -> insights.graphs(call.token().scope())));
    resources.add(
        router,
        GRAPH + "/versions/:number",
        resources.reading(
            call -> insights.version(call.graph(), call.path("number"), call.query())));
    resources.add(
        router,
        GRAPH + "/requests",
        resources.reading(call -> insights.recent(call.graph(), call.query())));
    resources.add(
        router, GRAPH + "/schema", resources.reading(call -> insights.schema(call.graph())));
    resources.add(
        router,
        GRAPH + "/plan",
        resources.operation(
            HttpMethod.POST,
            TokenRole.READ,
            call -> insights.plan(call.graph(), call.contentType(), call.body(), call.query())));
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

  private Reply publishSubgraph(ApiCall call) throws UnreadableRequestException {
    return graphs.publish(
        call.graph(),
        ChangeSetReader.subgraph(call.path("name"), call.contentType(), call.query(), call.body()),
        call.token().label());
  }

  private Reply retireSubgraph(ApiCall call) throws UnreadableRequestException {
    return graphs.publish(
        call.graph(),
        ChangeSetReader.retirement(call.path("name"), call.query()),
        call.token().label());
  }

  private Reply publish(ApiCall call) throws UnreadableRequestException {
    return graphs.publish(
        call.graph(),
        ChangeSetReader.changeSet(call.contentType(), call.query(), call.body()),
        call.token().label());
  }

  private Reply rollBack(ApiCall call) throws UnreadableRequestException {
    return graphs.rollBack(call.graph(), call.contentType(), call.body(), call.token().label());
  }

  private Reply check(ApiCall call) throws UnreadableRequestException {
    return graphs.check(
        call.graph(),
        ChangeSetReader.changeSet(
            call.contentType(), MultiMap.caseInsensitiveMultiMap(), call.body()),
        UsageEndpoint.days(Parameters.of(call.query(), Set.of("days"))));
  }
}
