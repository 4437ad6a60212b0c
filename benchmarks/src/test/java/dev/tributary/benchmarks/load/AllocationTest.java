package dev.tributary.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tributary.auth.Caller;
import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.connect.Connectors;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.LoadGate;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.quota.Quotas;
import dev.tributary.supergraph.SupergraphReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guards what a request costs in the one figure that does not depend on the machine. */
class AllocationTest {

  /**
   * Bytes allocated for the public benchmark's operation between its request and its answer, HTTP
   * left out. Lower it when a change allocates less.
   */
  private static final long HEAVY = 63_000;

  /** The same when services answer as they did before. */
  private static final long KNOWN = 4_000;

  /** Works every answer out. */
  private static final EngineOptions ANEW = EngineOptions.DEFAULT.withRecall(0);

  private static final String OPERATION = BenchGraph.operation();
  private static final double TOLERANCE = 1.15;
  private static final int BATCH = 200;
  private static final int MOST_BATCHES = 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Vertx VERTX = Vertx.vertx();
  private static Engine engine = new Engine((step, body, scope) -> never(), ANEW);

  /** The same over a supergraph that asks something of callers, whom {@link #CALLER} is one of. */
  private static Engine guarded = engine;

  private static Engine known = engine;

  /** The same as in a gateway, which sheds load. */
  private static Engine gated = engine;

  private static final Caller CALLER = new Caller("client", BenchGraph.SCOPES, Map.of());

  @BeforeAll
  static void start() {
    int port = BenchServices.start(VERTX, 0, 1).await();
    String base = "http://localhost:" + port;
    String supergraph = BenchGraph.supergraph(base);
    Upstream services = RecordedCalls.replayed(VERTX, supergraph, OPERATION);
    engine = new Engine(services, ANEW);
    engine.serve(Connectors.expand(SupergraphReader.read(supergraph)).supergraph());
    known = new Engine(services, EngineOptions.DEFAULT);
    known.serve(Connectors.expand(SupergraphReader.read(supergraph)).supergraph());
    LoadGate load = LoadGate.of(Duration.ofMillis(500), 64, 10_000, 256);
    gated = new Engine(services, ANEW, Quotas.none(), load);
    gated.serve(Connectors.expand(SupergraphReader.read(supergraph)).supergraph());
    guarded = new Engine(services, ANEW);
    guarded.serve(
        Connectors.expand(SupergraphReader.read(BenchGraph.guardedSupergraph(base))).supergraph());
  }

  private static Future<Buffer> never() {
    throw new IllegalStateException("not started");
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @Test
  void aHeavyRequestAllocatesNoMoreThanItDid() {
    assertThat(least(engine, (long) (HEAVY * TOLERANCE))).isLessThan((long) (HEAVY * TOLERANCE));
  }

  @Test
  void aRequestThatComesAgainAllocatesNoMoreThanItDid() {
    assertThat(least(known, (long) (KNOWN * TOLERANCE))).isLessThan((long) (KNOWN * TOLERANCE));
  }

  /** The plan is one of those kept with the operation, and nothing is checked for each value. */
  @Test
  void authorizationAllocatesNextToNothing() {
    long plain = least(engine, 0);
    long authorized = least(guarded, 0);

    assertThat(authorized).isLessThan((long) (plain * 1.03));
  }

  @Test
  void beingReadyForOverloadAllocatesNextToNothing() {
    long plain = least(engine, 0);

    assertThat(least(gated, 0)).isLessThan(plain + 500);
  }

  private static long least(Engine asked, long enough) {
    prepare(asked);
    long least = Long.MAX_VALUE;
    // Compilation takes allocations away, batch by batch; the least is what is left in the end.
    for (int batch = 0; batch < MOST_BATCHES && least > enough; batch++) {
      least = Math.min(least, bytesPerRequest(asked));
    }
    return least;
  }

  private static long bytesPerRequest(Engine asked) {
    Context context = VERTX.getOrCreateContext();
    Promise<Long> bytes = Promise.promise();
    context.runOnContext(
        now -> {
          long before = THREADS.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < BATCH; i++) {
            answer(asked, context).result().free();
          }
          bytes.complete((THREADS.getCurrentThreadAllocatedBytes() - before) / BATCH);
        });
    return bytes.future().await();
  }

  /** Planning happens on another thread. */
  private static void prepare(Engine asked) {
    Context context = VERTX.getOrCreateContext();
    Promise<GraphQlAnswer> first = Promise.promise();
    context.runOnContext(now -> answer(asked, context).onComplete(first));
    first.future().await();
  }

  private static Future<GraphQlAnswer> answer(Engine asked, Context context) {
    RequestScope scope =
        new RequestScope(
            context,
            MultiMap.caseInsensitiveMultiMap(),
            System.nanoTime() + Duration.ofSeconds(30).toNanos());
    scope.calledBy(CALLER);
    return asked.answer(new GraphQlRequest(OPERATION, null, null, false), scope);
  }
}
