package dev.tributary.benchmarks;

import graphql.GraphQL;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * All services that are measured against, on one port. {@code /accounts}, {@code /inventory},
 * {@code /products} and {@code /reviews} are the public benchmark's; the same four stand under
 * {@code /large} over thousands of rows; {@code /many/s0} and so on are the {@linkplain ManyGraph
 * graph of a hundred services}. A path under {@code /slow} answers like the one without it, {@link
 * #SLOWNESS} later. {@code GET /calls} tells how many requests the services were sent so far.
 */
public final class BenchServices {

  /** The port that the benchmark's supergraph names. */
  public static final int DEFAULT_PORT = 4200;

  /** How much later a slow service answers. */
  public static final Duration SLOWNESS = Duration.ofMillis(50);

  private static final String SLOW = "/slow";

  private final Vertx vertx;
  private final Map<String, MemoisedService> services = new HashMap<>();
  private final LongAdder calls = new LongAdder();

  private BenchServices(Vertx vertx) {
    this.vertx = vertx;
    add("/", new BenchSchemas(BenchData.load()).all());
    add("/large/", new BenchSchemas(BenchData.large()).all());
    add("/many/", ManyGraph.services());
  }

  private void add(String prefix, Map<String, GraphQL> schemas) {
    schemas.forEach((name, schema) -> services.put(prefix + name, new MemoisedService(schema)));
  }

  /**
   * @param port 0 for any free one
   * @param eventLoops how many serve
   * @return the port that is listened on
   */
  public static Future<Integer> start(Vertx vertx, int port, int eventLoops) {
    BenchServices bench = new BenchServices(vertx);
    AtomicInteger actualPort = new AtomicInteger();
    return vertx
        .deployVerticle(
            () -> bench.new Server(port, actualPort),
            new DeploymentOptions().setInstances(eventLoops))
        .map(deployment -> actualPort.get());
  }

  private final class Server extends VerticleBase {
    private final int port;
    private final AtomicInteger actualPort;

    Server(int port, AtomicInteger actualPort) {
      this.port = port;
      this.actualPort = actualPort;
    }

    @Override
    public Future<HttpServer> start() {
      return vertx
          // A slow service holds thousands of connections at once.
          .createHttpServer(new HttpServerOptions().setAcceptBacklog(8192))
          .requestHandler(BenchServices.this::dispatch)
          .listen(port)
          .onSuccess(server -> actualPort.set(server.actualPort()));
    }
  }

  private void dispatch(HttpServerRequest request) {
    String path = request.path();
    if (request.method() == HttpMethod.GET && path.equals("/calls")) {
      request.response().end(Long.toString(calls.sum()));
      return;
    }
    boolean slow = path.startsWith(SLOW);
    MemoisedService service = services.get(slow ? path.substring(SLOW.length()) : path);
    if (service == null) {
      request.response().setStatusCode(404).end();
      return;
    }
    calls.increment();
    if (slow) {
      request.pause();
      vertx.setTimer(
          SLOWNESS.toMillis(),
          timer -> {
            service.handle(request);
            request.resume();
          });
    } else {
      service.handle(request);
    }
  }

  /**
   * @param arguments the port, or none for the default one
   */
  public static void main(String[] arguments) {
    int port = arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]);
    int cores = Runtime.getRuntime().availableProcessors();
    Vertx vertx = Vertx.vertx();
    start(vertx, port, cores)
        .onSuccess(actual -> System.out.println("serving on http://localhost:" + actual))
        .onFailure(
            failure -> {
              System.err.println("cannot serve: " + failure.getMessage());
              System.exit(1);
            });
  }
}
