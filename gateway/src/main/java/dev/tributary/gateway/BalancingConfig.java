package dev.tributary.gateway;

import dev.tributary.balance.Balancing;
import dev.tributary.balance.Balancing.Ejection;
import dev.tributary.balance.Balancing.HealthCheck;
import dev.tributary.balance.Balancing.Lookup;
import dev.tributary.balance.Balancing.Policy;
import dev.tributary.balance.Place;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How calls are spread over the instances of a service. */
record BalancingConfig(
    @Setting("The instances, when they are known.") List<InstanceConfig> instances,
    @Setting("How the instances are looked up, otherwise.") @Nullable LookupConfig dns,
    @Setting("two_choices, least_outstanding, round_robin or hash.") Choice policy,
    @Setting("Header field of a call that decides under hash; the whole call otherwise.")
        @Nullable String hashHeader,
    @Setting("Where this gateway runs: instances there are preferred.") @Nullable String zone,
    @Setting("How long a new instance gets less than its part.") Duration slowStart,
    @Setting("When an instance whose calls fail gets none.") EjectionConfig ejection,
    @Setting("What each instance is asked, to know whether it is well.")
        @Nullable CheckConfig healthCheck,
    @Setting(value = "With a smaller percentage of instances usable, all are used.", max = 100)
        int panic,
    @Setting(
            "When a query takes longer, another instance is asked as well, and the first answer"
                + " taken.")
        @Nullable Duration hedgeAfter) {

  static final BalancingConfig DEFAULTS =
      new BalancingConfig(
          List.of(),
          null,
          Choice.two_choices,
          null,
          null,
          Duration.ofSeconds(10),
          EjectionConfig.DEFAULTS,
          null,
          25,
          null);

  enum Choice {
    two_choices(Policy.TWO_CHOICES),
    least_outstanding(Policy.LEAST_OUTSTANDING),
    round_robin(Policy.ROUND_ROBIN),
    hash(Policy.HASH);

    private final Policy policy;

    Choice(Policy policy) {
      this.policy = policy;
    }
  }

  /** One of them. */
  record InstanceConfig(
      @Setting("Where it is: scheme, host and port. The path is that of the service.") String url,
      @Setting(value = "Its part of the calls, relative to the others.", min = 1, max = 1_000)
          int weight,
      @Setting("Where it runs.") @Nullable String zone) {
    static final InstanceConfig UNSET = new InstanceConfig("", 1, null);

    private Place place() {
      URI uri;
      try {
        uri = URI.create(url);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("not a URL: " + url);
      }
      boolean tls = "https".equalsIgnoreCase(uri.getScheme());
      if (uri.getHost() == null || !tls && !"http".equalsIgnoreCase(uri.getScheme())) {
        throw new IllegalArgumentException("not an http or https URL: " + url);
      }
      String path = uri.getRawPath();
      if (path != null && path.length() > 1 || uri.getRawQuery() != null) {
        throw new IllegalArgumentException(
            "an instance has no path of its own, the service's is used: " + url);
      }
      return new Place(
          tls,
          uri.getHost().replaceAll("[\\[\\]]", ""),
          uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80,
          null,
          weight,
          zone);
    }
  }

  record LookupConfig(
      @Setting("The name that is looked up.") String name,
      @Setting("a or srv: which records.") RecordType type,
      @Setting(value = "Where the instances listen; an srv record says it itself.", max = 65_535)
          int port,
      @Setting("Whether they are called over TLS.") boolean tls,
      @Setting("How often.") Duration every,
      @Setting("Which name server, as host:port; the machine's own otherwise.")
          @Nullable String server) {
    static final LookupConfig UNSET =
        new LookupConfig("", RecordType.a, 0, false, Duration.ofSeconds(10), null);

    private Lookup lookup() {
      return new Lookup(
          type == RecordType.a ? Lookup.Kind.A : Lookup.Kind.SRV, name, port, tls, every, server);
    }
  }

  enum RecordType {
    a,
    srv
  }

  record EjectionConfig(
      @Setting(value = "So many failures in a row; 0 for never.", max = 1_000) int failures,
      @Setting("For how long, the first time; twice as long each time after that.") Duration time,
      @Setting(value = "At most this percentage of the instances at a time.", max = 100) int most) {
    static final EjectionConfig DEFAULTS = new EjectionConfig(5, Duration.ofSeconds(10), 75);
  }

  record CheckConfig(
      @Setting("A path that is answered with a status of 2xx by an instance that is well.")
          String path,
      @Setting("How often.") Duration every,
      @Setting("Time limit of the answer.") Duration timeout,
      @Setting(value = "Failures in a row until it gets no calls.", min = 1, max = 100) int down,
      @Setting(value = "Successes in a row until it does again.", min = 1, max = 100) int up) {
    static final CheckConfig UNSET =
        new CheckConfig("", Duration.ofSeconds(5), Duration.ofSeconds(2), 3, 2);

    private HealthCheck check() {
      return new HealthCheck(path, every, timeout, down, up);
    }
  }

  /** All that is said but which instances are listed. */
  BalancingConfig withoutInstances() {
    return new BalancingConfig(
        List.of(),
        dns,
        policy,
        hashHeader,
        zone,
        slowStart,
        ejection,
        healthCheck,
        panic,
        hedgeAfter);
  }

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  Balancing balancing() {
    return new Balancing(
        instances.stream().map(InstanceConfig::place).toList(),
        dns == null ? null : dns.lookup(),
        policy.policy,
        hashHeader,
        zone,
        slowStart,
        new Ejection(ejection.failures, ejection.time, ejection.most),
        healthCheck == null ? null : healthCheck.check(),
        panic,
        hedgeAfter);
  }
}
