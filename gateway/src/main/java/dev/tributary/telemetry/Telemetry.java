package dev.tributary.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that watches requests. Safe for use by many threads.
 *
 * <p>Whatever goes wrong here changes nothing for clients.
 */
public final class Telemetry {

  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
  private static final int MOST_SERVICES = 1_000;

  /** A registry of registries without any takes no measurements. */
  private static final Telemetry OFF =
      new Telemetry(new CompositeMeterRegistry(), List.of(), RequestIds.generated());

  private final List<RequestListener> listeners;
  private final RequestIds ids;
  private final MeterRegistry registry;
  private final Bounded<ServiceMeters> services;
  private final LongAdder connections = new LongAdder();

  Telemetry(MeterRegistry registry, List<RequestListener> listeners, RequestIds ids) {
    this.registry = registry;
    this.listeners = List.copyOf(listeners);
    this.ids = ids;
    this.services = new Bounded<>(MOST_SERVICES, name -> new ServiceMeters(registry, name));
  }

  /** Watches nothing. */
  public static Telemetry off() {
    return OFF;
  }

  /**
   * A request has come.
   *
   * @param path without the query, which may hold variables
   * @param address the peer's; null when it is not known
   * @param headers must not be changed afterwards
   */
  public RequestRecord begin(
      String method, String path, @Nullable String address, MultiMap headers) {
    return new RequestRecord(
        this, new RequestRecord.Head(method, path, address, headers), ids.of(headers));
  }

  /** What is counted of a service's calls. */
  public ServiceMeters service(String name) {
    return services.of(name);
  }

  /** Open connections to services: who opens or closes one counts it. */
  public LongAdder connections() {
    return connections;
  }

  void ended(RequestRecord request) {
    for (RequestListener listener : listeners) {
      try {
        listener.ended(request);
      } catch (RuntimeException bug) {
        LOG.error("A request was answered, and could not be written down", bug);
      }
    }
  }
}
