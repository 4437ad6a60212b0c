package dev.tributary.gateway;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits for futures in tests. */
final class Await {
  private Await() {}

  static <T> T on(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not succeed: " + e, e);
    }
  }
}
