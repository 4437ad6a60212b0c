package dev.tributary.benchmarks.plan;

import dev.tributary.operation.Operation;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How times grow: with the number of services, with the fields of an operation, and where every
 * service knows every entity. Processor time of one thread, the median of several runs when warm.
 */
final class Scaling {

  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final int RUNS = 7;

  private final PrintStream out;

  Scaling(PrintStream out) {
    this.out = out;
  }

  void measure() {
    out.println("Services of fifty types each          compose      load     plan (40 operations)");
    for (int services : new int[] {10, 100, 300}) {
      List<SubgraphSource> sources = LargeGraph.services(services);
      String sdl = MeasuredGraph.compose(sources);
      Supergraph supergraph = MeasuredGraph.supergraph(sdl);
      QueryPlanner planner = new QueryPlanner(supergraph);
      List<Operation> operations =
          LargeGraph.operations(services).stream()
              .map(text -> MeasuredGraph.operation(supergraph, text))
              .toList();
      out.printf(
          Locale.ROOT,
          "%5d                            %8.0f ms %6.0f ms %8.2f ms%n",
          services,
          millis(() -> MeasuredGraph.compose(sources)),
          millis(() -> new QueryPlanner(MeasuredGraph.supergraph(sdl))),
          millis(() -> operations.stream().map(planner::plan).toList()));
    }
    out.println();
    out.println("Every entity in each of 100 services    fields     steps     read       plan");
    Supergraph shared = MeasuredGraph.supergraph(MeasuredGraph.compose(shared(100)));
    QueryPlanner planner = new QueryPlanner(shared);
    for (int fields : new int[] {100, 1_000, 10_000}) {
      String document = operation(fields);
      Operation operation = MeasuredGraph.operation(shared, document);
      QueryPlan plan = planner.plan(operation);
      out.printf(
          Locale.ROOT,
          "                                      %8d  %8d %8.1f ms %7.1f ms%n",
          fields,
          plan.steps().size(),
          millis(() -> MeasuredGraph.operation(shared, document)),
          millis(() -> planner.plan(operation)));
    }
  }

  private static double millis(Supplier<?> work) {
    double[] times = new double[RUNS];
    for (int i = -RUNS; i < RUNS; i++) {
      long start = THREAD.getCurrentThreadCpuTime();
      var _ = work.get();
      if (i >= 0) {
        times[i] = (THREAD.getCurrentThreadCpuTime() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[RUNS / 2];
  }

  /**
   * Services that all have all ten entities, each with a field of its own beside those that any of
   * them can answer.
   */
  static List<SubgraphSource> shared(int services) {
    return IntStream.range(0, services)
        .mapToObj(n -> new SubgraphSource("s" + n, "http://s" + n + ".example", sharedSdl(n)))
        .toList();
  }

  private static String sharedSdl(int n) {
    StringBuilder sdl =
        new StringBuilder(
            "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.7\", import:"
                + " [\"@key\", \"@shareable\"])\n"
                + "type Query { first: Thing0 @shareable }\n");
    for (int t = 0; t < 10; t++) {
      sdl.append("type Thing%d @key(fields: \"id\") { id: ID! own%d: Int ".formatted(t, n));
      for (int f = 0; f < 5; f++) {
        sdl.append("any%d: String @shareable ".formatted(f));
      }
      sdl.append("next: Thing%d @shareable }\n".formatted((t + 1) % 10));
    }
    return sdl.toString();
  }

  /** Ten levels, each with as many of the services' own fields as there have to be. */
  static String operation(int fields) {
    int each = fields / 10 - 7;
    StringBuilder text = new StringBuilder();
    for (int level = 0; level < 10; level++) {
      text.append(level == 0 ? "{ first { " : "next { ").append("id any0 any1 any2 any3 any4 ");
      text.append(
          IntStream.range(0, each)
              .mapToObj(i -> i < 100 ? "own" + i + " " : "a" + i + ": own" + i % 100 + " ")
              .collect(Collectors.joining()));
    }
    return text.append("}".repeat(11)).toString();
  }
}
