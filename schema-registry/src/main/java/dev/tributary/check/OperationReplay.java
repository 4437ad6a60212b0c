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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Validates and plans operations on both supergraphs, and compares. What was not valid on the first
 * is passed over: it did not break now. Those that meet nothing of what differs are the same on
 * both, and are not planned to find that out.
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

  /** Threads of one replay. */
  private static final int MOST_WORKERS = 4;

  private final Function<String, Supergraph> read;
  private final Function<Supergraph, Supergraph> prepare;
  private final Function<Supergraph, Costs> costs;
  private final Duration limit;
  private final BiFunction<Supergraph, Supergraph, AffectedOperations> affecting;

  /**
   * @param read reads a supergraph's SDL
   * @param prepare makes of a supergraph what gateways plan on, with connectors expanded
   * @param costs by supergraph
   * @param limit after which no more operations are begun with
   */
  public OperationReplay(
      Function<String, Supergraph> read,
      Function<Supergraph, Supergraph> prepare,
      Function<Supergraph, Costs> costs,
      Duration limit) {
    this(read, prepare, costs, limit, AffectedOperations::between);
  }

  /**
   * @param affecting which operations are replayed, the others being the same on both
   */
  OperationReplay(
      Function<String, Supergraph> read,
      Function<Supergraph, Supergraph> prepare,
      Function<Supergraph, Costs> costs,
      Duration limit,
      BiFunction<Supergraph, Supergraph, AffectedOperations> affecting) {
    this.affecting = affecting;
    this.read = read;
    this.prepare = prepare;
    this.costs = costs;
    this.limit = limit;
  }

  @Override
  public ReplayReport between(String before, String after, List<RecordedOperation> operations) {
    if (operations.isEmpty()) {
      return ReplayReport.NONE;
    }
    Supergraph old;
    Supergraph now;
    try {
      old = prepare.apply(read.apply(before));
      now = prepare.apply(read.apply(after));
    } catch (InvalidSupergraphException e) {
      // A test's supergraph, or one of an older release: there is nothing to compare with.
      return new ReplayReport(0, operations.size(), List.of(), List.of());
    }
    @Nullable Compared[] compared = compare(old, now, operations);
    int done = 0;
    List<Broken> broken = new ArrayList<>();
    List<Changed> changed = new ArrayList<>();
    for (Compared one : compared) {
      if (one != null) {
        done++;
        one.broken().ifPresent(broken::add);
        one.changed().ifPresent(changed::add);
      }
    }
    changed.sort(WORST_FIRST);
    return new ReplayReport(done, operations.size() - done, broken, changed);
  }

  /** In their order; null for what there was no time for. */
  private @Nullable Compared[] compare(
      Supergraph old, Supergraph now, List<RecordedOperation> operations) {
    long end = System.nanoTime() + limit.toNanos();
    AffectedOperations affected = affecting.apply(old, now);
    @Nullable Compared[] compared = new Compared[operations.size()];
    Arrays.fill(compared, Compared.SAME);
    int[] replayed =
        IntStream.range(0, operations.size())
            .parallel()
            .filter(i -> affected.include(operations.get(i).document()))
            .toArray();
    if (replayed.length == 0) {
      return compared;
    }
    List<Stage> stages = List.of(old, now).parallelStream().map(Stage::new).toList();
    // In their order, so that those that run most are tried even when time is short.
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < replayed.length; i = next.getAndIncrement()) {
            compared[replayed[i]] =
                System.nanoTime() - end <= 0
                    ? compare(stages.getFirst(), stages.getLast(), operations.get(replayed[i]))
                    : null;
          }
        };
    int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    List<CompletableFuture<Void>> others =
        IntStream.range(1, workers).mapToObj(i -> CompletableFuture.runAsync(worker)).toList();
    worker.run();
    others.forEach(CompletableFuture::join);
    return compared;
  }

  /** What became of one operation: nothing of note, when both are empty. */
  private record Compared(Optional<Broken> broken, Optional<Changed> changed) {
    static final Compared SAME = new Compared(Optional.empty(), Optional.empty());
  }

  private static Compared compare(Stage old, Stage now, RecordedOperation operation) {
    if (!(old.run(operation) instanceof Stage.Planned(PlanSize was))) {
      return Compared.SAME;
    }
    return switch (now.run(operation)) {
      case Stage.Failed(String reason) ->
          new Compared(Optional.of(new Broken(operation, reason)), Optional.empty());
      case Stage.Planned(PlanSize is) ->
          is.equals(was)
              ? Compared.SAME
              : new Compared(Optional.empty(), Optional.of(new Changed(operation, was, is)));
    };
  }

  /** One supergraph with all that an operation is tried by. */
  private final class Stage {

    private final OperationReader reader;
    private final QueryPlanner planner;
    private final Costs cost;

    private Stage(Supergraph supergraph) {
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
