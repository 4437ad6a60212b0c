package dev.tributary.execute;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Requests that have a minute. */
final class TestScopes {

  private TestScopes() {}

  /** A request of the event loop that this is called on. */
  static RequestScope here(Vertx vertx) {
    return new RequestScope(
        vertx.getOrCreateContext(),
        MultiMap.caseInsensitiveMultiMap(),
        System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }
}
