package dev.tributary.benchmarks.rest;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.samples.InProcessGateway;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.upstream.RestOptions;
import dev.tributary.upstream.ServiceOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code tributary bench rest}: a list of 1,000 items whose products, each ten times, come from a
 * REST service in several ways; as one text, and as JSON below it.
 */
public final class RestFigures {

  private static final String QUERY = "{ items { id product { name price { amount } } } }";
  private static final int CLIENTS = 16;

  private final Vertx services = Vertx.vertx();
  private final Vertx gateways = Vertx.vertx();
  private final ItemService service = new ItemService(services);
  private final int answers;

  private RestFigures(int answers) {
    this.answers = answers;
  }

  /**
   * What one client request took.
   *
   * @param cpuMillis on the gateway's event loop
   * @param millis until the answer was there
   * @param bytes between the gateway and the service, both ways
   */
  record Figures(String name, double cpuMillis, double millis, double calls, double bytes) {}

  /**
   * Takes half a minute. Prints the figures to standard output.
   *
   * @param args how many answers are measured in each way; 200 unless given
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] args) throws Exception {
    RestFigures figures = new RestFigures(args.length > 0 ? Integer.parseInt(args[0]) : 200);
    try {
      print(figures.all(), System.out);
    } finally {
      figures.close();
    }
  }

  /** Measures each way, one after the other. */
  List<Figures> all() throws Exception {
    return List.of(
        floor(),
        gateway("a call for each product", single(), 0, 1),
        gateway("a call for 100 products", batch(), 0, 1),
        gateway("a call for each product, " + CLIENTS + " clients", single(), 0, CLIENTS),
        gateway("a call for each product, kept", single(), 16 << 20, 1));
  }

  static RestFigures measuring(int answers) {
    return new RestFigures(answers);
  }

  void close() {
    service.close();
    Future.all(services.close(), gateways.close())
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static String single() {
    return "http: {GET: \"/products/{$this.id}\"}, selection: \"id name price { amount }\"";
  }

  private static String batch() {
    return """
    http: {GET: "/products?ids={$batch.id->joinNotNull(',')}"}, batch: {maxSize: 100},\
     selection: "$ { id name price { amount } }\"\
    """;
  }

  private String supergraph(String product) {
    String sdl =
        """
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
          @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@source", "@connect"])
          @source(name: "shop", http: {baseURL: "%s"})
        type Query {
          items: [Item]
            @connect(source: "shop", http: {GET: "/items"},
              selection: "id product: { id: productId }")
        }
        type Item { id: ID! product: Product }
        type Product @key(fields: "id") @connect(source: "shop", %s) {
          id: ID!
          name: String
          price: Price
        }
        type Price { amount: Int }
        """
            .formatted(service.url(), product);
    return switch (Composer.compose(List.of(new SubgraphSource("shop", service.url(), sdl)))) {
      case Composition.Composed composed -> composed.supergraphSdl();
      case Composition.Failed failed -> throw new IllegalStateException(failed.errors().toString());
    };
  }

  private Figures gateway(String name, String product, long cacheBytes, int clients)
      throws Exception {
    Context loop = gateways.getOrCreateContext();
    String supergraph = supergraph(product);
    Function<ServiceOptions, RestOptions> rest =
        options -> RestOptions.of(options).withCache(cacheBytes);
    InProcessGateway gateway =
        on(
            loop,
            () ->
                new InProcessGateway(
                    gateways, supergraph, ServiceOptions.defaults(), same -> same, rest));
    Supplier<Future<?>> request =
        () ->
            gateway
                .answer(QUERY, Map.of())
                .map(
                    answer -> {
                      check(answer.body().toString(StandardCharsets.UTF_8));
                      return null;
                    });
    try {
      return measure(name, loop, clients, request);
    } finally {
      gateway.close();
    }
  }

  private static void check(String answer) {
    if (answer.contains("errors")
        || answer.split("\"Product ", -1).length != ItemService.ITEMS + 1) {
      throw new IllegalStateException(
          "a wrong answer: " + answer.substring(0, Math.min(500, answer.length())));
    }
  }

  /** The same calls without a gateway that would tell equal ones: one for each item. */
  private Figures floor() throws Exception {
    Context loop = gateways.getOrCreateContext();
    int port = Integer.parseInt(service.url().replaceAll(".*:", ""));
    HttpClient client =
        on(
            loop,
            () ->
                gateways.createHttpClient(
                    new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                    new PoolOptions().setHttp1MaxSize(64)));
    try {
      return measure(
          "no gateway, a call for each item",
          loop,
          1,
          () ->
              get(client, "/items")
                  .compose(
                      list -> {
                        List<Future<?>> all = new ArrayList<>();
                        for (Object item : new JsonArray(list)) {
                          all.add(
                              get(client, "/products/" + ((JsonObject) item).getValue("productId"))
                                  .map(JsonObject::new));
                        }
                        return Future.all(all);
                      }));
    } finally {
      client.close();
    }
  }

  private static Future<String> get(HttpClient client, String path) {
    return client
        .request(HttpMethod.GET, path)
        .compose(HttpClientRequest::send)
        .compose(HttpClientResponse::body)
        .map(body -> body.toString());
  }

  private Figures measure(String name, Context loop, int clients, Supplier<Future<?>> request)
      throws Exception {
    // As often before, for the compiler.
    run(loop, clients, request);
    service.takeCalls();
    service.takeBytes();
    long cpu = on(loop, RestFigures::cpuNanos);
    long begun = System.nanoTime();
    int made = run(loop, clients, request);
    double nanos = System.nanoTime() - begun;
    double spent = on(loop, RestFigures::cpuNanos) - cpu;
    return new Figures(
        name,
        spent / made / 1e6,
        nanos * clients / made / 1e6,
        (double) service.takeCalls() / made,
        (double) service.takeBytes() / made);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private int run(Context loop, int clients, Supplier<Future<?>> request) throws Exception {
    int each = Math.max(1, answers / clients);
    List<Future<?>> all = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      all.add(on(loop, () -> oneAfterTheOther(each, request)));
    }
    for (Future<?> one : all) {
      one.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
    }
    return each * clients;
  }

  private static Future<?> oneAfterTheOther(int left, Supplier<Future<?>> request) {
    return left == 0
        ? Future.succeededFuture()
        : request.get().compose(done -> oneAfterTheOther(left - 1, request));
  }

  private static <T> T on(Context loop, Callable<T> work) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(
        now -> {
          try {
            done.complete(work.call());
          } catch (Exception failed) {
            done.completeExceptionally(failed);
          }
        });
    return done.get(5, TimeUnit.MINUTES);
  }

  static void print(List<Figures> all, PrintStream out) {
    out.println("1,000 items with 100 products from a REST service that takes 2 ms: one request.");
    out.printf(
        Locale.ROOT,
        "%s, Java %s, %s. CPU time is that of the gateway's event loop.%n%n",
        LocalDate.now(),
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    double least = all.stream().mapToDouble(Figures::cpuMillis).min().orElse(1);
    out.printf("%-38s %8s %7s %8s %8s %9s%n", "", "CPU ms", "ratio", "ms", "calls", "kB");
    JsonArray json = new JsonArray();
    for (Figures one : all) {
      out.printf(
          Locale.ROOT,
          "%-38s %8.2f %7.1f %8.1f %8.1f %9.1f%n",
          one.name(),
          one.cpuMillis(),
          one.cpuMillis() / least,
          one.millis(),
          one.calls(),
          one.bytes() / 1000);
      json.add(JsonObject.mapFrom(one));
    }
    out.println();
    out.println(json.encode());
  }
}
