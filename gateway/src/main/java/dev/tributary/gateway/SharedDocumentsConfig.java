package dev.tributary.gateway;

import dev.tributary.http.SharedDocuments;
import dev.tributary.redis.RedisServers;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redis 6.2 or newer, or Valkey, as what gateways tell each other of registered operations by. */
record SharedDocumentsConfig(
    @Setting("One server, or several members of a Sentinel group or cluster.") List<String> urls,
    @Setting("standalone, sentinel or cluster.") QuotaConfig.RedisConfig.Topology topology,
    @Setting("The name of a Sentinel group's master.") @Nullable String masterName,
    @Setting("What keys begin with.") String prefix,
    @Setting("How long a document is kept after it was registered.") Duration expires,
    @Setting("The most that a request waits for it.") Duration timeout,
    @Setting(value = "Connections to it.", min = 1, max = 1_000) int connections) {

  static final SharedDocumentsConfig DEFAULTS =
      new SharedDocumentsConfig(
          List.of("redis://127.0.0.1:6379"),
          QuotaConfig.RedisConfig.Topology.standalone,
          null,
          "tributary:document:",
          Duration.ofHours(24),
          Duration.ofMillis(50),
          2);

  SharedDocumentsConfig {
    urls = List.copyOf(urls);
    // What does not fit together is told when it is read.
    topology.servers(urls, masterName, connections);
  }

  SharedDocuments open(Vertx vertx) {
    RedisServers servers = topology.servers(urls, masterName, connections);
    return new SharedDocuments(vertx, servers, prefix, expires, timeout);
  }
}
