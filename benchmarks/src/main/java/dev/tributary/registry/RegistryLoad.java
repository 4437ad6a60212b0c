package dev.tributary.registry;

import dev.tributary.benchmarks.plan.LargeGraph;
import dev.tributary.check.SchemaChange;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.operation.OperationSignature;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Years of a company's use, written into a registry's store as the registry itself writes it, but
 * for composition: the first version is composed, and each later one differs from the one before in
 * a description, in the subgraph and in the supergraph alike.
 *
 * @param subgraphs of fifty types each
 * @param versions of the supergraph
 * @param operations different ones
 * @param days on which each of them ran
 * @param executions of all operations on all days
 */
public record RegistryLoad(int subgraphs, int versions, int operations, int days, long executions) {

  public static final GraphId GRAPH = new GraphId("company", GraphId.DEFAULT_VARIANT);

  /** What a registry is to stand. */
  public static final RegistryLoad FULL = new RegistryLoad(200, 5_000, 5_000, 30, 10_000_000);

  public static final int CLIENTS = 300;
  private static final int CLIENTS_OF_ONE = 4;
  private static final Duration BETWEEN = Duration.ofHours(2);

  /** Whether a store has all of it already. */
  public boolean isIn(RegistryStore store) {
    return store.latest(GRAPH).map(latest -> latest.version().number() >= versions).orElse(false)
        && store.usage().recorded().executions(GRAPH, LocalDate.EPOCH) > 0;
  }

  /**
   * @param end when the last of it happened
   */
  public void writeTo(RegistryStore store, Instant end) {
    publish(store, end);
    use(store, end);
  }

  /**
   * Keys of all clients, rules for schemas, what versions changed and traffic of a month, where
   * they are not there yet.
   */
  public void complete(RegistryStore store, Instant end) {
    GraphClients clients = new GraphClients(store.clients(), () -> end);
    if (clients.keys(GRAPH).isEmpty()) {
      for (int client = 0; client < CLIENTS; client++) {
        clients.create(
            GRAPH,
            new WantedKey(
                "client-" + client,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            List.of(),
            "load");
      }
    }
    if (store.lintRules(GRAPH).isEmpty()) {
      store.setLintRules(GRAPH, "{\"rules\":{\"TYPES_HAVE_DESCRIPTIONS\":\"warn\"}}", end, "load");
    }
    // A registry works that out when it publishes.
    if (store.detail(GRAPH, versions).orElseThrow().schemaChanges().isEmpty()) {
      for (int number = 1; number <= versions; number++) {
        store.keepSchemaChanges(GRAPH, number, changed(number));
      }
    }
    for (int hour = days * 24; hour >= 0; hour--) {
      long each = executions / (days * 24L);
      store
          .traffic()
          .add(
              GRAPH,
              end.minus(Duration.ofHours(hour)),
              new TrafficReport(
                  new Traffic(
                      totals(each),
                      each / 200,
                      each / 400,
                      Map.of("DOWNSTREAM_TIMEOUT", each / 100),
                      new Traffic.QuotaUse(70, "client-1"))));
    }
  }

  private static List<SchemaChange> changed(int number) {
    return number == 1
        ? List.of()
        : List.of(
            new SchemaChange(
                SchemaChange.Kind.DESCRIPTION_CHANGED,
                "Entity0_0",
                "The description of \"Entity0_0\" is that of revision %d.".formatted(number)));
  }

  private void publish(RegistryStore store, Instant end) {
    List<SubgraphSource> sources = LargeGraph.services(subgraphs);
    Instant begin = end.minus(BETWEEN.multipliedBy(versions));
    List<SubgraphVersion> current =
        new ArrayList<>(
            sources.stream()
                .map(source -> SubgraphVersion.of(source, begin, "ci-" + source.name(), "first"))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList());
    String supergraph =
        switch (Composer.compose(sources)) {
          case Composition.Composed composed -> composed.supergraphSdl();
          case Composition.Failed failed ->
              throw new IllegalStateException(failed.errors().toString());
        };
    append(
        store,
        version(1, supergraph, begin, "ci", "first", changes(SubgraphChange.Kind.ADDED, current)),
        current);
    Random random = new Random(8);
    for (int number = 2; number <= versions; number++) {
      int place = random.nextInt(current.size());
      SubgraphVersion old = current.get(place);
      String service = old.name().substring(1);
      String described = "Entity %d of service %s".formatted(random.nextInt(10), service);
      Instant at = begin.plus(BETWEEN.multipliedBy(number - 1L));
      String author = "ci-" + old.name();
      SubgraphVersion changed =
          SubgraphVersion.of(
              new SubgraphSource(
                  old.name(), old.source().url(), revised(old.source().sdl(), described, number)),
              at,
              author,
              "revision " + number);
      current.set(place, changed);
      supergraph = revised(supergraph, described, number);
      append(
          store,
          version(
              number,
              supergraph,
              at,
              author,
              "revision " + number,
              changes(SubgraphChange.Kind.REPLACED, List.of(changed))),
          current);
    }
  }

  /** In the place of what an earlier revision said. */
  private static String revised(String sdl, String described, int revision) {
    Matcher matcher =
        Pattern.compile("\"%s(?:, revision \\d+)?\\.\"".formatted(described)).matcher(sdl);
    if (!matcher.find()) {
      throw new IllegalStateException("nothing is described as " + described);
    }
    return sdl.substring(0, matcher.start())
        + "\"%s, revision %d.\"".formatted(described, revision)
        + sdl.substring(matcher.end());
  }

  private static List<SubgraphChange> changes(
      SubgraphChange.Kind kind, List<SubgraphVersion> subgraphs) {
    return subgraphs.stream().map(one -> new SubgraphChange(kind, one.name(), one.id())).toList();
  }

  private static SupergraphRelease version(
      long number,
      String sdl,
      Instant at,
      String author,
      String message,
      List<SubgraphChange> changes) {
    return new SupergraphRelease(
        new SupergraphVersion(
            GRAPH, number, ContentHash.ofDocument(sdl), at, author, message, changes),
        sdl,
        List.of());
  }

  private static void append(
      RegistryStore store, SupergraphRelease release, List<SubgraphVersion> subgraphs) {
    if (!store.append(release, subgraphs)) {
      throw new IllegalStateException("somebody else publishes to " + GRAPH);
    }
  }

  private void use(RegistryStore store, Instant end) {
    List<OperationSignature> all = new ArrayList<>();
    for (int i = 0; i < operations; i++) {
      all.add(OperationSignature.of(operation(i), null).orElseThrow());
    }
    long each = executions / ((long) operations * days * CLIENTS_OF_ONE);
    for (int day = days - 1; day >= 0; day--) {
      Instant then = end.minus(Duration.ofDays(day));
      UsageLedger ledger = new UsageLedger(store, () -> then);
      for (int first = 0; first < operations; first += 500) {
        List<UsageReport.Entry> entries = new ArrayList<>();
        for (int i = first; i < Math.min(operations, first + 500); i++) {
          for (int c = 0; c < CLIENTS_OF_ONE; c++) {
            int client = (i + c * 5) % CLIENTS;
            // A few run often, most seldom; all together as many as are wanted.
            long ran = Math.max(1, i % 10 == 0 ? each * 7 : each / 3);
            entries.add(
                new UsageReport.Entry(
                    all.get(i), "client-" + client, (client % 3) + ".0", totals(ran)));
          }
        }
        ledger.record(GRAPH, new UsageReport(entries));
      }
    }
  }

  private static UsageTotals totals(long executions) {
    List<Long> latencies = new ArrayList<>(Collections.nCopies(Latencies.SIZE, 0L));
    latencies.set(2, executions);
    return new UsageTotals(
        executions,
        executions / 100,
        executions * 4_000,
        executions * 30,
        new Latencies(latencies));
  }

  /** A change that breaks operations: the body of a check. */
  public JsonObject proposal() {
    return changed(0, "  score: Float @tag(name: \"internal\")\n", "");
  }

  /** A change of one description that clients see, each time another one: the body of a publish. */
  public JsonObject revision(Random random) {
    String told = "What people call it";
    return changed(random.nextInt(subgraphs), told + ".", told + ", " + UUID.randomUUID() + ".")
        .put("message", "measured");
  }

  private JsonObject changed(int subgraph, String what, String into) {
    SubgraphSource source = LargeGraph.services(subgraphs).get(subgraph);
    return new JsonObject()
        .put(
            "subgraphs",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("name", source.name())
                        .put("sdl", source.sdl().replace(what, into))));
  }

  /** An operation on the graph, for each number another one. */
  public String operation(int number) {
    int s = number % subgraphs;
    int e = number / subgraphs % 10;
    String added =
        IntStream.rangeClosed(1, number % 5)
            .mapToObj(d -> "added" + (s + d) % subgraphs + " { name size }")
            .collect(Collectors.joining(" "));
    return """
    query Page%d($id: ID!) {
      one%d_%d(id: $id) {
        id title state created: time score parts { name size kind } %s
        next { id title related { id title link { id title state } } }
      }
    }
    """
        .formatted(number, s, e, added);
  }
}
