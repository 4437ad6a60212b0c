package dev.tributary.quota;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where gateways share what clients have spent: Redis 6.2 or newer, or Valkey.
 *
 * @param topology one server, a Sentinel group or a cluster
 * @param urls such as {@code redis://host:6379} or {@code rediss://user:password@host:6379/1}; of a
 *     Sentinel group or cluster several of its members
 * @param masterName of a Sentinel group; null otherwise
 * @param prefix what keys begin with
 * @param timeout the most that a request waits for it
 * @param unavailable what is done while it does not answer
 * @param share of how many gateways each may spend its part while it does not answer
 * @param connections to it at most
 */
public record RedisStoreOptions(
    Topology topology,
    List<String> urls,
    @Nullable String masterName,
    String prefix,
    Duration timeout,
    Unavailable unavailable,
    int share,
    int connections) {

  /** How the servers stand to each other. */
  public enum Topology {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

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
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("Redis needs a URL");
    }
    if (share < 1) {
      throw new IllegalArgumentException("a share is of one gateway at least");
    }
    if ((topology == Topology.SENTINEL) != (masterName != null)) {
      throw new IllegalArgumentException(
          "a Sentinel group, and nothing else, needs the name of its master");
    }
  }
}
