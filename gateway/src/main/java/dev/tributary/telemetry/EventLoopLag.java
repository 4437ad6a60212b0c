package dev.tributary.telemetry;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** How late an event loop is: what is not to run there and does makes all its requests wait. */
final class EventLoopLag {

  private static final long PERIOD_MILLIS = 100;

  private final LongConsumer told;
  private long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private EventLoopLag(LongConsumer told) {
    this.told = told;
  }

  /**
   * Watches the event loop that this is called on, as long as its verticle is deployed.
   *
   * @param told how late it is in nanoseconds, ten times a second
   */
  static void watch(Vertx vertx, LongConsumer told) {
    EventLoopLag watch = new EventLoopLag(told);
    vertx.setPeriodic(PERIOD_MILLIS, fired -> watch.fired());
  }

  private void fired() {
    long now = System.nanoTime();
    told.accept(Math.max(0, now - due));
    due = now + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
  }
}
