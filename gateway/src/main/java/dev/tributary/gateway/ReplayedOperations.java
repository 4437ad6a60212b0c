package dev.tributary.gateway;

import dev.tributary.check.OperationReplay;
import dev.tributary.check.Replay;
import dev.tributary.connect.Connectors;
import dev.tributary.cost.CostModel;
import dev.tributary.operation.Operation;
import dev.tributary.plan.QueryPlan;
import dev.tributary.supergraph.Supergraph;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a check replays recorded operations: planned and priced as this gateway does it. */
final class ReplayedOperations {

  /** A check answers while somebody waits. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private ReplayedOperations() {}

  /**
   * @param costs what holds when a check is made
   */
  static Replay with(Supplier<CostConfig> costs, Function<String, Supergraph> supergraphs) {
    return new OperationReplay(
        supergraphs,
        supergraph -> Connectors.expand(supergraph).supergraph(),
        supergraph -> costs(supergraph, costs.get()),
        LIMIT);
  }

  private static OperationReplay.Costs costs(Supergraph supergraph, CostConfig config) {
    CostModel model = new CostModel(supergraph, config.prices().prices());
    return (Operation operation, QueryPlan plan) ->
        OptionalLong.of(model.price(operation, plan).of(Map.of()).estimate().total());
  }
}
