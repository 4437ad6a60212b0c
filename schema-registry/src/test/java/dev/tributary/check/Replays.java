package dev.tributary.check;

import dev.tributary.operation.Operation;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.SupergraphReader;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Replays that differ in which operations they plan. */
public final class Replays {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Replays() {}

  /** Of those that may be affected, as in a registry. */
  public static Replay ofAffected() {
    return new OperationReplay(
        SupergraphReader::readComposed, same -> same, same -> Replays::cost, LIMIT);
  }

  /** Of all. */
  public static Replay ofAll() {
    return new OperationReplay(
        SupergraphReader::readComposed,
        same -> same,
        same -> Replays::cost,
        LIMIT,
        (before, after) -> AffectedOperations.all(before));
  }

  /** How many there are that a replay would plan. */
  public static long affected(String before, String after, List<RecordedOperation> operations) {
    AffectedOperations affected =
        AffectedOperations.between(
            SupergraphReader.readComposed(before), SupergraphReader.readComposed(after));
    return operations.stream().filter(one -> affected.include(one.document())).count();
  }

  private static OptionalLong cost(Operation operation, QueryPlan plan) {
    return OptionalLong.of(plan.toString().length());
  }
}
