package dev.tributary.gateway;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.http.HttpOptions;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code tributary bench routes}: what a route of the gateway takes beside Vert.x's HTTP proxy
 * alone. Each has one event loop, whose CPU time is counted; they take turns, since what a machine
 * does otherwise changes.
 */
public final class RouteFigures {

  private static final int CLIENTS = 32;
  private static final int ROUNDS = 9;
  private static final Buffer ANSWER = Buffer.buffer("{\"text\":\"" + "x".repeat(1_000) + "\"}");

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final HttpClient client =
      vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CLIENTS));
  private final List<Proxy> proxies = new ArrayList<>();

  private record Proxy(String name, Vertx vertx, int port, long thread, List<Double> micros) {}

  private RouteFigures() {}

  /**
   * @param arguments how many requests of each in a round; 10,000 when left out
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] arguments) throws Exception {
    int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int exit = 1;
    try {
      new RouteFigures().run(requests, System.out);
      exit = 0;
    } finally {
      // Event loops do not end by themselves.
      System.exit(exit);
    }
  }

  private void run(int requests, PrintStream out) throws Exception {
    HttpServer service =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .putHeader("content-type", "application/json")
                            .end(ANSWER))
                .listen(0, "127.0.0.1"));
    bare("Vert.x HTTP proxy alone", new HttpServerOptions(), service.actualPort());
    bare(
        "the same within the gateway's limits",
        HttpOptions.defaults().serverOptions(),
        service.actualPort());
    gateway("a route, nothing measured", "", service.actualPort());
    gateway("a route with metrics", "admin: {port: 0}\n", service.actualPort());
    gateway(
        "a route with metrics, quotas and logs",
        """
        admin: {port: 0}
        quotas:
          mode: enforce
          standardTier: all
          anonymousTier: all
          tiers: {all: {limits: [{unit: cost, quota: 1000000, per: 1s}]}}
        """,
        service.actualPort());
    for (int round = 0; round < ROUNDS; round++) {
      for (Proxy proxy : proxies) {
        double micros = measure(proxy, requests);
        // The first rounds are for the compiler.
        if (round >= ROUNDS / 3) {
          proxy.micros.add(micros);
        }
      }
    }
    double bare = median(proxies.getFirst().micros);
    out.printf("%-40s %12s %8s%n", "GET, answer of 1 kB", "CPU us", "to bare");
    for (Proxy proxy : proxies) {
      double micros = median(proxy.micros);
      out.printf(Locale.ROOT, "%-40s %12.1f %8.2f%n", proxy.name, micros, micros / bare);
    }
  }

  private void bare(String name, HttpServerOptions options, int service) throws Exception {
    Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    HttpClient outgoing =
        own.createHttpClient(
            new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CLIENTS * 2));
    HttpProxy proxy = HttpProxy.reverseProxy(outgoing).origin(service, "127.0.0.1");
    HttpServer server =
        await(own.createHttpServer(options).requestHandler(proxy).listen(0, "127.0.0.1"));
    add(name, own, server.actualPort());
  }

  private void gateway(String name, String settings, int service) throws Exception {
    Path directory = Files.createTempDirectory("tributary-routes");
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "graph", "http://127.0.0.1:" + service, "type Query { here: Boolean }")));
    if (!(composition instanceof Composition.Composed composed)) {
      throw new IOException("the graph does not compose");
    }
    Files.writeString(directory.resolve("supergraph.graphql"), composed.supergraphSdl());
    String yaml =
        """
        server: {port: 0, eventLoops: 1}
        supergraph: {file: supergraph.graphql}
        services: {one: {url: "http://127.0.0.1:%d"}}
        routes: [{name: one, path: /*, to: [{service: one}]}]
        """
                .formatted(service)
            + settings;
    if (!(new ConfigReader(new Substitution(unset -> null, directory)).read(yaml)
        instanceof ConfigResult.Valid(GatewayConfig config))) {
      throw new IOException("not a configuration: " + yaml);
    }
    Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    add(name, own, await(Gateway.start(own, config, directory)).port());
  }

  private void add(String name, Vertx own, int port) throws Exception {
    Promise<Long> thread = Promise.promise();
    own.runOnContext(here -> thread.complete(Thread.currentThread().threadId()));
    proxies.add(new Proxy(name, own, port, await(thread.future()), new ArrayList<>()));
  }

  private double measure(Proxy proxy, int requests) throws Exception {
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getThreadCpuTime(proxy.thread);
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(ask(proxy.port, requests / CLIENTS));
    }
    await(Future.all(clients));
    long nanos = threads.getThreadCpuTime(proxy.thread) - before;
    return nanos / 1_000.0 / (requests / CLIENTS * CLIENTS);
  }

  /** One after another. */
  private Future<Void> ask(int port, int left) {
    if (left == 0) {
      return Future.succeededFuture();
    }
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/api/items/" + left + "?page=1")
        .compose(
            request ->
                request
                    .putHeader("accept", "application/json")
                    .putHeader("user-agent", "bench/1.0")
                    .putHeader("x-request-id", "0123456789abcdef")
                    .send())
        .compose(
            response -> {
              if (response.statusCode() != 200) {
                return Future.failedFuture("status " + response.statusCode());
              }
              return response.body();
            })
        .compose(body -> ask(port, left - 1));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static <T> T await(Future<T> future) throws Exception {
    CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
    return done.get(300, TimeUnit.SECONDS);
  }
}
