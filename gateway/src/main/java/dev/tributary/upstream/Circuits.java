package dev.tributary.upstream;

import dev.tributary.telemetry.Telemetry;
import java.util.Map;
import java.util.Objects;
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
   * The same under other settings. A service that is spared as before is where it was.
   *
   * @param next when a service is spared, by its name; null for never
   */
  public Circuits with(Function<String, @Nullable CircuitOptions> next) {
    Circuits others = new Circuits(next);
    circuits.forEach(
        (service, circuit) -> {
          if (Objects.equals(options.apply(service), next.apply(service))) {
            others.circuits.put(service, circuit);
          }
        });
    return others;
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
              name -> {
                CircuitOptions wanted = options.apply(name);
                if (wanted == null) {
                  telemetry.service(name).unwatchCircuit();
                  return Optional.empty();
                }
                return Optional.of(new ServiceCircuit(name, wanted, telemetry.service(name)));
              });
    }
    return known.orElse(null);
  }
}
