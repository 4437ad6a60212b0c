package dev.tributary.upstream;

import dev.tributary.execute.ConcurrencyLimit;
import dev.tributary.execute.LimitOptions;
import dev.tributary.telemetry.Telemetry;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How many calls each service is made at a time: one limit for all event loops. Safe for use by
 * many threads.
 */
public final class Limits {

  /** No service has one. */
  static final Limits NONE = new Limits(service -> null);

  /** As few as there are services. */
  private final Map<String, Optional<ConcurrencyLimit>> limits = new ConcurrentHashMap<>();

  private final Function<String, @Nullable LimitOptions> options;

  /**
   * @param options a service's limit, by its name; null for none
   */
  public Limits(Function<String, @Nullable LimitOptions> options) {
    this.options = options;
  }

  /**
   * The same under other settings. The limit of a service for which these are the same goes on.
   *
   * @param next a service's limit, by its name; null for none
   */
  public Limits with(Function<String, @Nullable LimitOptions> next) {
    Limits others = new Limits(next);
    limits.forEach(
        (service, limit) -> {
          if (Objects.equals(options.apply(service), next.apply(service))) {
            others.limits.put(service, limit);
          }
        });
    return others;
  }

  /** Null when the service has none. */
  @Nullable ConcurrencyLimit of(String service, Telemetry telemetry) {
    if (this == NONE) {
      return null;
    }
    Optional<ConcurrencyLimit> known = limits.get(service);
    if (known == null) {
      known =
          limits.computeIfAbsent(
              service,
              name -> {
                LimitOptions wanted = options.apply(name);
                if (wanted == null) {
                  telemetry.service(name).unwatchLimit();
                  return Optional.empty();
                }
                return Optional.of(watched(new ConcurrencyLimit(wanted), name, telemetry));
              });
    }
    return known.orElse(null);
  }

  private static ConcurrencyLimit watched(
      ConcurrencyLimit limit, String service, Telemetry telemetry) {
    telemetry.service(service).watchLimit(limit::now, limit::waiting);
    return limit;
  }
}
