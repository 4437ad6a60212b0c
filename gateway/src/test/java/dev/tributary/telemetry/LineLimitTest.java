package dev.tributary.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineLimitTest {

  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final LineLimit limit = new LineLimit(10, nanos::get);

  private long admitted(int asked) {
    return IntStream.range(0, asked).filter(i -> limit.admits()).count();
  }

  @Test
  void letsTwoSecondsWorthThroughAtOnceAndThenSoManyASecond() {
    assertThat(admitted(1_000)).isEqualTo(20);
    nanos.addAndGet(1_000_000_000);
    assertThat(admitted(1_000)).isEqualTo(10);
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(admitted(1_000)).isEqualTo(20);
  }

  @Test
  void saysOnceHowManyWereLeftOut() {
    admitted(25);
    assertThat(limit.takeSuppressed()).isEqualTo(5);
    assertThat(limit.takeSuppressed()).isZero();
    assertThat(limit.suppressed()).isEqualTo(5);
  }
}
