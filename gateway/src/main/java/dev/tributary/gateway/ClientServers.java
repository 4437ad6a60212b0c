package dev.tributary.gateway;

import static java.util.Objects.requireNonNull;

import dev.tributary.execute.LoadGate;
import dev.tributary.http.ConnectionGuard;
import dev.tributary.http.GraphQlServer;
import dev.tributary.http.HttpOptions;
import dev.tributary.http.ServerTls;
import dev.tributary.telemetry.Telemetry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The servers that clients reach: one per event loop; they share the port, and Vert.x spreads the
 * connections. They stay when the configuration changes: each asks what holds on its event loop
 * whenever a request comes.
 */
final class ClientServers {

  /** How soon a changed certificate is served. */
  private static final long CERTIFICATE_MILLIS = 2_000;

  private final Vertx vertx;
  private final ServerConfig config;
  private final ConnectionGuard connections;
  private final @Nullable ServerTls tls;
  private final Telemetry telemetry;
  private final Queue<EventLoop> loops = new ConcurrentLinkedQueue<>();

  /**
   * To Vert.x a negative port is a free one that all servers share who name the same; 0 would give
   * each event loop its own, and -1 is what any other gateway on this Vert.x might name.
   */
  private final int anyPort = -1 - ThreadLocalRandom.current().nextInt(1 << 30);

  private volatile int port;

  /**
   * @param config what it was at the start
   * @param tls null for clear text
   */
  ClientServers(
      Vertx vertx,
      ServerConfig config,
      ConnectionGuard connections,
      @Nullable ServerTls tls,
      Telemetry telemetry) {
    this.vertx = vertx;
    this.config = config;
    this.connections = connections;
    this.tls = tls;
    this.telemetry = telemetry;
    this.port = config.port();
  }

  /** Begins to listen. */
  Future<Void> listen(Serving first, HttpOptions options) {
    return vertx
        .deployVerticle(
            () -> new EventLoop(first, options),
            new DeploymentOptions()
                .setInstances(
                    config.eventLoops() > 0
                        ? config.eventLoops()
                        : Runtime.getRuntime().availableProcessors()))
        .recover(
            failure ->
                Future.failedFuture(
                    new StartupException(
                        "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + failure.getMessage())))
        .onSuccess(listening -> watchCertificate())
        .mapEmpty();
  }

  private void watchCertificate() {
    if (tls != null) {
      vertx.setPeriodic(
          CERTIFICATE_MILLIS,
          due ->
              vertx.executeBlocking(
                  () -> {
                    tls.reload(servers());
                    return null;
                  }));
    }
  }

  /**
   * From now on this answers requests, on connections that are open as well.
   *
   * @return completes when it does so on all event loops
   */
  Future<Void> show(Serving next) {
    return Future.join(loops.stream().map(loop -> loop.show(next)).toList()).mapEmpty();
  }

  List<HttpServer> servers() {
    return loops.stream().map(loop -> loop.server).filter(server -> server != null).toList();
  }

  /** The port that they listen on. */
  int port() {
    return port;
  }

  /** All but its server's end is confined to it. */
  private final class EventLoop extends VerticleBase {
    private final HttpOptions options;
    private Serving latest;
    private @Nullable Context own;
    private @Nullable Handler<HttpServerRequest> handler;
    private LongConsumer late = nanos -> {};
    private volatile @Nullable HttpServer server;

    EventLoop(Serving first, HttpOptions options) {
      this.latest = first;
      this.options = options;
    }

    @Override
    public Future<?> start() {
      own = vertx.getOrCreateContext();
      take(latest);
      telemetry.watchEventLoop(vertx, nanos -> late.accept(nanos));
      int wanted = config.port() == 0 ? anyPort : config.port();
      return GraphQlServer.listen(
              vertx,
              options,
              connections,
              tls,
              request -> requireNonNull(handler).handle(request),
              config.host(),
              wanted)
          .onSuccess(
              listening -> {
                server = listening;
                loops.add(this);
                port = listening.actualPort();
              });
    }

    private void take(Serving next) {
      Handler<HttpServerRequest> made = next.handler(Router.router(vertx));
      LoadGate load = next.load();
      if (latest.load() != load || handler == null) {
        late = load.eventLoop();
      }
      latest = next;
      handler = made;
    }

    Future<Void> show(Serving next) {
      return Future.future(
          done ->
              requireNonNull(own)
                  .runOnContext(
                      turn -> {
                        try {
                          take(next);
                          done.complete();
                        } catch (RuntimeException e) {
                          done.fail(e);
                        }
                      }));
    }
  }
}
