package dev.tributary.balance;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How calls to one service are spread over its instances.
 *
 * @param places those that are listed; none when they are looked up
 * @param lookup how they are looked up; null when they are listed
 * @param policy how one is chosen
 * @param hashHeader the call's header field that decides under {@link Policy#HASH}; null for the
 *     call itself, so that equal calls, and entities, meet the same instance's caches
 * @param zone where this gateway runs: instances there are preferred; null for no preference
 * @param slowStart how long one that is new, or is back, gets less than its part
 * @param panicPercent when fewer are usable, none is thought to be: calls go to all, because a
 *     mistake about them is likelier than so many being down
 * @param hedgeAfter when a read takes longer, another instance is asked as well; null for never
 */
public record Balancing(
    List<Place> places,
    @Nullable Lookup lookup,
    Policy policy,
    @Nullable String hashHeader,
    @Nullable String zone,
    Duration slowStart,
    Ejection ejection,
    @Nullable HealthCheck check,
    int panicPercent,
    @Nullable Duration hedgeAfter) {

  /** How an instance is chosen. */
  public enum Policy {
    /** In turn, each as often as its weight says. */
    ROUND_ROBIN,
    /** The one with the fewest open calls for its weight. */
    LEAST_OUTSTANDING,
    /** Of two that chance names, the one that is likely to answer first. */
    TWO_CHOICES,
    /** The same for the same key, as long as it is there (consistent hashing). */
    HASH
  }

  /**
   * How instances are found by DNS.
   *
   * @param kind what is asked for
   * @param port where they listen; not used by {@link Kind#SRV}
   * @param tls whether they are called over TLS, which names them by {@code name} or the record's
   *     target
   * @param every how often; an answer holds so long, whatever its time to live
   * @param server the name server, as {@code host:port}; null for the machine's own
   */
  public record Lookup(
      Kind kind, String name, int port, boolean tls, Duration every, @Nullable String server) {

    /** The records that say where instances are. */
    public enum Kind {
      /** Addresses, IPv4 and IPv6; the port is known. A Kubernetes headless service has these. */
      A,
      /** Names and ports with weights (RFC 2782), of the best priority. */
      SRV
    }

    public Lookup {
      if (name.isBlank() || every.toMillis() < 100) {
        throw new IllegalArgumentException("a look-up needs a name and 100 ms or more between two");
      }
      if (kind == Kind.A && (port < 1 || port > 65_535)) {
        throw new IllegalArgumentException("a look-up of addresses needs the port");
      }
    }
  }

  /**
   * When an instance gets no calls for what was seen of it: passive outlier detection.
   *
   * @param failures in a row; 0 for never
   * @param time how long the first time; twice as long each time after that, 32 times at most
   * @param mostPercent of the instances that are ejected at a time
   */
  public record Ejection(int failures, Duration time, int mostPercent) {

    public Ejection {
      if (failures < 0 || !time.isPositive() || mostPercent < 0 || mostPercent > 100) {
        throw new IllegalArgumentException("ejection: no such numbers");
      }
    }
  }

  /**
   * A question to each instance, from this process.
   *
   * @param path answered with a status of 2xx by one that is well
   * @param down failures in a row until it gets no calls
   * @param up successes in a row until it does again
   */
  public record HealthCheck(String path, Duration every, Duration timeout, int down, int up) {

    public HealthCheck {
      if (!path.startsWith("/") || every.toMillis() < 10 || !timeout.isPositive()) {
        throw new IllegalArgumentException("healthCheck: a path from / on, and times");
      }
      if (down < 1 || up < 1) {
        throw new IllegalArgumentException("healthCheck: down and up are 1 or more");
      }
    }
  }

  public Balancing {
    places = List.copyOf(places);
    if (places.isEmpty() == (lookup == null)) {
      throw new IllegalArgumentException("instances are either listed or looked up");
    }
    if (places.size() > 1_000) {
      throw new IllegalArgumentException("more than 1000 instances");
    }
    if (panicPercent < 0 || panicPercent > 100) {
      throw new IllegalArgumentException("panic: a percentage");
    }
    hashHeader = hashHeader == null ? null : hashHeader.toLowerCase(Locale.ROOT);
  }
}
