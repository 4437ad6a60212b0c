package dev.tributary.benchmarks.registry;

import dev.tributary.registry.RegistryLoad;
import dev.tributary.registry.RegistryStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * {@code tributary bench registry}: a registry with 200 subgraphs, 5,000 versions and 10 million
 * recorded executions, asked by every page of the console for what the page asks; as one text, and
 * as JSON below it.
 */
public final class RegistryFigures {

  private static final int CALLS = 50;
  private static final int CHANGES = 5;

  /** Registries run for months: their pages are timed once what they make ready is there. */
  private static final Duration SETTLED = Duration.ofSeconds(20);

  private final RegistryLoad load;
  private final PageRequests requests;
  private final PrintStream out;
  private final Random random = new Random(7);

  /**
   * How long a page waits for what it shows.
   *
   * @param first the first one after the registry had settled, in milliseconds
   * @param p50 of those after it, one after the other, each of something else where it can be
   * @param kilobytes of all answers, as they were sent
   */
  record Figures(
      String page,
      int requests,
      double first,
      double p50,
      double p95,
      double max,
      double kilobytes) {}

  private RegistryFigures(RegistryLoad load, PageRequests requests, PrintStream out) {
    this.load = load;
    this.requests = requests;
    this.out = out;
  }

  /**
   * Takes some twenty minutes, most of it to write the load. Prints the figures to standard output,
   * those of each page when they are known.
   *
   * @param args nothing for H2 in a directory that is deleted again; a directory, for H2 in that
   *     one, which is kept and not written anew the next time; {@code --postgres} before either,
   *     for a PostgreSQL that is started there; or a {@code jdbc:postgresql:} URL, with the user
   *     and password in the environment's {@code PGUSER} and {@code PGPASSWORD}
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] args) throws Exception {
    MeasuredDatabase database = MeasuredDatabase.of(List.of(args));
    database.use(store -> print(database.title(), store, RegistryLoad.FULL, System.out));
  }

  /** Writes the load into the store, when it is not there, and measures. */
  static void print(String database, RegistryStore store, RegistryLoad load, PrintStream out)
      throws Exception {
    if (!load.isIn(store)) {
      load.writeTo(store, Instant.now());
    }
    load.complete(store, Instant.now());
    try (ServedRegistry registry = ServedRegistry.start(store);
        PageRequests requests = new PageRequests(registry.url(), registry.token())) {
      new RegistryFigures(load, requests, out).print(database);
    }
  }

  private interface Page {
    /** Groups of requests; those of a group are sent at once, as the page sends them. */
    List<List<PageRequests.Asked>> next();
  }

  private void print(String database) throws Exception {
    long begun = System.nanoTime();
    ask(this::schema);
    printHead(database, (System.nanoTime() - begun) / 1e9);
    Thread.sleep(SETTLED);
    Map<String, Page> pages = pages();
    Map<String, Double> first = new LinkedHashMap<>();
    for (Map.Entry<String, Page> page : pages.entrySet()) {
      first.put(page.getKey(), ask(page.getValue()).millis());
    }
    JsonArray json = new JsonArray();
    for (Map.Entry<String, Page> page : pages.entrySet()) {
      double asked = Objects.requireNonNull(first.get(page.getKey()));
      json.add(printed(figures(page.getKey(), asked, page.getValue(), CALLS)));
    }
    Page check = () -> List.of(List.of(PageRequests.post("/check", load.proposal())));
    json.add(printed(figures("(check)", ask(check).millis(), check, CHANGES)));
    Page publish = () -> List.of(List.of(PageRequests.post("/publish", load.revision(random))));
    json.add(printed(figures("(publish)", ask(publish).millis(), publish, CHANGES)));
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        Locale.ROOT,
        "%nAt the end: %d MB of heap in use, %d MB resident, the measuring client among them.%n%n",
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        resident());
    out.println(json.encode());
  }

  /** Every page, by its title, with all that it asks for before it shows anything. */
  private Map<String, Page> pages() throws Exception {
    List<String> hashes = requests.hashes();
    Map<String, Page> pages = new LinkedHashMap<>();
    pages.put("Graphs", () -> framed());
    pages.put("Subgraphs", () -> framed("/subgraphs?schemas=none", "/gateways"));
    pages.put(
        "a subgraph",
        () -> framed("/subgraphs?name=s" + random.nextInt(load.subgraphs()), "/history?limit=200"));
    pages.put("(search, behind each page)", () -> groups("/subgraphs?schemas=none"));
    pages.put("Versions", () -> framed("/history?limit=50"));
    pages.put("Versions, far back", () -> groups("/history?limit=50&before=" + version()));
    pages.put(
        "a version, with its diff", () -> framed("/versions/" + version() + "?schemas=changed"));
    pages.put(
        "Publish",
        () -> framed("/subgraphs?schemas=none", "/subgraphs?name=s" + random.nextInt(99)));
    pages.put("Schema, Services, GraphiQL", this::schema);
    pages.put(
        "Analytics, 30 days",
        () ->
            framed(
                "/traffic?range=month",
                "/usage/operations?offset=0&limit=8&days=30",
                "/usage/clients?days=30",
                "/usage/coordinates?days=30&most=8"));
    pages.put(
        "Analytics, one day",
        () ->
            framed(
                "/traffic?range=day",
                "/usage/operations?offset=0&limit=8&days=1",
                "/usage/clients?days=1",
                "/usage/coordinates?days=1&most=8"));
    pages.put("Live", () -> framed("/requests"));
    pages.put(
        "Operations",
        () ->
            framed(
                "/usage/operations?offset=0&limit=50&days=30", "/usage/clients?days=30", "/usage"));
    pages.put(
        "Operations, further down",
        () ->
            groups(
                "/usage/operations?limit=50&days=30&offset=" + random.nextInt(load.operations())));
    pages.put(
        "an operation",
        () -> framed("/usage/operations/" + hashes.get(random.nextInt(hashes.size()))));
    pages.put(
        "Clients",
        () ->
            framed(
                "/keys",
                "/quotas",
                "/usage/clients?days=1&limit=200",
                "/usage/clients?days=7&limit=200"));
    pages.put("Alerts", () -> framed("/alerts"));
    pages.put(
        "Plan",
        () ->
            List.of(
                List.of(
                    PageRequests.post(
                        "/plan",
                        new JsonObject()
                            .put("query", load.operation(random.nextInt(load.operations())))
                            .put("variables", new JsonObject().put("id", "1"))))));
    pages.put(
        "Contracts",
        () ->
            List.of(
                List.of(PageRequests.ofAll("/graphs")),
                List.of(PageRequests.missing("/contract")),
                List.of(PageRequests.get("/contracts"), PageRequests.get("/schema"))));
    pages.put(
        "Rules",
        () ->
            List.of(
                List.of(PageRequests.ofAll("/graphs")),
                List.of(PageRequests.get("/lint"), PageRequests.get("/lint/findings")),
                IntStream.range(0, 4)
                    .mapToObj(n -> PageRequests.get("/subgraphs?name=s" + n))
                    .toList()));
    pages.put("Audit log", () -> framed("/audit?limit=100"));
    pages.put("Audit log, far back", () -> groups("/audit?limit=100&before=" + version()));
    pages.put(
        "Tokens",
        () ->
            List.of(
                List.of(PageRequests.ofAll("/graphs")), List.of(PageRequests.ofAll("/tokens"))));
    return pages;
  }

  private List<List<PageRequests.Asked>> schema() {
    return framed("/schema");
  }

  /** What a page asks of a graph, all at once, after which graphs there are. */
  private static List<List<PageRequests.Asked>> framed(String... paths) {
    List<List<PageRequests.Asked>> groups = new ArrayList<>();
    groups.add(List.of(PageRequests.ofAll("/graphs")));
    groups.addAll(groups(paths));
    return groups;
  }

  private static List<List<PageRequests.Asked>> groups(String... paths) {
    return List.of(Arrays.stream(paths).map(PageRequests::get).toList());
  }

  private int version() {
    return 2 + random.nextInt(load.versions() - 1);
  }

  private record Waited(double millis, long bytes, int requests) {}

  private Waited ask(Page page) throws Exception {
    List<List<PageRequests.Asked>> groups = page.next();
    long begun = System.nanoTime();
    long bytes = 0;
    int count = 0;
    for (List<PageRequests.Asked> group : groups) {
      bytes += requests.answer(group);
      count += group.size();
    }
    return new Waited((System.nanoTime() - begun) / 1e6, bytes, count);
  }

  private Figures figures(String name, double first, Page page, int calls) throws Exception {
    double[] took = new double[calls];
    Waited last = ask(page);
    for (int i = 0; i < calls; i++) {
      last = ask(page);
      took[i] = last.millis();
    }
    Arrays.sort(took);
    return new Figures(
        name,
        last.requests(),
        first,
        took[calls / 2],
        took[(int) Math.ceil(calls * 0.95) - 1],
        took[calls - 1],
        last.bytes() / 1000.0);
  }

  /** Of this process, the measuring client in it. */
  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(0);
  }

  /**
   * @param readySeconds from the start until the schema page, asked at once, was answered
   */
  private void printHead(String database, double readySeconds) {
    out.printf(
        Locale.ROOT,
        "A registry with %,d subgraphs, %,d versions and %,d recorded executions of %,d operations"
            + " by %d clients on %d days, in %s.%n",
        load.subgraphs(),
        load.versions(),
        load.executions(),
        load.operations(),
        RegistryLoad.CLIENTS,
        load.days(),
        database);
    out.printf(
        Locale.ROOT,
        "%s, Java %s, %s, %d processors. Milliseconds until all that a page asks for was read; %d"
            + " times one after the other, a check and a publish %d times.%n",
        LocalDate.now(),
        System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        CALLS,
        CHANGES);
    out.printf(
        Locale.ROOT,
        "Asked at once when the registry had started, the schema page was answered after %.1f s;"
            + " 'first' is %d seconds after that, when what is made ready in the background is"
            + " there.%n%n",
        readySeconds,
        SETTLED.toSeconds());
    out.printf(
        "%-28s %8s %8s %8s %8s %8s %9s%n", "page", "requests", "first", "p50", "p95", "max", "kB");
  }

  private JsonObject printed(Figures one) {
    out.printf(
        Locale.ROOT,
        "%-28s %8d %8.1f %8.1f %8.1f %8.1f %9.1f%n",
        one.page(),
        one.requests(),
        one.first(),
        one.p50(),
        one.p95(),
        one.max(),
        one.kilobytes());
    return JsonObject.mapFrom(one);
  }
}
