package dev.tributary.benchmarks.plan;

import dev.tributary.operation.Operation;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
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

/** What a first request costs before anything is sent: later ones find the plan in a cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlanBenchmark {

  @Param public MeasuredGraph graph = MeasuredGraph.SHOP;

  private List<String> documents = List.of();
  private List<Operation> operations = List.of();

  @SuppressWarnings("NullAway.Init") // JMH calls served() before any benchmark.
  private Supergraph supergraph;

  @SuppressWarnings("NullAway.Init")
  private QueryPlanner planner;

  private int next;

  @Setup
  public void served() {
    supergraph = MeasuredGraph.supergraph(MeasuredGraph.compose(graph.services()));
    planner = new QueryPlanner(supergraph);
    documents = graph.operations();
    operations = documents.stream().map(text -> MeasuredGraph.operation(supergraph, text)).toList();
  }

  /** From a document's text to its normal form: parsed, validated, normalised. */
  @Benchmark
  public Operation read() {
    return MeasuredGraph.operation(supergraph, documents.get(turn()));
  }

  @Benchmark
  public QueryPlan plan() {
    return planner.plan(operations.get(turn()));
  }

  private int turn() {
    next = (next + 1) % documents.size();
    return next;
  }
}
