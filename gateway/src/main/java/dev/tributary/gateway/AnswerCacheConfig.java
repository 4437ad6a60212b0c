package dev.tributary.gateway;

import dev.tributary.cache.CacheStore;
import dev.tributary.cache.SharedOptions;
import dev.tributary.execute.Caching;
import dev.tributary.execute.Caching.Keeping;
import dev.tributary.execute.Caching.Telling;
import dev.tributary.supergraph.Subgraph;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Where answers of GraphQL services are kept. */
record AnswerCacheConfig(
    @Setting("Memory for answers in this process, roughly.") DataSize memory,
    @Setting("Where gateways share what they keep; leave it out for each to keep its own.")
        @Nullable RedisCacheConfig redis,
    @Setting(
            "Keep whole answers to queries too, as long as @cacheControl and the services allow"
                + " it.")
        boolean responses,
    @Setting("Keep whole answers that are private, each for the caller who was given it.")
        boolean privateResponses,
    @Setting(
            value =
                "The cost units of a whole answer that was kept; what the operation is estimated at"
                    + " when it is not said.",
            min = 0)
        @Nullable Integer hitCost,
    @Setting(
            "Tell clients how long they may keep the answer to a query: Cache-Control, Age, ETag"
                + " and 304.")
        boolean headers) {

  static final AnswerCacheConfig DEFAULTS =
      new AnswerCacheConfig(DataSize.ofMegabytes(64), null, false, false, null, false);

  AnswerCacheConfig {
    if (memory.bytes() < 1) {
      throw new IllegalArgumentException("'memory' must be more than nothing");
    }
  }

  /** Redis 6.2 or newer, or Valkey. */
  record RedisCacheConfig(
      @Setting("One server, or several members of a Sentinel group or cluster.") List<String> urls,
      @Setting("standalone, sentinel or cluster.") QuotaConfig.RedisConfig.Topology topology,
      @Setting("The name of a Sentinel group's master.") @Nullable String masterName,
      @Setting("What keys begin with.") String prefix,
      @Setting("The most that a request waits for it.") Duration timeout,
      @Setting("Larger answers stay in the process that fetched them.") DataSize largest,
      @Setting(
              "How long a gateway that cannot reach it uses what is in its own memory: it does not"
                  + " learn of invalidations.")
          Duration aloneAtMost,
      @Setting(value = "Connections to it.", min = 1, max = 1_000) int connections) {

    static final RedisCacheConfig DEFAULTS =
        new RedisCacheConfig(
            List.of("redis://127.0.0.1:6379"),
            QuotaConfig.RedisConfig.Topology.standalone,
            null,
            "tributary:cache:",
            Duration.ofMillis(20),
            DataSize.ofMegabytes(1),
            Duration.ofMinutes(5),
            4);

    RedisCacheConfig {
      urls = List.copyOf(urls);
      // What does not fit together is told when it is read.
      options(urls, topology, masterName, prefix, timeout, largest, aloneAtMost, connections);
    }

    private static SharedOptions options(
        List<String> urls,
        QuotaConfig.RedisConfig.Topology topology,
        @Nullable String masterName,
        String prefix,
        Duration timeout,
        DataSize largest,
        Duration aloneAtMost,
        int connections) {
      return new SharedOptions(
          topology.servers(urls, masterName, connections),
          prefix,
          timeout,
          largest.asInt(),
          aloneAtMost);
    }

    SharedOptions options() {
      return options(
          urls, topology, masterName, prefix, timeout, largest, aloneAtMost, connections);
    }
  }

  /**
   * What is done about answers.
   *
   * @param store where whole ones are kept
   * @param defaultMaxAge the seconds that a service's fields may be kept of which nothing is said
   * @param staleWhileRevalidate the seconds that what a service has a part in may be used stale
   */
  Caching caching(
      @Nullable CacheStore store,
      ToIntFunction<Subgraph> defaultMaxAge,
      ToIntFunction<Subgraph> staleWhileRevalidate) {
    return new Caching(
        headers ? Telling.AGE : Telling.NOTHING,
        responses ? store : null,
        privateResponses ? Keeping.IF_ALLOWED : Keeping.NEVER,
        hitCost == null ? -1 : hitCost,
        defaultMaxAge,
        staleWhileRevalidate,
        Keeping.IF_ALLOWED);
  }

  CacheStore open(Vertx vertx) {
    return new CacheStore(
        vertx, memory.bytes(), redis == null ? null : redis.options(), Clock.systemUTC());
  }
}
