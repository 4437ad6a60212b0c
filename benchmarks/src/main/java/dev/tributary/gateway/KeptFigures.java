package dev.tributary.gateway;

import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.benchmarks.load.Load;
import dev.tributary.benchmarks.load.Wrk;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tributary bench kept}: what an answer takes that the gateway has kept, beside a Vert.x
 * server that has nothing but the bytes. All are in this process, each with an event loop of its
 * own, and take turns of a few seconds: what else goes on falls on all of them.
 */
public final class KeptFigures {

  private static final Logger LOG = LoggerFactory.getLogger(KeptFigures.class);

  private static final int CONNECTIONS = 50;
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration TURN = Duration.ofSeconds(2);

  private static final String KEPT =
      """
      cache: {responses: true, headers: true}
      serviceDefaults: {cache: {maxAge: 1h}}
      """;

  /** What a server or a connection sets by itself. */
  private static final Set<String> FRAMING = Set.of("content-length", "connection", "date");

  private final Wrk generator;
  private final Path directory;
  private final PrintStream out;

  /** Who answers, and what it took in each turn, for each answer. */
  private record Contender(
      OneLoop server, List<Double> loop, List<Double> process, List<Double> bytes) {
    Contender(OneLoop server) {
      this(server, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private KeptFigures(Wrk generator, Path directory, PrintStream out) {
    this.generator = generator;
    this.directory = directory;
    this.out = out;
  }

  /**
   * @param arguments how many turns each has, 15 when left out; and {@code small} or {@code heavy}
   *     for one of them only
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] arguments) {
    int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    int exit = 1;
    try {
      Path directory = Files.createTempDirectory("tributary-kept");
      Wrk wrk = Wrk.find(directory).orElseThrow(() -> new IOException("wrk is not installed"));
      String only = arguments.length > 1 ? arguments[1] : "";
      new KeptFigures(wrk, directory, System.out).run(turns, only);
      exit = 0;
    } catch (Exception failure) {
      LOG.error("Nothing could be measured", failure);
    }
    // Event loops do not end by themselves.
    System.exit(exit);
  }

  private void run(int turns, String only) throws Exception {
    int services = OneLoop.await(BenchServices.start(Vertx.vertx(), 0, 1));
    String supergraph = BenchGraph.supergraph("http://127.0.0.1:" + services);
    List<OneLoop> gateways =
        List.of(
            OneLoop.gateway("kept", supergraph, KEPT),
            OneLoop.gateway("kept, with metrics", supergraph, KEPT + "admin: {port: 0}\n"),
            OneLoop.gateway(
                "kept, with metrics and quotas",
                supergraph,
                KEPT.replace("{responses", "{hitCost: 1, responses")
                    + """
                    admin: {port: 0}
                    quotas:
                      mode: enforce
                      standardTier: all
                      anonymousTier: all
                      tiers: {all: {limits: [{unit: cost, quota: 50000000, per: 1s}]}}
                    """));
    out.println("CPU time of the event loop for each answer; " + generator.title());
    if (!only.equals("heavy")) {
      measure("small", "query Small { topProducts(first: 5) { upc name price } }", gateways, turns);
    }
    if (!only.equals("small")) {
      measure("heavy", BenchGraph.operation(), gateways, turns);
    }
  }

  private void measure(String scenario, String operation, List<OneLoop> gateways, int turns)
      throws Exception {
    Path request = directory.resolve(scenario + ".request.json");
    String body = new JsonObject().put("query", operation).encode();
    Files.writeString(request, body);
    // The second one is kept.
    ask(gateways.getFirst(), body);
    HttpResponse<byte[]> kept = ask(gateways.getFirst(), body);
    Path answer = directory.resolve(scenario + ".answer.json");
    Files.write(answer, kept.body());

    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender(constant("floor: the constant answer", kept, false)));
    contenders.add(new Contender(constant("floor, with as many header fields", kept, true)));
    gateways.forEach(gateway -> contenders.add(new Contender(gateway)));
    for (Contender contender : contenders) {
      Load checked = load(contender, request, answer, WARM_UP);
      if (checked.wrong() > 0 || checked.failed() > 0) {
        throw new IOException(contender.server.name() + " answers otherwise: " + checked);
      }
    }
    for (int turn = 0; turn < turns; turn++) {
      for (Contender contender : contenders) {
        OneLoop.Used before = contender.server.used();
        // Answers are not looked at: that would take more of the machine than to make them.
        Load load = load(contender, request, null, TURN);
        OneLoop.Used used = contender.server.used().minus(before);
        if (load.failed() > 0) {
          throw new IOException(contender.server.name() + " failed: " + load);
        }
        contender.loop.add(used.loop() / 1e3 / load.requests());
        contender.process.add(used.process() / 1e3 / load.requests());
        contender.bytes.add((double) used.bytes() / load.requests());
      }
    }
    print(scenario, kept.body().length, contenders);
  }

  private Load load(Contender contender, Path request, @Nullable Path answer, Duration duration)
      throws IOException, InterruptedException {
    return generator.run(url(contender.server), request, answer, CONNECTIONS, false, duration);
  }

  private void print(String scenario, int length, List<Contender> contenders) {
    Contender floor = contenders.getFirst();
    out.printf(
        Locale.ROOT,
        "%n%-38s %8s %9s %8s %14s %9s%n",
        scenario + ", " + length + " bytes",
        "CPU us",
        "to floor",
        "process",
        "to floor",
        "allocated");
    for (Contender contender : contenders) {
      double loop = OneLoop.median(contender.loop);
      double process = OneLoop.median(contender.process);
      out.printf(
          Locale.ROOT,
          "%-38s %8.1f %9.2f %8.1f %14.2f %9.0f%n",
          contender.server.name(),
          loop,
          OneLoop.ratio(contender.loop, floor.loop),
          process,
          OneLoop.ratio(contender.process, floor.process),
          OneLoop.median(contender.bytes));
    }
  }

  /**
   * A server that has the answer's bytes and knows nothing else.
   *
   * @param all whether it sends the gateway's header fields as well, rather than the type alone
   */
  private static OneLoop constant(String name, HttpResponse<byte[]> kept, boolean all)
      throws Exception {
    Buffer answer = Buffer.buffer(kept.body());
    MultiMap fields = MultiMap.caseInsensitiveMultiMap();
    if (all) {
      kept.headers().map().forEach(fields::add);
      FRAMING.forEach(fields::remove);
    } else {
      fields.set("content-type", "application/json");
    }
    return OneLoop.plain(
        name,
        new HttpServerOptions(),
        vertx ->
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          HttpServerResponse response = request.response();
                          fields.forEach(
                              field -> response.putHeader(field.getKey(), field.getValue()));
                          response.end(answer);
                        }));
  }

  private static HttpResponse<byte[]> ask(OneLoop gateway, String body)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url(gateway)))
              .header("content-type", "application/json")
              .header("accept", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static String url(OneLoop server) {
    return "http://127.0.0.1:" + server.port() + "/graphql";
  }
}
