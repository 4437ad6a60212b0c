package dev.tributary.upstream;

import dev.tributary.telemetry.Telemetry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which services are spared just now: each has a circuit of its own, which all event loops share.
 * Safe for use by many threads.
 */
public final class Circuits {

  /** No service is spared. */
  static final Circuits NONE = new Circuits(service -> null);

  /** As few as there are services. */
  private final Map<String, Optional<ServiceCircuit>> circuits = new ConcurrentHashMap<>();

  private final Function<String, @Nullable CircuitOptions> options;

  /**
   * @param options when a service is spared, by its name; null for never
   */
  public Circuits(Function<String, @Nullable CircuitOptions> options) {
    this.options = options;
  }

  /**
   * Null when the service is never spared.
   *
   * @param telemetry is told what becomes of it
   */
  @Nullable ServiceCircuit of(String service, Telemetry telemetry) {
    Optional<ServiceCircuit> known = circuits.get(service);
    if (known == null) {
      known =
          circuits.computeIfAbsent(
              service,
              name ->
                  Optional.ofNullable(options.apply(name))
                      .map(one -> new ServiceCircuit(name, one, telemetry.service(name))));
    }
    return known.orElse(null);
  }
}
