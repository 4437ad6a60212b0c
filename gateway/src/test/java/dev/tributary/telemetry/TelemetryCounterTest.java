package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Counters whose value somebody else knows. */
class TelemetryCounterTest {

  @Test
  void aCounterGoesOnCountingWhenNobodyElseKeepsWhatItAsks() {
    try (Telemetry telemetry =
        Telemetry.of(TelemetryOptions.OFF.with(new MetricsOptions(3, 3, "name", "version")))) {
      LongAdder adder = new LongAdder();
      telemetry.counter("tributary.test.counted", "Counted", adder::sum);

      System.gc();
      adder.add(17);

      assertThat(Objects.requireNonNull(telemetry.metrics()).page())
          .contains("tributary_test_counted_total 17");
    }
  }
}
