package dev.tributary.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis 6.2 or newer, or Valkey, is.
 *
 * @param topology one server, a Sentinel group or a cluster
 * @param urls such as {@code redis://host:6379} or {@code rediss://user:password@host:6379/1}; of a
 *     Sentinel group or cluster several of its members
 * @param masterName of a Sentinel group; null otherwise
 * @param connections to it at most
 */
public record RedisServers(
    Topology topology, List<String> urls, @Nullable String masterName, int connections) {

  private static final int CONNECT_MILLIS = 1_000;

  /** How the servers stand to each other. */
  public enum Topology {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  public RedisServers {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("Redis needs a URL");
    }
    if ((topology == Topology.SENTINEL) != (masterName != null)) {
      throw new IllegalArgumentException(
          "a Sentinel group, and nothing else, needs the name of its master");
    }
  }

  /**
   * A client of it, which connects when it is first used.
   *
   * @param waiting how many commands may wait for a connection
   */
  public Redis client(Vertx vertx, int waiting) {
    RedisOptions client =
        new RedisOptions()
            .setType(
                switch (topology) {
                  case STANDALONE -> RedisClientType.STANDALONE;
                  case SENTINEL -> RedisClientType.SENTINEL;
                  case CLUSTER -> RedisClientType.CLUSTER;
                })
            .setEndpoints(urls)
            .setMaxPoolSize(connections)
            .setMaxPoolWaiting(waiting)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setTcpNoDelay(true)
                    .setTcpKeepAlive(true));
    if (masterName != null) {
      client.setMasterName(masterName);
    }
    return Redis.createClient(vertx, client);
  }
}
