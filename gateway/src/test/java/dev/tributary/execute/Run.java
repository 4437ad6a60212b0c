package dev.tributary.execute;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs compiled operations on the test's own thread: nothing in an execution needs another. */
final class Run {

  private static final Vertx VERTX = Vertx.vertx();

  private Run() {}

  static RequestScope scope() {
    return new RequestScope(
        VERTX.getOrCreateContext(),
        MultiMap.caseInsensitiveMultiMap(),
        System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }

  static Future<GraphQlAnswer> start(
      TestPlan plan, Upstream upstream, Map<String, @Nullable Object> variables) {
    return start(plan.compile(), upstream, variables);
  }

  static Future<GraphQlAnswer> start(
      CompiledOperation operation, Upstream upstream, Map<String, @Nullable Object> variables) {
    return Execution.run(
        operation,
        upstream,
        scope(),
        EngineOptions.DEFAULT,
        new VariableValues(variables),
        Map.of(),
        List.of(),
        Spending.UNCOUNTED);
  }

  /** The response of a run in which every service answers at once. */
  static String response(
      TestPlan plan, Upstream upstream, Map<String, @Nullable Object> variables) {
    return text(start(plan, upstream, variables));
  }

  static String response(TestPlan plan, Upstream upstream) {
    return response(plan, upstream, Map.of());
  }

  static String text(Future<GraphQlAnswer> answer) {
    if (answer.failed()) {
      throw new AssertionError(answer.cause());
    }
    return answer.result().body().toString();
  }
}
