package dev.tributary.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How times are measured: by the same buckets everywhere, so that they can be added up. */
final class Timers {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private Timers() {}

  static Timer.Builder histogram(String name) {
    return Timer.builder(name).serviceLevelObjectives(BUCKETS);
  }
}
