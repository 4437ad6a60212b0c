package dev.tributary.gateway;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.auth.Authenticator;
import dev.tributary.auth.DeliveredKeys;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.execute.Engine;
import dev.tributary.execute.LoadGate;
import dev.tributary.http.AdminServer;
import dev.tributary.http.ConnectionGuard;
import dev.tributary.http.Drain;
import dev.tributary.http.EndpointRoutes;
import dev.tributary.http.GraphQlRoutes;
import dev.tributary.http.GraphQlServer;
import dev.tributary.http.HttpOptions;
import dev.tributary.http.PassThroughRoutes;
import dev.tributary.http.RestEndpoint;
import dev.tributary.http.ServerTls;
import dev.tributary.quota.Quotas;
import dev.tributary.registry.GraphId;
import dev.tributary.supergraph.RememberedSupergraphs;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.telemetry.Consumption;
import dev.tributary.telemetry.RecentRequests;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.telemetry.TrafficRecorder;
import dev.tributary.telemetry.UsageRecorder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: its parts are made and joined here, and taken down again in the opposite
 * order.
 */
public final class Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** How soon a changed certificate is served. */
  private static final long CERTIFICATE_MILLIS = 2_000;

  /** How soon a whole hour of consumption is in its file. */
  private static final long CONSUMPTION_MILLIS = 60_000;

  private final Vertx vertx;
  private final GatewayConfig config;
  private final Telemetry telemetry;
  private final ServiceReach reach;
  private final Quotas quotas;
  private final LoadGate load;
  private final ServedSupergraph served;
  private final ServedClients clients;
  private final ServedDocuments documents;
  private final SupergraphSource source;
  private final @Nullable UsageRecorder usage;
  private volatile @Nullable UsageSender reports;
  private final TrafficRecorder traffic = new TrafficRecorder();
  private volatile @Nullable TrafficSender trafficReports;
  private final Drain drain;
  private final Authenticator authenticator;
  private final @Nullable ServerTls tls;
  private final AuthorizationSetup authorization;
  private final ServiceIdentities identities;
  private final GraphQlRoutes routes;
  private final EndpointRoutes endpoints;
  private final PassThroughRoutes passThrough;
  private final HttpOptions http;
  private final ConnectionGuard connections;
  private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();

  /**
   * To Vert.x a negative port is a free one that all servers share who name the same; 0 would give
   * each event loop its own, and -1 is what any other gateway on this Vert.x might name.
   */
  private final int anyPort = -1 - ThreadLocalRandom.current().nextInt(1 << 30);

  private volatile int port;
  private volatile @Nullable HttpServer adminServer;

  private Gateway(
      Vertx vertx,
      GatewayConfig config,
      Path directory,
      DeliveredKeys keys,
      Authenticator authenticator,
      AuthorizationSetup authorization,
      ServiceIdentities identities,
      @Nullable ServerTls tls,
      List<RestEndpoint> endpoints) {
    this.identities = identities;
    this.authenticator = authenticator;
    this.authorization = authorization;
    this.tls = tls;
    this.vertx = vertx;
    this.config = config;
    this.port = config.server().port();
    this.telemetry = Telemetry.of(Options.telemetry(config, directory));
    this.reach = new ServiceReach(vertx, config, identities, telemetry, this::expansion);
    this.quotas = new Quotas(Options.quotas(config), config.quotas().store(vertx));
    this.clients = new ServedClients(keys, quotas, config);
    this.load = config.server().overload().gate(config.server().limits().requests());
    Engine engine =
        new Engine(
            reach.services(),
            Options.engine(config, authorization.authorization(), reach.store()),
            quotas,
            load);
    this.served = new ServedSupergraph(engine);
    this.documents = new ServedDocuments(vertx, config);
    this.source = source(directory);
    this.usage = recorder(config);
    this.drain = new Drain(vertx);
    this.http = Options.http(config.server(), documents.documents());
    this.connections = ConnectionGuard.of(http);
    this.routes =
        new GraphQlRoutes(
            vertx, engine, authenticator, http, telemetry, connections, this::isReady);
    this.endpoints =
        new EndpointRoutes(
            vertx,
            routes,
            engine,
            authenticator,
            http,
            telemetry,
            endpoints,
            config.endpoints().documentPath(),
            config.endpoints().pagePath(),
            served::supergraph);
    this.passThrough =
        new PassThroughRoutes(
            vertx,
            routes,
            reach.services(),
            authenticator,
            quotas,
            load,
            http,
            telemetry,
            RouteSetup.settings(config, identities, authorization.authorization().policies()),
            connections);
    watch(engine);
  }

  /** Null when usage is not reported. */
  private @Nullable UsageRecorder recorder(GatewayConfig config) {
    SupergraphConfig.UsageConfig reported = config.supergraph().usage();
    if (!reported.report() || source instanceof SupergraphFile) {
      return null;
    }
    UsageRecorder recorder =
        new UsageRecorder(config.telemetry().metrics().options(), reported.oneOf());
    telemetry.record(recorder);
    telemetry.record(traffic);
    return recorder;
  }

  private void reportUsage() {
    if (usage != null) {
      source
          .usage()
          .ifPresent(
              sink -> {
                UsageSender sender = new UsageSender(usage::take, sink);
                sender.start(vertx, config.supergraph().usage().every());
                reports = sender;
              });
      source
          .traffic()
          .ifPresent(
              sink -> {
                TrafficSender sender = new TrafficSender(traffic, sink);
                sender.start(vertx, config.supergraph().usage().every());
                trafficReports = sender;
              });
    }
  }

  private Future<Void> endReports() {
    UsageSender sender = reports;
    TrafficSender answered = trafficReports;
    Future<Void> usageEnded = sender == null ? Future.succeededFuture() : sender.stop(vertx);
    return answered == null ? usageEnded : usageEnded.eventually(() -> answered.stop(vertx));
  }

  private boolean isReady() {
    return served.isServing() && !drain.hasBegun();
  }

  private void watch(Engine engine) {
    telemetry.gauge(
        "tributary.ready", "Whether requests should be sent here", () -> isReady() ? 1 : 0);
    telemetry.gauge(
        "tributary.operation.cache.size", "Prepared operations", engine::preparedOperations);
    telemetry.gauge(
        "tributary.preparation.queue", "Operations waiting to be prepared", engine::waiting);
    telemetry.gauge("tributary.websockets", "Open WebSockets of clients", routes::openSockets);
    telemetry.gauge(
        "tributary.event.streams", "Open event streams of clients", routes::openStreams);
    telemetry.gauge(
        "tributary.requests.limit", "Requests that may run at a time; 0 for any", load::limit);
    telemetry.gauge(
        "tributary.requests.waiting", "Requests that wait for their turn", load::waiting);
    telemetry.gauge("tributary.subscriptions", "Subscriptions that run", engine::subscriptions);
    SharedStores.watch(telemetry, quotas.store(), http.documents());
  }

  /**
   * Starts a gateway.
   *
   * @param directory what relative paths of the configuration are relative to
   * @return completes when it listens; fails with {@link StartupException} when its operator can
   *     mend what keeps it from starting
   */
  static Future<Gateway> start(Vertx vertx, GatewayConfig config, Path directory) {
    ServerTls tls;
    try {
      TlsConfig wanted = config.server().tls();
      tls = wanted == null ? null : wanted.open(vertx, directory);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new StartupException("server.tls: " + e.getMessage()));
    }
    List<RestEndpoint> endpoints;
    try {
      endpoints = config.endpoints().endpoints(directory);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new StartupException("endpoints: " + e.getMessage()));
    }
    DeliveredKeys keys = new DeliveredKeys();
    Authenticator authenticator;
    try {
      authenticator = Authenticator.of(Options.authentication(config, directory, keys));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new StartupException("authentication: " + e.getMessage()));
    }
    AuthorizationSetup authorization;
    try {
      authorization = AuthorizationSetup.of(config.authorization());
    } catch (IllegalArgumentException e) {
      authenticator.close();
      return Future.failedFuture(new StartupException("authorization: " + e.getMessage()));
    }
    ServiceIdentities identities;
    try {
      identities = ServiceIdentities.open(vertx, config, directory);
    } catch (IllegalArgumentException e) {
      authenticator.close();
      authorization.close();
      return Future.failedFuture(new StartupException(String.valueOf(e.getMessage())));
    }
    Gateway gateway =
        new Gateway(
            vertx,
            config,
            directory,
            keys,
            authenticator,
            authorization,
            identities,
            tls,
            endpoints);
    return gateway
        .documents
        .begin(directory)
        .compose(trusted -> gateway.reach.findInstances())
        .compose(found -> gateway.source.start())
        .onSuccess(started -> gateway.reportUsage())
        .compose(started -> gateway.listen())
        .compose(listening -> gateway.listenForOperators())
        .map(gateway)
        .recover(failure -> gateway.stop().transform(any -> Future.failedFuture(failure)));
  }

  /**
   * Starts a gateway with a registry of its own, both on this machine's loopback address, and
   * serves what is published to the registry's graph {@code main}.
   *
   * @param data the registry's directory
   * @param port the gateway's port; 0 for any free one
   * @param registryPort the registry's port; 0 for any free one
   */
  public static Future<Gateway> withRegistry(Vertx vertx, Path data, int port, int registryPort) {
    return start(vertx, withRegistry(data, port, registryPort), data);
  }

  /**
   * The same with a server for operators.
   *
   * @param adminPort its port; 0 for any free one
   */
  public static Future<Gateway> withRegistry(
      Vertx vertx, Path data, int port, int registryPort, int adminPort) {
    GatewayConfig config =
        withRegistry(data, port, registryPort).with(AdminConfig.DEFAULTS.withPort(adminPort));
    return start(vertx, config, data);
  }

  private static GatewayConfig withRegistry(Path data, int port, int registryPort) {
    RegistryConfig defaults = RegistryConfig.DEFAULTS;
    return GatewayConfig.DEFAULTS
        .with(ServerConfig.DEFAULTS.withPort(port))
        // The services of whoever tries this are on the same machine.
        .with(ServiceConfig.LOCAL)
        .with(
            new RegistryConfig(
                data.toString(),
                defaults.host(),
                registryPort,
                defaults.graph(),
                null,
                false,
                defaults.graphqlTimeout()));
  }

  /**
   * Starts a gateway that serves a supergraph file, with defaults for everything else.
   *
   * @param port 0 for any free one
   */
  public static Future<Gateway> serving(Vertx vertx, Path supergraph, int port) {
    GatewayConfig config =
        GatewayConfig.DEFAULTS
            .with(ServerConfig.DEFAULTS.withPort(port))
            .withSupergraphFile(supergraph.toAbsolutePath().toString());
    return start(vertx, config, Path.of(""));
  }

  private SupergraphSource source(Path directory) {
    SupergraphConfig supergraph = config.supergraph();
    if (supergraph.file() != null) {
      return new SupergraphFile(
          vertx, directory.resolve(supergraph.file()), supergraph.poll(), served);
    } else if (supergraph.registry() != null) {
      return new FollowedRegistry(
          vertx, supergraph.registry(), directory, served, clients, documents);
    } else {
      RegistryConfig registry =
          config.registry() == null ? RegistryConfig.DEFAULTS : config.registry();
      RememberedSupergraphs supergraphs = new RememberedSupergraphs();
      return new EmbeddedRegistry(
          vertx,
          registry,
          directory,
          served,
          clients,
          documents,
          supergraphs,
          ReplayedOperations.with(config, supergraphs),
          Options.insight(config, supergraphs, recentOf(registry.graph())),
          (router, path) -> routes.addTo(router, path));
    }
  }

  /** For the console of a registry in this process: what was asked of the graph served here. */
  private Function<GraphId, List<ObjectNode>> recentOf(String graph) {
    RecentRequests recent = new RecentRequests(config.telemetry().metrics().options());
    telemetry.record(recent);
    Optional<GraphId> served = GraphId.parse(graph);
    return asked -> served.filter(asked::equals).map(same -> recent.newest()).orElse(List.of());
  }

  private @Nullable ConnectorExpansion expansion(Subgraph subgraph) {
    return served.expansion(subgraph);
  }

  private Future<Void> listen() {
    int loops = config.server().eventLoops();
    return vertx
        .deployVerticle(
            EventLoop::new,
            new DeploymentOptions()
                .setInstances(loops > 0 ? loops : Runtime.getRuntime().availableProcessors()))
        .recover(
            failure ->
                Future.failedFuture(
                    new StartupException(
                        "cannot listen on "
                            + config.server().host()
                            + ":"
                            + config.server().port()
                            + ": "
                            + failure.getMessage())))
        .onSuccess(
            listening -> {
              watchCertificate();
              writeConsumption();
            })
        .mapEmpty();
  }

  private void writeConsumption() {
    Consumption consumption = telemetry.consumption();
    if (consumption != null) {
      vertx.setPeriodic(
          CONSUMPTION_MILLIS,
          due ->
              vertx.executeBlocking(
                  () -> {
                    consumption.write();
                    return null;
                  }));
    }
  }

  private Future<Void> listenForOperators() {
    AdminConfig admin = config.admin();
    if (admin == null) {
      return Future.succeededFuture();
    }
    return new AdminServer(
            vertx, telemetry, admin.token(), this::isReady, reach.invalidation(served::supergraph))
        .listen(admin.host(), admin.port())
        .recover(
            failure ->
                Future.failedFuture(
                    new StartupException(
                        "admin: cannot listen on "
                            + admin.host()
                            + ":"
                            + admin.port()
                            + ": "
                            + failure.getMessage())))
        .onSuccess(server -> adminServer = server)
        .mapEmpty();
  }

  private void watchCertificate() {
    if (tls != null) {
      vertx.setPeriodic(
          CERTIFICATE_MILLIS,
          due ->
              vertx.executeBlocking(
                  () -> {
                    tls.reload(servers);
                    return null;
                  }));
    }
  }

  /** One server per event loop; they share the port, and Vert.x spreads the connections. */
  private final class EventLoop extends VerticleBase {
    @Override
    public Future<?> start() {
      Router router = Router.router(vertx);
      router.get("/.well-known/jwks.json").handler(identities::publish);
      endpoints.addTo(router);
      routes.addGraphTo(router);
      passThrough.addTo(router);
      // GraphiQL takes what is left.
      routes.addPageTo(router);
      telemetry.watchEventLoop(vertx, load.eventLoop());
      int wanted = config.server().port() == 0 ? anyPort : config.server().port();
      return GraphQlServer.listen(
              vertx,
              http,
              connections,
              tls,
              endpoints.mayTake(http.path()) ? router : routes.inFrontOf(router),
              config.server().host(),
              wanted)
          .onSuccess(
              server -> {
                servers.add(server);
                port = server.actualPort();
              });
    }
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** The port that operators are served on; 0 for none. */
  public int adminPort() {
    HttpServer server = adminServer;
    return server == null ? 0 : server.actualPort();
  }

  /** The base URL of the embedded registry; null when the supergraph comes from elsewhere. */
  public @Nullable String registryUrl() {
    return source instanceof EmbeddedRegistry registry ? registry.url() : null;
  }

  /** The file with the embedded registry's first token; null likewise. */
  public @Nullable Path registryTokenFile() {
    return source instanceof EmbeddedRegistry registry ? registry.tokenFile() : null;
  }

  /** Completes when there is a supergraph to serve; with a new registry, that may take for ever. */
  public Future<Void> firstSupergraph() {
    return Future.fromCompletionStage(served.first());
  }

  /**
   * Changes what clients may spend, from the next request on. What they have spent counts on, but
   * for those whose tier itself has changed: these begin anew.
   *
   * @return false, with nothing changed, when this can be done at the start only: where quotas are
   *     counted, and whether they are at all
   */
  boolean take(QuotaConfig next) {
    QuotaConfig started = config.quotas();
    boolean sameCounting =
        (started.mode() == QuotaConfig.Activity.off) == (next.mode() == QuotaConfig.Activity.off)
            && started.maxClients() == next.maxClients()
            && Objects.equals(started.redis(), next.redis());
    if (sameCounting) {
      clients.take(next);
    }
    return sameCounting;
  }

  /** Takes no new connections, lets requests in flight finish, then takes everything down. */
  public Future<Void> stop() {
    return drain
        .begin(List.copyOf(servers), Duration.ZERO, config.server().drain())
        .eventually(this::endReports)
        .eventually(source::stop)
        .eventually(reach::close)
        .eventually(quotas::close)
        .eventually(http.documents()::close)
        .eventually(this::closeAdmin)
        .eventually(this::closeTelemetry)
        .onComplete(
            stopped -> {
              authenticator.close();
              authorization.close();
            });
  }

  /** Sends and writes what is left. */
  private Future<Void> closeTelemetry() {
    return vertx.executeBlocking(
        () -> {
          telemetry.close();
          return null;
        });
  }

  /** Last, so that operators can watch the gateway drain. */
  private Future<Void> closeAdmin() {
    HttpServer server = adminServer;
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** Stops when the process is told to end (SIGTERM, Ctrl+C), and closes {@code vertx} after it. */
  public void stopOnShutdown() {
    // Draining has its own limit; the rest is for what follows it.
    long limit = config.server().drain().toMillis() + 5_000;
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    stop()
                        .eventually(vertx::close)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(limit, TimeUnit.MILLISECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (ExecutionException | TimeoutException e) {
                    LOG.warn("The gateway did not stop cleanly", e);
                  } finally {
                    writeOutLogs();
                  }
                },
                "shutdown"));
  }

  /** What event loops log is written by another thread. */
  private static void writeOutLogs() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.stop();
    }
  }

  /**
   * Seconds since the process was started, as its user counts them: from the launcher's first line,
   * when there is a launcher, but without the time in which it built.
   */
  public static double secondsSinceStart() {
    String launched = System.getProperty("tributary.started", "");
    Instant start =
        launched.matches("\\d{1,12}\\.\\d{6}")
            ? Instant.ofEpochMilli(Long.parseLong(launched.replace(".", "")) / 1000)
            : ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    return Duration.between(start, Instant.now()).toMillis() / 1000.0;
  }
}
