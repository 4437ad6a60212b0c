package dev.tributary.benchmarks.plan;

import dev.tributary.plan.QueryPlanner;
import dev.tributary.subgraph.SubgraphSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From subgraph schemas to a supergraph, and from that to a planner. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ComposeBenchmark {

  @Param public MeasuredGraph graph = MeasuredGraph.SHOP;

  private List<SubgraphSource> services = List.of();
  private String supergraph = "";

  @Setup
  public void composed() {
    services = graph.services();
    supergraph = MeasuredGraph.compose(services);
  }

  /** What a publish costs. */
  @Benchmark
  public String compose() {
    return MeasuredGraph.compose(services);
  }

  /** What a gateway does with a new supergraph before it serves it. */
  @Benchmark
  public QueryPlanner load() {
    return new QueryPlanner(MeasuredGraph.supergraph(supergraph));
  }
}
