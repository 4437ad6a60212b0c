package dev.tributary.quota;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a client: so much per period, and so much of it at once.
 *
 * @param name how headers and errors call it
 * @param unit what is counted
 * @param quota how many units come back per period; at most 50 million
 * @param period from a millisecond to a day
 * @param burst how many units may be spent at once; at most 50 million
 * @param service when not null, only what is asked of this service counts
 * @param operation when not null, only operations of this name count
 */
public record Limit(
    String name,
    Unit unit,
    long quota,
    Duration period,
    long burst,
    @Nullable String service,
    @Nullable String operation) {

  /**
   * Beyond this a day's worth of units no longer fits the 53 bits that a number has in Redis' Lua.
   */
  public static final long GREATEST = 50_000_000;

  /** What a limit counts. */
  public enum Unit {
    COST,
    REQUESTS
  }

  public Limit {
    if (quota < 1 || quota > GREATEST || burst < 1 || burst > GREATEST) {
      throw new IllegalArgumentException(
          "the limit \"" + name + "\": quota and burst must be from 1 to " + GREATEST);
    }
    if (period.toMillis() < 1 || period.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "the limit \"" + name + "\": the period must be from 1ms to 24h");
    }
    if (name.equals(Decision.CONCURRENT) || name.equals(Decision.UNAVAILABLE)) {
      throw new IllegalArgumentException("no limit may be named \"" + name + "\"");
    }
    if (!name.matches("[A-Za-z0-9_.:-]{1,64}")) {
      throw new IllegalArgumentException(
          "the name \"" + name + "\" of a limit must be 1 to 64 of A-Z a-z 0-9 _ . : -");
    }
  }

  /** Time is counted in ticks: microseconds, for periods of more than a minute milliseconds. */
  long tickMicros() {
    return period.compareTo(Duration.ofMinutes(1)) > 0 ? 1_000 : 1;
  }

  long periodTicks() {
    return period.toNanos() / 1_000 / tickMicros();
  }

  /** The debt at which the burst is spent, in units times the ticks of a period. */
  long capacity() {
    return burst * periodTicks();
  }
}
