package dev.tributary.benchmarks;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The benchmark's four services on one port: {@code /accounts}, {@code /inventory}, {@code
 * /products}, {@code /reviews}.
 */
public final class BenchServices {

  /** The port that the benchmark's supergraph names. */
  public static final int DEFAULT_PORT = 4200;

  private final Map<String, MemoisedService> services;

  private BenchServices() {
    services =
        new BenchSchemas(BenchData.load())
            .all().entrySet().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        service -> "/" + service.getKey(),
                        service -> new MemoisedService(service.getValue())));
  }

  /**
   * @param port 0 for any free one
   * @param eventLoops how many serve
   * @return the port that is listened on
   */
  public static Future<Integer> start(Vertx vertx, int port, int eventLoops) {
    BenchServices bench = new BenchServices();
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
          .createHttpServer()
          .requestHandler(BenchServices.this::dispatch)
          .listen(port)
          .onSuccess(server -> actualPort.set(server.actualPort()));
    }
  }

  private void dispatch(HttpServerRequest request) {
    MemoisedService service = services.get(request.path());
    if (service == null) {
      request.response().setStatusCode(404).end();
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
