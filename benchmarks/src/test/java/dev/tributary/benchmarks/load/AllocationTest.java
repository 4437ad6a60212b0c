package dev.tributary.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.connect.Connectors;
import dev.tributary.execute.Engine;
import dev.tributary.execute.EngineOptions;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Upstream;
import dev.tributary.supergraph.SupergraphReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guards what a request costs in the one figure that does not depend on the machine. */
class AllocationTest {

  /**
   * Bytes allocated for the public benchmark's operation between its request and its answer, HTTP
   * left out. Lower it when a change allocates less.
   */
  private static final long HEAVY = 176_000;

  private static final double TOLERANCE = 1.15;
  private static final int BATCH = 200;
  private static final int MOST_BATCHES = 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Vertx VERTX = Vertx.vertx();
  private static Engine engine = new Engine((step, body, scope) -> never(), EngineOptions.DEFAULT);

  @BeforeAll
  static void start() {
    int port = BenchServices.start(VERTX, 0, 1).await();
    String supergraph = BenchGraph.supergraph("http://localhost:" + port);
    Upstream services = RecordedCalls.replayed(VERTX, supergraph, BenchGraph.operation());
    engine = new Engine(services, EngineOptions.DEFAULT);
    engine.serve(Connectors.expand(SupergraphReader.read(supergraph)).supergraph());
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
    long least = Long.MAX_VALUE;
    // Compilation takes allocations away, batch by batch; the least is what is left in the end.
    for (int batch = 0; batch < MOST_BATCHES && least > HEAVY * TOLERANCE; batch++) {
      least = Math.min(least, bytesPerRequest());
    }

    assertThat(least).isLessThan((long) (HEAVY * TOLERANCE));
  }

  private static long bytesPerRequest() {
    Context context = VERTX.getOrCreateContext();
    Promise<Long> bytes = Promise.promise();
    context.runOnContext(
        now -> {
          long before = THREADS.getCurrentThreadAllocatedBytes();
          int answered = 0;
          for (int i = 0; i < BATCH; i++) {
            answered += answer(context) ? 1 : 0;
          }
          if (answered == BATCH) {
            bytes.complete((THREADS.getCurrentThreadAllocatedBytes() - before) / BATCH);
          } else {
            // Not prepared yet: that happens on another thread.
            bytes.complete(Long.MAX_VALUE);
          }
        });
    return bytes.future().await();
  }

  private static boolean answer(Context context) {
    return engine
        .answer(
            new GraphQlRequest(BenchGraph.operation(), null, null, false),
            new RequestScope(
                context,
                MultiMap.caseInsensitiveMultiMap(),
                System.nanoTime() + Duration.ofSeconds(30).toNanos()))
        .succeeded();
  }
}
