package dev.tributary.check;

import dev.tributary.check.ReplayReport.Broken;
import dev.tributary.check.ReplayReport.Changed;
import dev.tributary.check.ReplayReport.PlanSize;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Validates and plans each operation on both supergraphs, and compares. What was not valid on the
 * first is passed over: it did not break now.
 */
public final class OperationReplay implements Replay {

  /**
   * What an operation would cost on one supergraph, in cost units; empty when it cannot be said.
   */
  public interface Costs extends BiFunction<Operation, QueryPlan, OptionalLong> {}

  private static final Comparator<Changed> WORST_FIRST =
      Comparator.comparing(Changed::isWorse, Comparator.reverseOrder())
          .thenComparing(changed -> changed.operation().executions(), Comparator.reverseOrder())
          .thenComparing(changed -> changed.operation().hash());

  private final Function<Supergraph, Supergraph> prepare;
  private final Function<Supergraph, Costs> costs;
  private final Duration limit;

  /**
   * @param prepare makes of a supergraph what gateways plan on, with connectors expanded
   * @param costs by supergraph
   * @param limit after which no more operations are begun with
   */
  public OperationReplay(
      Function<Supergraph, Supergraph> prepare, Function<Supergraph, Costs> costs, Duration limit) {
    this.prepare = prepare;
    this.costs = costs;
    this.limit = limit;
  }

  @Override
  public ReplayReport between(String before, String after, List<RecordedOperation> operations) {
    if (operations.isEmpty()) {
      return ReplayReport.NONE;
    }
    Stage old;
    Stage now;
    try {
      old = new Stage(SupergraphReader.read(before));
      now = new Stage(SupergraphReader.read(after));
    } catch (InvalidSupergraphException e) {
      // A test's supergraph, or one of an older release: there is nothing to compare with.
      return new ReplayReport(0, operations.size(), List.of(), List.of());
    }
    long end = System.nanoTime() + limit.toNanos();
    int done = 0;
    List<Broken> broken = new ArrayList<>();
    List<Changed> changed = new ArrayList<>();
    for (RecordedOperation operation : operations) {
      if (System.nanoTime() - end > 0) {
        break;
      }
      done++;
      if (old.run(operation) instanceof Stage.Planned(PlanSize was)) {
        switch (now.run(operation)) {
          case Stage.Failed(String reason) -> broken.add(new Broken(operation, reason));
          case Stage.Planned(PlanSize is) -> {
            if (!is.equals(was)) {
              changed.add(new Changed(operation, was, is));
            }
          }
        }
      }
    }
    changed.sort(WORST_FIRST);
    return new ReplayReport(done, operations.size() - done, broken, changed);
  }

  /** One supergraph with all that an operation is tried by. */
  private final class Stage {

    private final OperationReader reader;
    private final QueryPlanner planner;
    private final Costs cost;

    private Stage(Supergraph composed) {
      Supergraph supergraph = prepare.apply(composed);
      this.reader = new OperationReader(supergraph, OperationLimits.DEFAULT);
      this.planner = new QueryPlanner(supergraph);
      this.cost = costs.apply(supergraph);
    }

    private sealed interface Outcome {}

    private record Planned(PlanSize size) implements Outcome {}

    private record Failed(String reason) implements Outcome {}

    private Outcome run(RecordedOperation recorded) {
      return switch (reader.read(recorded.document(), null)) {
        case OperationResult.Invalid invalid -> new Failed(invalid.errors().getFirst().message());
        case OperationResult.Valid(Operation operation) -> {
          try {
            QueryPlan plan = planner.plan(operation, label -> false);
            yield new Planned(
                new PlanSize(plan.steps().size(), stages(plan), cost.apply(operation, plan)));
          } catch (PlanningException unplannable) {
            yield new Failed("It cannot be planned: " + unplannable.getMessage());
          }
        }
      };
    }

    private static int stages(QueryPlan plan) {
      int[] stageOf = new int[plan.steps().size()];
      int most = 0;
      for (FetchStep step : plan.steps()) {
        int stage = step.dependsOn().stream().mapToInt(id -> stageOf[id]).max().orElse(0) + 1;
        stageOf[step.id()] = stage;
        most = Math.max(most, stage);
      }
      return most;
    }
  }
}
