package dev.tributary.upstream;

import dev.tributary.balance.RetryBudget;
import dev.tributary.execute.RequestScope;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.CallsInFlight.Running;
import dev.tributary.upstream.ServiceOptions.Sharing;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one event loop makes to one REST service. Reads that are the same and in flight at
 * the same time are one call, whichever client requests they belong to. Confined to the loop.
 */
final class RestTransport {

  private final RestService service;
  private final ServiceClients clients;
  private final ServiceFailures failures;
  private final CallHeaders headers;
  private final RestGate gate;
  private final CallsInFlight<Key, ServiceAnswer> calls;
  private final RetryBudget retries;

  RestTransport(RestService service, ServiceClients clients) {
    ServiceOptions options = service.options().service();
    this.service = service;
    this.clients = clients;
    this.failures =
        new ServiceFailures(
            service.name(), options.url() == null ? null : ServiceAddress.parse(options.url()));
    this.headers =
        new CallHeaders(
            clients.vertx(), service.name(), Map.of("user-agent", "tributary"), options);
    this.retries = clients.retries(service.name());
    this.gate = new RestGate(options.pool().maxConnections());
    this.calls = new CallsInFlight<>(clients.vertx(), options, failures, answer -> answer);
  }

  /**
   * What makes two calls the same: all that is sent. What the gateway adds of its own, such as its
   * token, is the same for everybody.
   *
   * @param headers names and values in turn, in the order sent
   * @param changes what was read before a change is not given to those who come after it
   */
  private record Key(
      HttpMethod method,
      ServiceAddress address,
      List<String> headers,
      @Nullable Buffer body,
      long changes) {}

  RestService service() {
    return service;
  }

  ServiceClients clients() {
    return clients;
  }

  ServiceFailures failures() {
    return failures;
  }

  CallHeaders headers() {
    return headers;
  }

  RestGate gate() {
    return gate;
  }

  /**
   * Fails with {@link dev.tributary.execute.UpstreamFailure} only.
   *
   * @param shared whether the call may be another request's, too
   * @param record is told how it went, unless it is another's
   */
  Future<ServiceAnswer> send(
      ServiceRequest request,
      ServiceAddress address,
      boolean shared,
      RequestScope scope,
      UpstreamCall record) {
    if (scope.isCancelled() && request.effect() == Effect.NONE) {
      return Future.failedFuture(failures.cancelled());
    }
    if (scope.remainingNanos() <= 0) {
      return Future.failedFuture(failures.timeout());
    }
    if (request.effect() == Effect.SOME) {
      service.changed();
      return calls.beginLasting(() -> change(traced(request, scope), address, record), scope);
    }
    ServiceOptions options = service.options().service();
    if (!shared || options.sharing() == Sharing.OFF || !options.propagation().mayShareAnswers()) {
      return calls.begin(() -> read(traced(request, scope), address, record), scope);
    }
    record.joins();
    Key key = new Key(request.method(), address, flat(request), request.body(), service.changes());
    return calls.joinOrBegin(key, () -> read(traced(request, scope), address, record), scope);
  }

  private Running change(ServiceRequest request, ServiceAddress address, UpstreamCall record) {
    RestCall call = RestCall.begin(this, request, address, record);
    call.answer()
        .onComplete(
            done -> {
              service.changed();
              AnswerCache cache = service.cache();
              if (cache != null) {
                cache.changed(address, done.result());
              }
            });
    return call;
  }

  private Running read(ServiceRequest request, ServiceAddress address, UpstreamCall record) {
    AnswerCache cache = service.cache();
    return cache == null || !AnswerCache.concerns(request)
        ? RestCall.begin(this, request, address, record)
        : RevalidatingCall.begin(
            this, cache, request, address, cache.find(request, address), record);
  }

  /**
   * The answer that was kept and may be used now; null when the service must be asked. One that is
   * used although it is stale is asked about meanwhile.
   */
  @Nullable ServiceAnswer kept(
      ServiceRequest request, ServiceAddress address, UpstreamCall record) {
    AnswerCache cache = service.cache();
    if (cache == null || !AnswerCache.concerns(request)) {
      return null;
    }
    KeptAnswer found = cache.find(request, address);
    long now = cache.nowMillis();
    boolean usable = found != null && (found.isFresh(now) || found.mayBeUsedMeanwhile(now));
    record.looked(usable);
    if (found == null || !usable) {
      return null;
    }
    if (!found.isFresh(now) && found.isAskedAbout().compareAndSet(false, true)) {
      RevalidatingCall.begin(this, cache, request, address, found, new UpstreamCall())
          .answer()
          .onComplete(done -> found.isAskedAbout().set(false));
    }
    return found.asOf(now);
  }

  private static ServiceRequest traced(ServiceRequest request, RequestScope scope) {
    return request.with(scope.record().traced(request.headers(), null));
  }

  private static List<String> flat(ServiceRequest request) {
    List<String> headers = new ArrayList<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              headers.add(name);
              headers.add(value);
            });
    return headers;
  }

  /** A call was answered. */
  void answered() {
    clients.answered(service.name());
  }

  RetryBudget retries() {
    return retries;
  }
}
