package dev.tributary.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LargeGraphTest {

  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  /** Of one thread, cold, on any machine: 3 s where the figures were measured. */
  private static final Duration COMPOSED_WITHIN = Duration.ofSeconds(20);

  @Test
  void aHundredServicesOfFiveThousandTypesAreComposedAndPlannedInBoundedTime() {
    long start = THREAD.getCurrentThreadCpuTime();
    String sdl = MeasuredGraph.compose(MeasuredGraph.LARGE.services());
    assertThat(Duration.ofNanos(THREAD.getCurrentThreadCpuTime() - start))
        .isLessThan(COMPOSED_WITHIN);

    Supergraph supergraph = MeasuredGraph.supergraph(sdl);
    assertThat(supergraph.types()).hasSizeGreaterThan(5_000);
    QueryPlanner planner = new QueryPlanner(supergraph);
    List<Operation> operations =
        MeasuredGraph.LARGE.operations().stream()
            .map(document -> MeasuredGraph.operation(supergraph, document))
            .toList();
    // Any, then all of what the next services add, then the related entity's own service.
    assertThat(operations)
        .allSatisfy(
            operation ->
                assertThat(planner.plan(operation).steps())
                    .hasSizeBetween(1, LargeGraph.EXTENDED + 2));
  }

  @ParameterizedTest
  @EnumSource(
      value = MeasuredGraph.class,
      names = {"SHOP", "BENCH"})
  void whatIsMeasuredCanBePlanned(MeasuredGraph graph) {
    Supergraph supergraph = MeasuredGraph.supergraph(MeasuredGraph.compose(graph.services()));
    assertThat(graph.operations())
        .allSatisfy(
            document ->
                assertThat(
                        new QueryPlanner(supergraph)
                            .plan(MeasuredGraph.operation(supergraph, document))
                            .steps())
                    .isNotEmpty());
  }

  @Test
  void anOperationOfTenThousandFieldsAsksEachOfAHundredServicesOnce() {
    Supergraph shared = MeasuredGraph.supergraph(MeasuredGraph.compose(Scaling.shared(100)));
    Operation operation = MeasuredGraph.operation(shared, Scaling.operation(10_000));
    assertThat(new QueryPlanner(shared).plan(operation).steps()).hasSize(100);
  }
}
