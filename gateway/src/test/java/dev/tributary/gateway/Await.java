package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits in tests, for futures and for what others do. */
final class Await {
  private Await() {}

  static <T> T on(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not succeed: " + e, e);
    }
  }

  /** Until a condition holds, which is asked for again and again. */
  static void within(Duration time, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("it did not happen within " + time).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
