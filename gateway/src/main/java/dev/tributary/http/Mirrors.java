package dev.tributary.http;

import dev.tributary.route.Route;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.Services;
import dev.tributary.upstream.StreamedService;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Copies of requests to other services, whose answers nobody looks at. What they do changes nothing
 * for the client: as many are under way as the route says, and the others are not made. Shared by
 * all event loops.
 */
final class Mirrors {

  /** What changes nothing at a service (RFC 9110, 9.2.1). */
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Services services;
  private final LongAdder dropped = new LongAdder();

  /** As few as there are routes. */
  private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  Mirrors(Services services, Telemetry telemetry) {
    this.services = services;
    telemetry.counter(
        "tributary.route.mirror.dropped",
        "Copies of requests that were not made, because of their size or number",
        dropped::sum);
  }

  /** Whether a copy of a request is to be made, as far as its head tells. */
  boolean takes(Route.@Nullable Mirror mirror, HttpMethod method) {
    return mirror != null
        && (mirror.unsafe() || SAFE.contains(method))
        && (mirror.percent() >= 100
            || ThreadLocalRandom.current().nextDouble() * 100 < mirror.percent());
  }

  /** A copy would have had a body that is too large. */
  void tooLarge() {
    dropped.increment();
  }

  /**
   * Makes one, unless there are too many.
   *
   * @param headers the service's; not changed afterwards
   */
  void send(
      Route route,
      Route.Mirror mirror,
      StreamedService service,
      HttpMethod method,
      String target,
      MultiMap headers,
      @Nullable Buffer body) {
    AtomicInteger now = inFlight.computeIfAbsent(route.name(), first -> new AtomicInteger());
    if (now.incrementAndGet() > mirror.inFlight()) {
      now.decrementAndGet();
      dropped.increment();
      return;
    }
    services
        .mirror(service, method, target, headers, body)
        .onComplete(over -> now.decrementAndGet());
  }
}
