package dev.tributary.gateway;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.auth.DeliveredKeys;
import dev.tributary.http.AdminServer;
import dev.tributary.http.ConnectionGuard;
import dev.tributary.http.Documents;
import dev.tributary.http.Drain;
import dev.tributary.http.GraphQlRoutes;
import dev.tributary.http.ServerTls;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.registry.GraphId;
import dev.tributary.supergraph.RememberedSupergraphs;
import dev.tributary.telemetry.Consumption;
import dev.tributary.telemetry.RecentRequests;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.ServiceConnections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: its parts are made and joined here, and taken down again in the opposite
 * order. What depends on the configuration and can be made anew is a {@link Serving}; the rest is
 * as it was at the start.
 */
public final class Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** How soon a whole hour of consumption is in its file. */
  private static final long CONSUMPTION_MILLIS = 60_000;

  /** Event loops that do not get to it by then are stuck. */
  private static final Duration SWITCHED = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final GatewayConfig started;
  private final Lasting lasting;
  private final Telemetry telemetry;
  private final ServedSupergraph served = new ServedSupergraph();
  private final ServedClients clients;
  private final Generations generations;
  private final ClientServers servers;
  private final SupergraphSource source;
  private final UsageReports reports;
  private final Drain drain;
  private final ConfigStatus status;

  /** Whether the gauges of kept answers are there. */
  private final AtomicBoolean watchesAnswers = new AtomicBoolean();

  private volatile GatewayConfig running;
  private volatile @Nullable HttpServer adminServer;

  /**
   * Reads the files that the configuration names.
   *
   * @throws StartupException when its operator can mend what keeps it from starting
   */
  private Gateway(Vertx vertx, GatewayConfig config, Path directory) {
    this.vertx = vertx;
    this.started = config;
    this.running = config;
    ServerTls tls;
    try {
      TlsConfig wanted = config.server().tls();
      tls = wanted == null ? null : wanted.open(vertx, directory);
    } catch (IllegalArgumentException e) {
      throw new StartupException("server.tls: " + e.getMessage());
    }
    this.telemetry = Telemetry.of(Options.telemetry(config, directory));
    this.status = new ConfigStatus(telemetry);
    this.drain = new Drain(vertx);
    this.lasting =
        new Lasting(
            vertx,
            directory,
            telemetry,
            new ServiceConnections(vertx, telemetry),
            ConnectionGuard.of(Options.http(config.server(), Documents.NONE)),
            served,
            new DeliveredKeys(),
            new DeliveredDocuments(config.documents().registry()),
            new Parts(),
            this::isReady);
    Serving first = Serving.of(lasting, config, Options.quotas(config), null);
    this.generations = new Generations(lasting);
    generations.begin(first);
    first.takeSupergraph();
    first.hold(config);
    this.clients = new ServedClients(lasting.keys(), first.quotas(), config);
    this.reports = new UsageReports(vertx, config, telemetry);
    this.servers = new ClientServers(vertx, config.server(), lasting.guard(), tls, telemetry);
    this.source = source(directory);
    watch();
  }

  private boolean isReady() {
    return served.isServing() && !drain.hasBegun();
  }

  /** What answers requests now. */
  Serving latest() {
    return generations.latest();
  }

  private void watch() {
    telemetry.gauge(
        "tributary.ready", "Whether requests should be sent here", () -> isReady() ? 1 : 0);
    telemetry.gauge(
        "tributary.operation.cache.size",
        "Prepared operations",
        () -> latest().engine().preparedOperations());
    telemetry.gauge(
        "tributary.preparation.queue",
        "Operations waiting to be prepared",
        () -> latest().engine().waiting());
    telemetry.gauge(
        "tributary.websockets",
        "Open WebSockets of clients",
        () -> latest().routes().openSockets());
    telemetry.gauge(
        "tributary.event.streams",
        "Open event streams of clients",
        () -> latest().routes().openStreams());
    telemetry.gauge(
        "tributary.requests.limit",
        "Requests that may run at a time; 0 for any",
        () -> latest().load().limit());
    telemetry.gauge(
        "tributary.requests.waiting",
        "Requests that wait for their turn",
        () -> latest().load().waiting());
    telemetry.gauge(
        "tributary.subscriptions", "Subscriptions that run", generations::subscriptions);
    telemetry.gauge(
        "tributary.config.past",
        "Earlier configurations on which something still runs",
        generations::past);
    SharedStores.watch(telemetry, this::latest);
    watchAnswers();
  }

  private void watchAnswers() {
    if (latest().answers() != null && watchesAnswers.compareAndSet(false, true)) {
      SharedStores.watchCache(telemetry, this::latest);
    }
  }

  /**
   * Starts a gateway.
   *
   * @param directory what relative paths of the configuration are relative to
   * @return completes when it listens; fails with {@link StartupException} when its operator can
   *     mend what keeps it from starting
   */
  static Future<Gateway> start(Vertx vertx, GatewayConfig config, Path directory) {
    Gateway gateway;
    try {
      gateway = new Gateway(vertx, config, directory);
    } catch (StartupException e) {
      return Future.failedFuture(e);
    }
    return gateway
        .latest()
        .findInstances()
        .compose(found -> gateway.source.start())
        .onSuccess(started -> gateway.reports.begin(gateway.source))
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
    SupergraphConfig supergraph = started.supergraph();
    if (supergraph.file() != null) {
      return new SupergraphFile(
          vertx, directory.resolve(supergraph.file()), supergraph.poll(), served);
    } else if (supergraph.registry() != null) {
      return new FollowedRegistry(
          vertx, supergraph.registry(), directory, served, clients, lasting.documents());
    } else {
      RegistryConfig registry =
          started.registry() == null ? RegistryConfig.DEFAULTS : started.registry();
      RememberedSupergraphs supergraphs = new RememberedSupergraphs();
      return new EmbeddedRegistry(
          vertx,
          registry,
          directory,
          served,
          clients,
          lasting.documents(),
          supergraphs,
          ReplayedOperations.with(() -> latest().config().cost(), supergraphs),
          new LatestInsight(this::latest, supergraphs, recentOf(registry.graph())),
          (router, path) -> GraphQlRoutes.addTo(router, path, () -> latest().routes()));
    }
  }

  /** For the console of a registry in this process: what was asked of the graph served here. */
  private Function<GraphId, List<ObjectNode>> recentOf(String graph) {
    RecentRequests recent = new RecentRequests(started.telemetry().metrics().options());
    telemetry.record(recent);
    Optional<GraphId> served = GraphId.parse(graph);
    return asked -> served.filter(asked::equals).map(same -> recent.newest()).orElse(List.of());
  }

  private Future<Void> listen() {
    return servers.listen(latest(), latest().http()).onSuccess(listening -> writeConsumption());
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
    AdminConfig admin = started.admin();
    if (admin == null) {
      return Future.succeededFuture();
    }
    return new AdminServer(
            vertx,
            telemetry,
            admin.token(),
            this::isReady,
            () -> latest().invalidation(),
            status::json)
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

  /** The port that it listens on. */
  public int port() {
    return servers.port();
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

  /** Which configuration holds, and since when. */
  ConfigStatus status() {
    return status;
  }

  /** How many parts of configurations there are, however many of these share them. */
  int parts() {
    return lasting.parts().count();
  }

  /** Earlier configurations on which something still runs, or may. */
  int past() {
    return generations.past();
  }

  /** What holds now. */
  GatewayConfig config() {
    return running;
  }

  /**
   * Lets another configuration hold while requests are served, none of which is dropped: it is made
   * ready beside the one that holds, and takes its place at once. Blocks meanwhile.
   *
   * @param next is the same as at the start in what is settled then: {@link Setting#atStart}
   * @throws StartupException with everything that keeps it from holding; nothing has changed then
   */
  synchronized void change(GatewayConfig next) {
    if (drain.hasBegun()) {
      throw new StartupException("the gateway is shutting down");
    }
    Serving now = latest();
    QuotaPolicy policy;
    try {
      policy = clients.policy(next.quotas());
    } catch (IllegalArgumentException e) {
      throw new StartupException("quotas: " + e.getMessage());
    }
    if (now.mayBecome(next)) {
      clients.take(next.quotas(), now.quotas());
      now.hold(next);
      running = next;
      return;
    }
    Serving made = Serving.of(lasting, next, policy, now);
    try {
      await(made.findInstances());
      clients.take(next.quotas(), made.quotas());
      made.takeSupergraph();
    } catch (RuntimeException e) {
      clients.take(running.quotas(), now.quotas());
      made.close();
      throw e;
    }
    made.hold(next);
    generations.hold(made);
    running = next;
    watchAnswers();
    await(servers.show(made));
    generations.giveWay(now, made);
  }

  private static void await(Future<Void> future) {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(SWITCHED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the configuration changed", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the configuration could not be changed", e);
    }
  }

  /** Takes no new connections, lets requests in flight finish, then takes everything down. */
  public Future<Void> stop() {
    return drain
        .begin(servers.servers(), Duration.ZERO, running.server().drain())
        .eventually(reports::end)
        .eventually(source::stop)
        .eventually(generations::close)
        .eventually(this::closeAdmin)
        .eventually(this::closeTelemetry);
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
    long limit = running.server().drain().toMillis() + 5_000;
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
