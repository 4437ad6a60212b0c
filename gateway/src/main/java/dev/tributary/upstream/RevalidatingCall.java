package dev.tributary.upstream;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.UpstreamCall;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A read whose answer is kept if it may be, and that asks about what is kept already where that is
 * stale (RFC 9111, 4.3). Confined to one event loop.
 */
final class RevalidatingCall implements CallsInFlight.Running {

  private final RestTransport transport;
  private final UpstreamCall record;
  private final AnswerCache cache;
  private final ServiceRequest request;
  private final ServiceAddress address;
  private final long changes;
  private final Promise<ServiceAnswer> answer = Promise.promise();
  private RestCall call;
  private long askedMillis;

  private RevalidatingCall(
      RestTransport transport,
      AnswerCache cache,
      ServiceRequest request,
      ServiceAddress address,
      @Nullable KeptAnswer stale,
      UpstreamCall record) {
    this.record = record;
    this.transport = transport;
    this.cache = cache;
    this.request = request;
    this.address = address;
    this.changes = transport.service().changes();
    this.call = ask(stale);
  }

  /**
   * @param stale what is kept for the request; null for nothing
   * @param record is told of the calls
   */
  static RevalidatingCall begin(
      RestTransport transport,
      AnswerCache cache,
      ServiceRequest request,
      ServiceAddress address,
      @Nullable KeptAnswer stale,
      UpstreamCall record) {
    return new RevalidatingCall(transport, cache, request, address, stale, record);
  }

  @Override
  public Future<ServiceAnswer> answer() {
    return answer.future();
  }

  @Override
  public void abandon() {
    call.abandon();
  }

  private RestCall ask(@Nullable KeptAnswer stale) {
    askedMillis = cache.nowMillis();
    RestCall begun =
        RestCall.begin(
            transport, stale == null ? request : stale.question(request), address, record);
    begun.answer().onComplete(done -> answered(done, stale));
    return begun;
  }

  private void answered(AsyncResult<ServiceAnswer> done, @Nullable KeptAnswer stale) {
    long now = cache.nowMillis();
    if (done.failed()) {
      boolean cancelled =
          done.cause() instanceof UpstreamFailure failure
              && failure.code() == UpstreamFailure.Code.UPSTREAM_CANCELLED;
      if (stale != null && !cancelled && stale.mayStandInFor(null, now)) {
        answer.tryComplete(stale.asOf(now));
      } else {
        answer.tryFail(done.cause());
      }
      return;
    }
    ServiceAnswer got = done.result();
    if (stale != null && got.status() == 304) {
      confirmed(stale, got);
    } else if (stale != null && stale.mayStandInFor(got.status(), now)) {
      answer.tryComplete(stale.asOf(now));
    } else {
      keep(() -> cache.keep(request, address, got, askedMillis));
      answer.tryComplete(got);
    }
  }

  private void confirmed(KeptAnswer stale, ServiceAnswer got) {
    if (!stale.isMeantBy(got.headers())) {
      call = ask(null);
      return;
    }
    long now = cache.nowMillis();
    KeptAnswer confirmed = stale.confirmedBy(got.headers(), askedMillis, now);
    if (!confirmed.directives().noStore() && !confirmed.directives().isPrivate()) {
      keep(() -> cache.keep(request, address, confirmed));
    }
    answer.tryComplete(confirmed.asOf(now));
  }

  /** What was read before a change is not kept, at whatever moment the change comes. */
  private void keep(Runnable keeping) {
    if (transport.service().changes() == changes) {
      keeping.run();
      if (transport.service().changes() != changes) {
        cache.changed(address, null);
      }
    }
  }
}
