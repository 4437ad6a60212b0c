package dev.tributary.execute;

import java.time.Duration;

/**
 * What subscriptions may take.
 *
 * @param most at one time
 * @param waiting events of one that wait for its client; one more ends it
 * @param spread within this time, those of a schema that is served no more end
 */
public record SubscriptionOptions(int most, int waiting, Duration spread) {

  public static final SubscriptionOptions DEFAULT =
      new SubscriptionOptions(10_000, 100, Duration.ofSeconds(5));

  public SubscriptionOptions {
    if (most < 0 || waiting < 1 || spread.isNegative()) {
      throw new IllegalArgumentException("limits of subscriptions must be positive");
    }
  }
}
