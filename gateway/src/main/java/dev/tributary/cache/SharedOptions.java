package dev.tributary.cache;

import dev.tributary.redis.RedisServers;
import java.time.Duration;

/**
 * Where gateways share what they keep.
 *
 * @param servers Redis or Valkey
 * @param prefix what keys begin with
 * @param timeout the most that a request waits for it
 * @param largestBytes larger answers stay in the process that fetched them
 * @param aloneAtMost how long a gateway that cannot reach it uses what is in its own memory
 */
public record SharedOptions(
    RedisServers servers, String prefix, Duration timeout, int largestBytes, Duration aloneAtMost) {

  public SharedOptions {
    if (largestBytes < 1 || !timeout.isPositive() || aloneAtMost.isNegative()) {
      throw new IllegalArgumentException("a shared cache needs sizes and times");
    }
  }
}
