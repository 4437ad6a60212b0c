package dev.tributary.gateway;

import dev.tributary.execute.LimitOptions;
import org.jspecify.annotations.Nullable;

/** How many calls to a service are under way at a time, from this process. */
record ConcurrencyConfig(
    @Setting(value = "So many at most.", min = 1) int most,
    @Setting(
            value =
                "So many at least: between the two the limit follows the service's latency. Without"
                    + " it, the limit stays.",
            min = 1)
        @Nullable Integer least,
    @Setting("Calls that wait their turn. The costliest of anonymous callers are given up first.")
        int waiting) {

  static final ConcurrencyConfig DEFAULTS = new ConcurrencyConfig(200, null, 1_000);

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  LimitOptions options() {
    return new LimitOptions(least == null ? most : least, most, waiting);
  }
}
