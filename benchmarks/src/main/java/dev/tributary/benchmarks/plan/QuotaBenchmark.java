package dev.tributary.benchmarks.plan;

import dev.tributary.auth.Caller;
import dev.tributary.cost.CostModel;
import dev.tributary.cost.Estimate;
import dev.tributary.cost.OperationCost;
import dev.tributary.cost.Prices;
import dev.tributary.operation.Operation;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.quota.ClientRule;
import dev.tributary.quota.Decision;
import dev.tributary.quota.Limit;
import dev.tributary.quota.Limit.Unit;
import dev.tributary.quota.LocalStore;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.Quotas;
import dev.tributary.quota.Spend;
import dev.tributary.quota.Tier;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What every request pays for having a quota, in this process: estimate, decision, settling. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QuotaBenchmark {

  private static final int CLIENTS = 1_000;

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final List<Caller> callers =
      IntStream.range(0, CLIENTS)
          .mapToObj(number -> new Caller("client " + number, Set.of(), Map.of()))
          .toList();

  @SuppressWarnings("NullAway.Init") // JMH calls served() before any benchmark.
  private Quotas quotas;

  private List<OperationCost> operations = List.of();
  private int next;

  @Setup
  public void served() {
    Tier tier =
        new Tier(
            "tier",
            List.of(
                limit("second", Unit.COST, Duration.ofSeconds(1)),
                limit("day", Unit.COST, Duration.ofDays(1)),
                limit("requests", Unit.REQUESTS, Duration.ofMinutes(1))),
            50);
    quotas =
        new Quotas(
            new QuotaPolicy(
                QuotaPolicy.Mode.ENFORCE,
                List.of(new ClientRule.Client()),
                Map.of(),
                tier,
                tier,
                QuotaPolicy.Settling.ACTUAL,
                0),
            new LocalStore(100_000));
    Supergraph supergraph =
        MeasuredGraph.supergraph(MeasuredGraph.compose(MeasuredGraph.SHOP.services()));
    QueryPlanner planner = new QueryPlanner(supergraph);
    CostModel model = new CostModel(supergraph, Prices.DEFAULT);
    operations =
        MeasuredGraph.SHOP.operations().stream()
            .map(
                text -> {
                  Operation operation = MeasuredGraph.operation(supergraph, text);
                  return model.price(operation, planner.plan(operation));
                })
            .toList();
  }

  private static Limit limit(String name, Unit unit, Duration period) {
    return new Limit(name, unit, Limit.GREATEST, period, Limit.GREATEST, null, null);
  }

  /** The estimate alone. */
  @Benchmark
  public Estimate estimate() {
    next = (next + 1) % CLIENTS;
    return operations.get(next % operations.size()).of(Map.of()).estimate();
  }

  /** Whether a client may: three limits of one of a thousand clients, and settling after. */
  @Benchmark
  public Decision decide() {
    next = (next + 1) % CLIENTS;
    Decision decision =
        quotas.reserve(callers.get(next), headers, null, new Spend(20, Map.of(), null)).result();
    if (decision instanceof Decision.Admitted admitted) {
      quotas.settle(admitted.reservation(), new Spend(7, Map.of(), null));
    }
    return decision;
  }
}
