package dev.tributary.gateway;

import dev.tributary.quota.ClientRule;
import dev.tributary.quota.LeasingStore;
import dev.tributary.quota.Limit;
import dev.tributary.quota.LocalStore;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.QuotaPolicy.Mode;
import dev.tributary.quota.QuotaPolicy.Settling;
import dev.tributary.quota.QuotaStore;
import dev.tributary.quota.RedisStore;
import dev.tributary.quota.RedisStoreOptions;
import dev.tributary.quota.Tier;
import dev.tributary.redis.RedisServers;
import dev.tributary.registry.QuotaSettings;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each client may spend. */
record QuotaConfig(
    @Setting(
            "off counts nothing; measure counts and tells clients how they stand; enforce answers"
                + " 429 to a client that would spend more than it may.")
        Activity mode,
    @Setting(
            "What clients are told apart by, the first that finds something decides: client (who"
                + " the caller has proved to be), claim:NAME, header:NAME (known clients only),"
                + " ip.")
        List<String> identify,
    @Setting("Tiers by name: what a client may spend.") SortedMap<String, TierConfig> tiers,
    @Setting("The tier of each client by its name.") SortedMap<String, String> clients,
    @Setting(
            "The tier of clients of which nothing is said; the registry's, else standard, when it"
                + " is left out.")
        @Nullable String standardTier,
    @Setting(
            "The tier that anonymous and unknown callers share; the registry's, else anonymous,"
                + " when it is left out.")
        @Nullable String anonymousTier,
    @Setting(
            "What a request costs in the end: actual; estimate; or actual_unless_failed, where a"
                + " request of which a service fails costs no less than its estimate.")
        Settlement settle,
    @Setting("How many proxies of your own add to x-forwarded-for on the way here.") int proxies,
    @Setting(value = "How many clients are remembered in this process at most.", min = 1)
        int maxClients,
    @Setting("Where several gateways count together; leave it out for one that counts alone.")
        @Nullable RedisConfig redis,
    @Setting(
            "Take the tiers that the registry keeps for the graph's clients, beside those here;"
                + " what is in both is as it is here.")
        boolean registry) {

  /** What holds where a tier is to come from the registry and is not there. */
  private static final Tier STRICT =
      new Tier(
          "strict",
          List.of(
              new Limit(
                  "requests-1m", Limit.Unit.REQUESTS, 60, Duration.ofMinutes(1), 60, null, null)),
          0);

  enum Activity {
    off,
    measure,
    enforce
  }

  enum Settlement {
    actual,
    actual_unless_failed,
    estimate
  }

  static final QuotaConfig DEFAULTS =
      new QuotaConfig(
          Activity.off,
          List.of("client"),
          new TreeMap<>(),
          new TreeMap<>(),
          null,
          null,
          Settlement.actual,
          0,
          100_000,
          null,
          true);

  QuotaConfig {
    identify = List.copyOf(identify);
  }

  /**
   * @param limits each holds
   */
  record TierConfig(
      @Setting("Limits; each holds.") List<LimitConfig> limits,
      @Setting("Operations of a client that run at once in this process; 0 for no limit.")
          int concurrent) {

    static final TierConfig DEFAULTS = new TierConfig(List.of(), 0);

    TierConfig {
      limits = List.copyOf(limits);
    }
  }

  record LimitConfig(
      @Setting("How headers and errors call it; made of the rest when left out.")
          @Nullable String name,
      @Setting("What is counted: cost or requests.") Counted unit,
      @Setting(value = "Units that come back per period.", min = 1, max = Limit.GREATEST) int quota,
      @Setting("The period, at most 24h.") Duration per,
      @Setting(
              value = "Units that may be spent at once; 0 for as many as the quota.",
              max = Limit.GREATEST)
          int burst,
      @Setting("Only what is asked of this service counts.") @Nullable String service,
      @Setting("Only operations of this name count.") @Nullable String operation) {

    enum Counted {
      cost,
      requests
    }

    static final LimitConfig DEFAULTS =
        new LimitConfig(null, Counted.cost, 1_000, Duration.ofMinutes(1), 0, null, null);

    private static String printed(Duration period) {
      long seconds = period.toSeconds();
      if (period.toMillisPart() > 0 || seconds % 60 != 0) {
        return Durations.print(period);
      }
      return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }

    Limit limit() {
      String made =
          unit
              + "-"
              + printed(per)
              + (service == null ? "" : "-" + service)
              + (operation == null ? "" : "-" + operation);
      return new Limit(
          name == null ? made : name,
          unit == Counted.cost ? Limit.Unit.COST : Limit.Unit.REQUESTS,
          quota,
          per,
          burst == 0 ? quota : burst,
          service,
          operation);
    }
  }

  /** Redis 6.2 or newer, or Valkey. */
  record RedisConfig(
      @Setting("One server, or several members of a Sentinel group or cluster.") List<String> urls,
      @Setting("standalone, sentinel or cluster.") Topology topology,
      @Setting("The name of a Sentinel group's master.") @Nullable String masterName,
      @Setting("What keys begin with.") String prefix,
      @Setting("The most that a request waits for it.") Duration timeout,
      @Setting(
              "While it does not answer: open admits every request, closed refuses every one, local"
                  + " counts alone with this gateway's share of each quota.")
          Unavailable unavailable,
      @Setting(value = "How many gateways share the quotas then.", min = 1) int gateways,
      @Setting(value = "Connections to it.", min = 1, max = 1_000) int connections,
      @Setting(
              value =
                  "Percent of each burst that a gateway takes ahead for a busy client, to spare it"
                      + " round trips; 0 for none. A period may then see so much more for each"
                      + " gateway.",
              max = 50)
          int lease,
      @Setting("How long what was taken ahead may be spent.") Duration leaseTime) {

    enum Topology {
      standalone,
      sentinel,
      cluster;

      /**
       * @throws IllegalArgumentException when the settings do not fit together
       */
      RedisServers servers(List<String> urls, @Nullable String masterName, int connections) {
        return new RedisServers(
            RedisServers.Topology.valueOf(name().toUpperCase(Locale.ROOT)),
            urls,
            masterName,
            connections);
      }
    }

    enum Unavailable {
      open,
      closed,
      local
    }

    static final RedisConfig DEFAULTS =
        new RedisConfig(
            List.of("redis://127.0.0.1:6379"),
            Topology.standalone,
            null,
            "tributary:quota:",
            Duration.ofMillis(50),
            Unavailable.local,
            2,
            8,
            0,
            Duration.ofMillis(200));

    RedisConfig {
      urls = List.copyOf(urls);
    }

    RedisStoreOptions options() {
      return new RedisStoreOptions(
          topology.servers(urls, masterName, connections),
          prefix,
          timeout,
          RedisStoreOptions.Unavailable.valueOf(unavailable.name().toUpperCase(Locale.ROOT)),
          gateways);
    }
  }

  /** All but what can change from one request to the next. */
  QuotaConfig withoutTiers() {
    return new QuotaConfig(
        mode == Activity.off ? Activity.off : Activity.measure,
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        null,
        null,
        Settlement.actual,
        proxies,
        maxClients,
        redis,
        true);
  }

  /** Where what clients have spent is kept. */
  QuotaStore store(Vertx vertx) {
    if (redis == null) {
      return new LocalStore(maxClients);
    }
    QuotaStore shared = new RedisStore(vertx, redis.options(), maxClients);
    return redis.lease() == 0
        ? shared
        : new LeasingStore(shared, redis.lease(), redis.leaseTime(), maxClients);
  }

  /**
   * What holds without a registry.
   *
   * @throws IllegalArgumentException when the settings do not fit together
   */
  QuotaPolicy policy() {
    return policy(QuotaSettings.NONE, null);
  }

  /**
   * What holds together with what the registry says. A tier that is named and nowhere to be found
   * is a strict one: the registry may not have answered yet.
   *
   * @throws IllegalArgumentException when a tier cannot be one
   */
  QuotaPolicy policy(QuotaSettings delivered) {
    return policy(delivered, STRICT);
  }

  private QuotaPolicy policy(QuotaSettings delivered, @Nullable Tier missing) {
    if (mode == Activity.off) {
      return QuotaPolicy.OFF;
    }
    Map<String, Tier> made = new TreeMap<>();
    delivered.tiers().forEach((name, tier) -> made.put(name, tier(name, tier)));
    tiers.forEach(
        (name, tier) ->
            made.put(
                name,
                new Tier(
                    name,
                    tier.limits().stream().map(LimitConfig::limit).toList(),
                    tier.concurrent())));
    Map<String, Tier> byClient = new TreeMap<>();
    delivered
        .clients()
        .forEach((client, tier) -> byClient.put(client, made.getOrDefault(tier, STRICT)));
    clients.forEach(
        (client, tier) -> byClient.put(client, tier(made, "clients." + client, tier, missing)));
    return new QuotaPolicy(
        Mode.valueOf(mode.name().toUpperCase(Locale.ROOT)),
        identify.stream().map(ClientRule::parse).toList(),
        byClient,
        tier(
            made,
            "standardTier",
            standardTier == null ? delivered.standardTier().orElse("standard") : standardTier,
            missing),
        tier(
            made,
            "anonymousTier",
            anonymousTier == null ? delivered.anonymousTier().orElse("anonymous") : anonymousTier,
            missing),
        Settling.valueOf(settle.name().toUpperCase(Locale.ROOT)),
        proxies);
  }

  private static Tier tier(String name, QuotaSettings.Tier delivered) {
    return new Tier(
        name, delivered.limits().stream().map(QuotaConfig::limit).toList(), delivered.concurrent());
  }

  private static Limit limit(QuotaSettings.Limit limit) {
    return new Limit(
        limit.label(),
        switch (limit.unit()) {
          case cost -> Limit.Unit.COST;
          case requests -> Limit.Unit.REQUESTS;
        },
        limit.quota(),
        limit.per(),
        limit.burst() == 0 ? limit.quota() : limit.burst(),
        limit.service().orElse(null),
        limit.operation().orElse(null));
  }

  private static Tier tier(
      Map<String, Tier> tiers, String setting, String name, @Nullable Tier missing) {
    Tier tier = tiers.getOrDefault(name, missing);
    if (tier == null) {
      throw new IllegalArgumentException(
          "'" + setting + "' names the tier '" + name + "', which 'tiers' does not have");
    }
    return tier;
  }
}
