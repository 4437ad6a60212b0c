package dev.tributary.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** How late an event loop is: what is not to run there and does makes all its requests wait. */
final class EventLoopLag {

  private static final long PERIOD_MILLIS = 250;

  private final Timer lag;
  private long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private EventLoopLag(MeterRegistry registry) {
    this.lag =
        Timer.builder("tributary.event.loop.lag")
            .description("How late timers of event loops are")
            .register(registry);
  }

  /** Watches the event loop that this is called on, as long as its verticle is deployed. */
  static void watch(Vertx vertx, MeterRegistry registry) {
    EventLoopLag watch = new EventLoopLag(registry);
    vertx.setPeriodic(PERIOD_MILLIS, fired -> watch.fired());
  }

  private void fired() {
    long now = System.nanoTime();
    lag.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
    due = now + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
  }
}
