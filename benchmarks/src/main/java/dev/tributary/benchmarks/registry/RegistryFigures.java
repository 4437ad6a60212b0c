package dev.tributary.benchmarks.registry;

import dev.tributary.registry.H2RegistryStore;
import dev.tributary.registry.PostgresOptions;
import dev.tributary.registry.PostgresRegistryStore;
import dev.tributary.registry.RegistryLoad;
import dev.tributary.registry.RegistryStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * {@code tributary bench registry}: a registry with 200 subgraphs, 5,000 versions and 10 million
 * recorded executions, asked for all that the console's pages ask for; as one text, and as JSON
 * below it.
 */
public final class RegistryFigures {

  private static final int CALLS = 100;
  private static final int SLOW_CALLS = 3;

  private final RegistryLoad load;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = new Random(7);

  /**
   * How one address answers.
   *
   * @param first the first call's time, in milliseconds: nothing of it is remembered yet
   * @param p50 of the calls after it, one after the other, each for something else
   * @param bytes of the last answer
   */
  record Figures(String page, String asked, double first, double p50, double p99, int bytes) {}

  private RegistryFigures(RegistryLoad load) {
    this.load = load;
  }

  /**
   * Takes some ten minutes, most of it to write the load. Prints the figures to standard output.
   *
   * @param args nothing for H2 in a directory that is deleted again; a directory, for H2 in that
   *     one, which is kept and not written anew the next time; or a {@code jdbc:postgresql:} URL,
   *     with the user and password in the environment's {@code PGUSER} and {@code PGPASSWORD}
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].startsWith("jdbc:")) {
      PostgresOptions options =
          new PostgresOptions(args[0], environment("PGUSER"), environment("PGPASSWORD"), 8);
      try (RegistryStore store = PostgresRegistryStore.open(options)) {
        print("PostgreSQL", on(store, RegistryLoad.FULL), System.out);
      }
      return;
    }
    Path directory =
        args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("tributary-registry");
    try (RegistryStore store = H2RegistryStore.open(directory)) {
      print("H2", on(store, RegistryLoad.FULL), System.out);
    } finally {
      if (args.length == 0) {
        delete(directory);
      }
    }
  }

  private static String environment(String name) {
    return Map.copyOf(System.getenv()).getOrDefault(name, "");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Writes the load into the store, when it is not there, and measures. */
  static List<Figures> on(RegistryStore store, RegistryLoad load) throws Exception {
    if (!load.isIn(store)) {
      load.writeTo(store, Instant.now());
    }
    RegistryFigures figures = new RegistryFigures(load);
    try (ServedRegistry registry = ServedRegistry.start(store)) {
      return figures.all(registry);
    } finally {
      figures.client.close();
    }
  }

  private interface Question {
    HttpRequest.Builder next();
  }

  private List<Figures> all(ServedRegistry registry) throws Exception {
    String base = registry.url();
    String graph = base + "/graphs/" + RegistryLoad.GRAPH;
    List<Figures> all = new ArrayList<>();
    all.add(get(registry, "any", base + "/token"));
    all.add(get(registry, "any", base + "/graphs"));
    all.add(get(registry, "Subgraphs", graph + "/subgraphs"));
    all.add(get(registry, "Subgraphs", graph + "/gateways"));
    all.add(get(registry, "Subgraphs", graph + "/history?limit=200"));
    all.add(
        measure(
            registry,
            "Versions",
            "GET graphs/G/history?limit=50&before=N",
            CALLS,
            () -> request(graph + "/history?limit=50&before=" + version())));
    all.add(
        measure(
            registry,
            "Versions",
            "GET graphs/G/versions/N",
            CALLS,
            () -> request(graph + "/versions/" + version())));
    all.add(get(registry, "Schema", graph + "/schema"));
    all.add(
        measure(
            registry,
            "Schema",
            "GET graphs/G/usage/coordinates?coordinate=C",
            CALLS,
            () -> request(graph + "/usage/coordinates?coordinate=" + coordinate())));
    all.add(get(registry, "Schema", graph + "/usage/coordinates"));
    all.add(get(registry, "Operations", graph + "/usage"));
    all.add(get(registry, "Operations", graph + "/usage/clients"));
    all.add(
        measure(
            registry,
            "Operations",
            "GET graphs/G/usage/operations?offset=N&limit=50",
            CALLS,
            () ->
                request(
                    graph
                        + "/usage/operations?limit=50&offset="
                        + random.nextInt(load.operations()))));
    List<String> hashes = hashes(registry, graph);
    all.add(
        measure(
            registry,
            "Operations",
            "GET graphs/G/usage/operations/HASH",
            CALLS,
            () ->
                request(graph + "/usage/operations/" + hashes.get(random.nextInt(hashes.size())))));
    all.add(
        measure(
            registry,
            "Plan",
            "POST graphs/G/plan",
            CALLS,
            () ->
                post(
                    graph + "/plan",
                    new JsonObject()
                        .put("query", load.operation(random.nextInt(load.operations())))
                        .put("variables", new JsonObject().put("id", "1")))));
    all.add(get(registry, "settings", graph + "/lint"));
    all.add(get(registry, "settings", graph + "/audit"));
    all.add(
        measure(
            registry,
            "(a check, no page)",
            "POST graphs/G/check",
            SLOW_CALLS,
            () -> post(graph + "/check", load.proposal())));
    return all;
  }

  private int version() {
    return 1 + random.nextInt(load.versions());
  }

  private String coordinate() {
    return "Entity%d_%d.title".formatted(random.nextInt(load.subgraphs()), random.nextInt(10));
  }

  private List<String> hashes(ServedRegistry registry, String graph) throws Exception {
    String answer = send(registry, request(graph + "/usage/operations?limit=200")).body();
    return new JsonObject(answer)
        .getJsonArray("operations").stream()
            .map(operation -> ((JsonObject) operation).getString("hash"))
            .toList();
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url));
  }

  private static HttpRequest.Builder post(String url, JsonObject body) {
    return request(url)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
  }

  private Figures get(ServedRegistry registry, String page, String url) throws Exception {
    String asked =
        "GET "
            + url.substring(registry.url().length() + 1)
                .replace(RegistryLoad.GRAPH.toString(), "G");
    return measure(registry, page, asked, CALLS, () -> request(url));
  }

  private Figures measure(
      ServedRegistry registry, String page, String asked, int calls, Question question)
      throws Exception {
    double first = millis(registry, question);
    double[] took = new double[calls];
    int bytes = 0;
    for (int i = 0; i < calls; i++) {
      long begun = System.nanoTime();
      bytes = send(registry, question.next()).body().length();
      took[i] = (System.nanoTime() - begun) / 1e6;
    }
    Arrays.sort(took);
    return new Figures(
        page, asked, first, took[calls / 2], took[(int) Math.ceil(calls * 0.99) - 1], bytes);
  }

  private double millis(ServedRegistry registry, Question question) throws Exception {
    long begun = System.nanoTime();
    send(registry, question.next());
    return (System.nanoTime() - begun) / 1e6;
  }

  private HttpResponse<String> send(ServedRegistry registry, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            request.header("authorization", "Bearer " + registry.token()).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          answer.uri() + " answers " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  static void print(String database, List<Figures> all, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "A registry with 200 subgraphs, 5,000 versions and 10 million recorded executions, in"
            + " %s.%n",
        database);
    out.printf(
        Locale.ROOT,
        "%s, Java %s, %s. Milliseconds until the answer was read; %d calls one after the"
            + " other.%n%n",
        LocalDate.now(),
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        CALLS);
    out.printf("%-19s %-48s %8s %8s %8s %9s%n", "page", "", "first", "p50", "p99", "kB");
    JsonArray json = new JsonArray();
    for (Figures one : all) {
      out.printf(
          Locale.ROOT,
          "%-19s %-48s %8.1f %8.1f %8.1f %9.1f%n",
          one.page(),
          one.asked(),
          one.first(),
          one.p50(),
          one.p99(),
          one.bytes() / 1000.0);
      json.add(JsonObject.mapFrom(one));
    }
    out.println();
    out.println(json.encode());
  }
}
