package dev.tributary.http;

import dev.tributary.route.Route;
import dev.tributary.telemetry.Telemetry;
import dev.tributary.upstream.Services;
import dev.tributary.upstream.StreamedService;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Objects;
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
  private final LongAdder dropped;

  /** As few as there are routes. */
  private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  Mirrors(Services services, Telemetry telemetry) {
    this.services = services;
    this.dropped = telemetry.droppedCopies();
  }

  /** Whether a copy of a request is to be made, as far as its head tells. */
  boolean takes(Route.@Nullable Mirror mirror, HttpMethod method) {
    return mirror != null
        && (mirror.unsafe() || SAFE.contains(method))
        && (mirror.percent() >= 100
            || ThreadLocalRandom.current().nextDouble() * 100 < mirror.percent());
  }

  /**
   * Makes one, when the request itself is over if it has a body.
   *
   * @param headers the service's; not used otherwise from now on
   * @param body keeps a copy from now on; null when there is none
   * @param end of the request itself
   */
  void copy(
      HttpServerRequest request,
      Route route,
      StreamedService service,
      String target,
      MultiMap headers,
      @Nullable RequestStream body,
      Future<?> end) {
    Route.Mirror mirror = Objects.requireNonNull(route.mirror());
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    headers.remove(HttpHeaders.ACCEPT_ENCODING);
    if (body == null) {
      send(route, mirror, service, request.method(), target, headers, null);
      return;
    }
    body.keepCopy(mirror.bodyBytes());
    end.onSuccess(
        over -> {
          Buffer whole = body.copy();
          if (whole == null || !request.isEnded()) {
            dropped.increment();
          } else {
            send(route, mirror, service, request.method(), target, headers, whole);
          }
        });
  }

  /** Makes one, unless there are too many. */
  private void send(
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
