package dev.tributary.gateway;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.http.HttpOptions;
import dev.tributary.http.HttpOptions.FloodLimits;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tributary bench routes}: what a route of the gateway takes beside Vert.x's HTTP proxy
 * alone. Each has one event loop, whose CPU time is counted; they take turns, since what a machine
 * does otherwise changes.
 */
public final class RouteFigures {

  private static final Logger LOG = LoggerFactory.getLogger(RouteFigures.class);

  private static final int CLIENTS = 32;
  private static final Buffer NOTHING = Buffer.buffer();
  private static final Buffer ANSWER = Buffer.buffer("{\"text\":\"" + "x".repeat(1_000) + "\"}");

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final Callers callers = new Callers(CLIENTS);
  private final List<Proxy> proxies = new ArrayList<>();
  private int number;

  /** Who passes requests on, and what each took in each turn, by request. */
  private record Proxy(OneLoop server, List<Double> micros, List<Double> bytes) {
    Proxy(OneLoop server) {
      this(server, new ArrayList<>(), new ArrayList<>());
    }
  }

  private RouteFigures() {}

  /**
   * @param arguments how many requests of each in a turn, and how many turns; 10,000 and 12 when
   *     left out
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] arguments) {
    int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
    int exit = 1;
    try {
      new RouteFigures().run(requests, turns, System.out);
      exit = 0;
    } catch (Exception failure) {
      LOG.error("Nothing could be measured", failure);
    }
    // Event loops do not end by themselves.
    System.exit(exit);
  }

  private void run(int requests, int turns, PrintStream out) throws Exception {
    int service =
        OneLoop.await(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request ->
                            request
                                .response()
                                .putHeader("content-type", "application/json")
                                .end(ANSWER))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    bare("Vert.x HTTP proxy alone", new HttpServerOptions(), service);
    bare("the same within the gateway's limits", limits().serverOptions(), service);
    gateway("a route, nothing measured", "", service);
    gateway("a route with metrics", "admin: {port: 0}\n", service);
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
        service);
    // The first rounds are for the compiler.
    int warmUp = turns / 2;
    for (int turn = 0; turn < warmUp + turns; turn++) {
      for (Proxy proxy : proxies) {
        OneLoop.Used used = measure(proxy.server, requests);
        if (turn >= warmUp) {
          proxy.micros.add(used.loop() / 1e3 / requests);
          proxy.bytes.add((double) used.bytes() / requests);
        }
      }
    }
    Proxy bare = proxies.getFirst();
    out.printf("%-40s %12s %8s %10s%n", "GET, answer of 1 kB", "CPU us", "to bare", "allocated");
    for (Proxy proxy : proxies) {
      out.printf(
          Locale.ROOT,
          "%-40s %12.1f %8.2f %10.0f%n",
          proxy.server.name(),
          OneLoop.median(proxy.micros),
          OneLoop.ratio(proxy.micros, bare.micros),
          OneLoop.median(proxy.bytes));
    }
  }

  /** As a gateway's own without any settings. */
  private static HttpOptions limits() {
    FloodLimits floods = FloodLimits.defaults();
    return HttpOptions.defaults()
        .with(
            new FloodLimits(
                floods.connections(),
                floods.connectionsPerAddress(),
                floods.requests(),
                floods.head(),
                floods.keepAlive(),
                false));
  }

  private void bare(String name, HttpServerOptions options, int service) throws Exception {
    proxies.add(
        new Proxy(
            OneLoop.plain(
                name,
                options,
                own ->
                    HttpProxy.reverseProxy(
                            own.createHttpClient(
                                new HttpClientOptions(),
                                new PoolOptions().setHttp1MaxSize(CLIENTS * 2)))
                        .origin(service, "127.0.0.1"))));
  }

  private void gateway(String name, String settings, int service) throws Exception {
    Composition composition =
        Composer.compose(
            List.of(
                new SubgraphSource(
                    "graph", "http://127.0.0.1:" + service, "type Query { here: Boolean }")));
    if (!(composition instanceof Composition.Composed composed)) {
      throw new IOException("the graph does not compose");
    }
    String routes =
        """
        services: {one: {url: "http://127.0.0.1:%d"}}
        routes: [{name: one, path: /*, to: [{service: one}]}]
        """
            .formatted(service);
    proxies.add(new Proxy(OneLoop.gateway(name, composed.supergraphSdl(), routes + settings)));
  }

  private OneLoop.Used measure(OneLoop server, int requests) throws Exception {
    OneLoop.Used before = server.used();
    callers.ask(requests, client -> ask(client, server.port()));
    return server.used().minus(before);
  }

  private Future<?> ask(HttpClient client, int port) {
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/api/items/" + number++ + "?page=1")
        .compose(
            request ->
                Callers.body(
                    request
                        .putHeader("accept", "application/json")
                        .putHeader("user-agent", "bench/1.0")
                        .putHeader("x-request-id", "0123456789abcdef"),
                    NOTHING));
  }
}
