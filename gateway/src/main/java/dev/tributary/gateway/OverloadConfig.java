package dev.tributary.gateway;

import dev.tributary.execute.LoadGate;
import java.time.Duration;

/** When the gateway has more to do than it can. */
record OverloadConfig(
    @Setting(
            "When event loops are later than this, fewer requests run at a time; 0s for never. The"
                + " costliest of anonymous callers are refused first.")
        Duration lag,
    @Setting(value = "So many run however late event loops are.", min = 1, max = 1_000_000)
        int least,
    @Setting(value = "Requests that wait for their turn then.", max = 1_000_000) int waiting) {

  static final OverloadConfig DEFAULTS = new OverloadConfig(Duration.ofMillis(500), 64, 256);

  /**
   * @param most so many requests run however early event loops are
   */
  LoadGate gate(int most) {
    return lag.isZero() ? LoadGate.OPEN : LoadGate.of(lag, least, most, waiting);
  }
}
