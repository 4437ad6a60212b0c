package dev.tributary.gateway;

import dev.tributary.catalogue.RegistryGraph;
import dev.tributary.check.Replay;
import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Recomposition;
import dev.tributary.console.ConsolePages;
import dev.tributary.registry.AlertDelivery;
import dev.tributary.registry.ClientSettings;
import dev.tributary.registry.DocumentSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.H2RegistryStore;
import dev.tributary.registry.PostgresRegistryStore;
import dev.tributary.registry.Registry;
import dev.tributary.registry.RegistryHttpOptions;
import dev.tributary.registry.RegistryLimits;
import dev.tributary.registry.RegistryRoutes;
import dev.tributary.registry.RegistryStore;
import dev.tributary.registry.RegistryStoreException;
import dev.tributary.registry.SupergraphInsight;
import dev.tributary.registry.SupergraphRelease;
import dev.tributary.registry.Tokens;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry in the gateway's own process: its API on a port of its own, since publishing is not
 * for those who query, and what is published to its graph served at once.
 */
final class EmbeddedRegistry implements SupergraphSource {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);

  private final Vertx vertx;
  private final RegistryConfig config;
  private final Path data;
  private final GraphId graph;
  private final ServedSupergraph served;
  private final ServedClients clients;
  private final DeliveredDocuments documents;
  private final Function<String, Supergraph> supergraphs;
  private final Replay replay;
  private final SupergraphInsight insight;
  private final ConsolePages console;

  /** One thread: supergraphs are served in the order in which they were published. */
  private final WorkerExecutor worker;

  /** The number of the newest version that was offered. */
  private long newest;

  /** Of the clients that hold. */
  private long clientRevision = -1;

  /** Of the trusted documents that hold. */
  private long documentRevision = -1;

  private volatile @Nullable RegistryStore store;
  private volatile @Nullable Running running;

  private record Running(
      Registry registry, RegistryRoutes routes, Runnable unsubscribe, HttpServer server) {}

  /**
   * @param supergraphs reads a supergraph's SDL; may remember it
   * @param replay what checks find out about recorded operations
   * @param insight what the console tells of schemas and plans
   * @param graphQl answers GraphQL at a path of the console's, for who tries operations there
   */
  EmbeddedRegistry(
      Vertx vertx,
      RegistryConfig config,
      Path directory,
      ServedSupergraph served,
      ServedClients clients,
      DeliveredDocuments documents,
      Function<String, Supergraph> supergraphs,
      Replay replay,
      SupergraphInsight insight,
      BiConsumer<Router, String> graphQl) {
    this.supergraphs = supergraphs;
    this.replay = replay;
    this.insight = insight;
    this.vertx = vertx;
    this.config = config;
    this.data = directory.resolve(config.data());
    this.served = served;
    this.clients = clients;
    this.documents = documents;
    this.worker = vertx.createSharedWorkerExecutor("registry", 1);
    this.graph =
        GraphId.parse(config.graph())
            .orElseThrow(
                () -> new StartupException("'" + config.graph() + "' is not a graph's name"));
    this.console =
        new ConsolePages(Optional.of(new ConsolePages.ServedGraph(graph.toString(), graphQl)));
  }

  @Override
  public Future<Void> start() {
    return worker
        .executeBlocking(this::open)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof RegistryStoreException
                        ? new StartupException("the registry cannot be opened: " + e.getMessage())
                        : e))
        .compose(this::listen);
  }

  private RegistryStore open() {
    RegistryConfig.PostgresConfig postgresql = config.postgresql();
    RegistryStore opened =
        postgresql == null
            ? H2RegistryStore.open(data)
            : PostgresRegistryStore.open(postgresql.options());
    store = opened;
    new Tokens(opened, Instant::now).bootstrap(tokenFile());
    serve(opened.clients().settings(graph));
    serve(opened.documents().documents(graph));
    opened.latest(graph).ifPresent(this::serve);
    return opened;
  }

  private Future<Void> listen(RegistryStore opened) {
    Registry registry =
        new Registry(
            opened,
            new Recomposition(supergraphs)::compose,
            (before, after) ->
                SchemaDiff.between(supergraphs.apply(before), supergraphs.apply(after)),
            replay,
            RegistryLimits.DEFAULT,
            Instant::now);
    Runnable deafToClients = registry.clients().listen(this::serve);
    Runnable deafToDocuments = registry.documents().listen(this::serve);
    Runnable deaf =
        () -> {
          deafToClients.run();
          deafToDocuments.run();
        };
    Runnable unsubscribe =
        registry.listen(
            release -> {
              if (release.version().graph().equals(graph)) {
                worker
                    .executeBlocking(() -> serve(release))
                    .onFailure(e -> LOG.error("A published supergraph could not be served", e));
              }
            });
    // What another replica has changed since they were read first.
    worker
        .executeBlocking(
            () -> {
              serve(registry.clients().settings(graph));
              serve(registry.documents().documents(graph));
              return null;
            })
        .onFailure(e -> LOG.error("The clients or documents of {} cannot be read", graph, e));
    RegistryRoutes routes =
        new RegistryRoutes(
            vertx,
            registry,
            new Tokens(opened, Instant::now),
            RegistryHttpOptions.DEFAULT.with(config.webhooks()),
            Optional.of(insight),
            Optional.of(new RegistryGraph(registry, config.graphqlTimeout())));
    AlertDelivery alerts =
        new AlertDelivery(vertx, registry.alerts(), config.webhooks(), Instant::now);
    alerts.start(AlertDelivery.EVERY);
    Router router = Router.router(vertx);
    routes.addTo(router);
    console.addTo(router);
    return vertx
        .createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
        .requestHandler(router)
        .listen(config.port(), config.host())
        .onFailure(
            e -> {
              deaf.run();
              unsubscribe.run();
              routes.close();
              alerts.close();
            })
        .recover(
            e ->
                Future.failedFuture(
                    new StartupException(
                        "the registry cannot listen on %s:%d: %s"
                            .formatted(config.host(), config.port(), e.getMessage()))))
        .onSuccess(
            server ->
                running =
                    new Running(
                        registry,
                        routes,
                        () -> {
                          deaf.run();
                          unsubscribe.run();
                          alerts.close();
                        },
                        server))
        .mapEmpty();
  }

  /** On whichever thread has changed them: a change that was answered holds here. */
  private synchronized void serve(ClientSettings settings) {
    if (settings.graph().equals(graph) && settings.revision() > clientRevision) {
      clientRevision = settings.revision();
      clients.offer(settings, graph.toString());
    }
  }

  /** Likewise. */
  private synchronized void serve(DocumentSet set) {
    if (documents.ofRegistry() && set.graph().equals(graph) && set.revision() > documentRevision) {
      documentRevision = set.revision();
      documents.offer(set, graph.toString());
    }
  }

  /** On the one worker. */
  private List<String> serve(SupergraphRelease release) {
    if (release.version().number() < newest) {
      return List.of();
    }
    newest = release.version().number();
    return served.offer(
        release.sdl(), "registry graph " + graph + " version " + release.version().number());
  }

  @Override
  public Optional<UsageSender.Sink> usage() {
    return Optional.ofNullable(running)
        .map(now -> report -> now.registry().usage().record(graph, report));
  }

  @Override
  public Optional<TrafficSender.Sink> traffic() {
    return Optional.ofNullable(running)
        .map(now -> report -> now.registry().traffic().record(graph, report));
  }

  /** The base URL of the API. */
  String url() {
    Running now = running;
    return "http://"
        + config.host()
        + ":"
        + (now == null ? config.port() : now.server.actualPort());
  }

  /** Where the first token of a new registry was written. */
  Path tokenFile() {
    return data.resolve("admin-token");
  }

  /** Also takes down what a start that failed has opened. */
  @Override
  public Future<Void> stop() {
    return endServing()
        .eventually(() -> worker.executeBlocking(this::closeStore))
        .eventually(worker::close);
  }

  private Future<Void> endServing() {
    Running now = running;
    if (now == null) {
      return Future.succeededFuture();
    }
    now.unsubscribe.run();
    // Ends the long polls, which the server would otherwise wait for.
    now.routes.close();
    return now.server.close();
  }

  private @Nullable Void closeStore() {
    RegistryStore opened = store;
    if (opened != null) {
      opened.close();
    }
    return null;
  }
}
