package dev.tributary.quota;

import dev.tributary.redis.RedisServers;
import java.time.Duration;

/**
 * Where gateways share what clients have spent.
 *
 * @param servers Redis or Valkey
 * @param prefix what keys begin with
 * @param timeout the most that a request waits for it
 * @param unavailable what is done while it does not answer
 * @param share of how many gateways each may spend its part while it does not answer
 */
public record RedisStoreOptions(
    RedisServers servers, String prefix, Duration timeout, Unavailable unavailable, int share) {

  /** What is done while the store does not answer. */
  public enum Unavailable {
    /** Every request is admitted, and counts nowhere. */
    OPEN,
    /** Every request is refused. */
    CLOSED,
    /** This process admits its share of each quota by itself. */
    LOCAL
  }

  public RedisStoreOptions {
    if (share < 1) {
      throw new IllegalArgumentException("a share is of one gateway at least");
    }
  }
}
