package dev.tributary.registry;

import java.time.Duration;

/**
 * What the HTTP API allows.
 *
 * @param maxBodyBytes of a request
 * @param maxWait how long a long poll may last
 * @param maxWaiting long polls at a time, over all graphs
 * @param maxPending requests at a time that wait for the store or for a composition
 * @param threads that work on those
 * @param webhooks where alerts may be sent
 */
public record RegistryHttpOptions(
    int maxBodyBytes,
    Duration maxWait,
    int maxWaiting,
    int maxPending,
    int threads,
    WebhookAddresses webhooks) {

  /** Room for several subgraphs of the greatest size in one change. */
  public static final RegistryHttpOptions DEFAULT =
      new RegistryHttpOptions(
          16 << 20, Duration.ofSeconds(60), 2_000, 256, 4, WebhookAddresses.PUBLIC);

  /** The same with other webhooks. */
  public RegistryHttpOptions with(WebhookAddresses allowed) {
    return new RegistryHttpOptions(maxBodyBytes, maxWait, maxWaiting, maxPending, threads, allowed);
  }
}
