package dev.tributary.http;

import dev.tributary.auth.Authentication;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.QuotaGate;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.http.PassThroughRoutes.PassThrough;
import dev.tributary.http.Refusal.Code;
import dev.tributary.quota.Spend;
import dev.tributary.route.Route;
import dev.tributary.route.RouteTable.Taken;
import dev.tributary.telemetry.RequestRecord;
import dev.tributary.upstream.StreamedService;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that is passed on to a service, from its head to the end of the answer. Bodies go
 * both ways as they come, as fast as the slower side takes them. Confined to the request's event
 * loop.
 *
 * <p>Whatever comes first ends it: the answer, a refusal, a time limit, or a side going away. What
 * comes later is ignored.
 */
final class RouteExchange {

  private static final Logger LOG = LoggerFactory.getLogger(RouteExchange.class);

  private enum Phase {
    ADMITTING,
    ASKING,
    ANSWERING,
    ENDED
  }

  private final PassThrough gateway;
  private final HttpServerRequest request;
  private final Taken taken;
  private final Route route;
  private final RequestScope scope;
  private final RequestRecord record;
  private final @Nullable String address;
  private final boolean counted;
  private final boolean body;
  private final Promise<QuotaGate.Ended<Optional<GraphQlAnswer>>> end = Promise.promise();

  /** What remains goes as fast as others take it: that is no reason to let others wait. */
  private final Promise<Optional<GraphQlAnswer>> answering = Promise.promise();

  private Phase phase = Phase.ADMITTING;
  private Runnable limit = () -> {};

  /** Of the whole answer; only few have one. */
  private Runnable wholeLimit = () -> {};

  /** How much had gone either way when somebody looked last. */
  private long moved = -1;

  private @Nullable RouteCall call;
  private @Nullable Tunnel tunnel;

  RouteExchange(PassThrough gateway, HttpServerRequest request, Taken taken) {
    this.gateway = gateway;
    this.request = request;
    this.taken = taken;
    this.route = taken.route();
    this.counted = gateway.inFlight().enter();
    this.body = hasBody(request);
    SocketAddress peer = request.remoteAddress();
    this.address = peer == null ? null : peer.hostAddress();
    this.record =
        gateway
            .telemetry()
            .begin(request.method().name(), request.path(), address, request.headers());
    record.route(route.name(), route.match().path().toString());
    this.scope =
        new RequestScope(
            gateway.vertx().getOrCreateContext(),
            request.headers(),
            System.nanoTime() + route.limits().answer().toNanos(),
            record);
    scope.calledFrom(address);
  }

  void begin() {
    limit = gateway.services().limit(route.limits().answer(), this::answerIsLate);
    request.response().closeHandler(closed -> clientIsGone());
    request.exceptionHandler(this::clientBroke);
    if (body || route.webSocket()) {
      // Of other requests nothing comes that could be missed.
      request.pause();
    }
    if (!counted) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      refuse(Refusal.TOO_MANY_REQUESTS);
    } else if (!RequestBody.isFramed(request.headers())) {
      refuse(Refusal.BROKEN_BODY);
    } else if (RequestBody.announcedLength(request.headers()) > route.limits().bodyBytes()) {
      refuse(tooLarge());
    } else if (route.access().callers() == Route.Callers.ANYONE) {
      pay();
    } else {
      Authentications.of(
          gateway.vertx(),
          gateway.authenticator().authenticate(new RequestCredentials(request, record)),
          this::admit);
    }
  }

  private void admit(Authentication authentication) {
    if (phase != Phase.ADMITTING) {
      return;
    }
    Refusal refusal = Authentications.refusal(authentication, request.response(), scope);
    if (refusal != null) {
      refuse(refusal);
      return;
    }
    Future<@Nullable Refusal> checked =
        new RouteAdmission(gateway.settings().policies()).check(taken, scope);
    if (checked.succeeded()) {
      checked(checked.result());
    } else {
      checked.onSuccess(this::checked).onFailure(this::bug);
    }
  }

  private void checked(@Nullable Refusal no) {
    if (phase != Phase.ADMITTING) {
      return;
    }
    if (no == null) {
      pay();
      return;
    }
    if (no.code() == Code.UNAUTHENTICATED) {
      request.response().putHeader("www-authenticate", gateway.authenticator().challenge());
    }
    refuse(no);
  }

  private void pay() {
    record.received();
    record.estimated(route.cost());
    scope.estimatedAt(route.cost());
    int at = taken.destination(request.headers(), scope.caller(), address);
    String name = route.destinations().get(at).service();
    StreamedService chosen = Objects.requireNonNull(gateway.settings().services().get(name));
    gateway.load().pass(scope, () -> paid(chosen), Optional::of).onComplete(this::passed);
  }

  private void passed(AsyncResult<Optional<GraphQlAnswer>> passed) {
    if (passed.failed()) {
      bug(passed.cause());
    } else {
      passed.result().ifPresent(this::refuse);
    }
  }

  private Future<Optional<GraphQlAnswer>> paid(StreamedService to) {
    if (gateway.quotas().isOff()) {
      pass(to).onComplete(ended -> answering.tryComplete(Optional.empty()));
      return answering.future();
    }
    Spend spend = new Spend(route.cost(), Map.of(to.name(), route.cost()), route.name());
    gateway
        .quotas()
        .pass(spend, scope, () -> pass(to), Optional::of)
        .onComplete(
            paid -> {
              if (paid.succeeded()) {
                answering.tryComplete(paid.result());
              } else {
                answering.tryFail(paid.cause());
              }
            });
    return answering.future();
  }

  /** Refused by a quota, or because there is too much to do: outcomes are called like codes. */
  private void refuse(GraphQlAnswer refused) {
    record.error(refused.outcome().name());
    send(EndpointForm.problem(refused.outcome().status(), refused.body()));
    refused.free();
  }

  private Future<QuotaGate.Ended<Optional<GraphQlAnswer>>> pass(StreamedService to) {
    if (phase != Phase.ADMITTING) {
      return ended(true);
    }
    phase = Phase.ASKING;
    gateway.connections().hold(request.connection());
    RouteCall made = new RouteCall(gateway, request, taken, scope, to, this, end.future());
    call = made;
    made.connect();
    return end.future();
  }

  private static Future<QuotaGate.Ended<Optional<GraphQlAnswer>>> ended(boolean failed) {
    return Future.succeededFuture(
        new QuotaGate.Ended<>(Optional.empty(), failed ? 0L : null, Map.of(), failed));
  }

  /** Whether the request has one, or may have. */
  boolean hasBody() {
    return body;
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        ? !request.isEnded()
        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
            || RequestBody.announcedLength(request.headers()) > 0;
  }

  // What the call tells

  /** Whether the service is waited for: nothing has ended the request, and no answer has begun. */
  boolean isAsking() {
    return phase == Phase.ASKING;
  }

  /** The head of the service's answer is there. */
  void answerBegins() {
    phase = Phase.ANSWERING;
    // The limit that was for the head is left: nearly all have ended by then.
    Duration whole = route.limits().whole();
    if (whole != null) {
      wholeLimit = gateway.services().limit(whole, this::giveUp);
    }
    record.fetched();
    answering.tryComplete(Optional.empty());
  }

  /** What the gateway adds to the head of a service's answer. */
  void addFields(MultiMap fields) {
    scope.addResponseHeadersTo(fields);
    record.nameIn(fields);
  }

  /** The client is being told of the upgrade. */
  void upgraded(Tunnel opened) {
    tunnel = opened;
    opened
        .over()
        .onFailure(
            cause -> {
              // There is none: the client could not be told.
              tunnel = null;
              brokenOff(cause);
            })
        .onSuccess(over -> answered(101));
  }

  // How it ends

  void answered(int status) {
    if (!end(false)) {
      return;
    }
    long length = request.response().bytesWritten();
    Objects.requireNonNull(call).ended(status, length);
    if (status >= 500) {
      record.error("UPSTREAM_HTTP_ERROR");
    }
    record.cost(route.cost());
    record.projected();
    record.ended(status, clamp(length));
    if (status != 101) {
      RequestBody.discardRest(gateway.vertx(), request);
    }
  }

  static int clamp(long length) {
    return (int) Math.min(Integer.MAX_VALUE, length);
  }

  /** The service or the client has gone in the middle of the answer: a part of it is there. */
  void brokenOff(Throwable cause) {
    // That the client is gone is told after what follows from it.
    gateway
        .vertx()
        .runOnContext(
            soon -> {
              clientMayHaveFailed();
              if (end(true)) {
                partly(Objects.requireNonNull(call).failed(cause));
                resetCall();
                request.response().reset();
              }
            });
  }

  private void partly(UpstreamFailure failure) {
    tell(failure);
    record.projected();
    record.ended(request.response().getStatusCode(), clamp(request.response().bytesWritten()));
  }

  private void tell(UpstreamFailure failure) {
    record.error(failure.code().name());
    if (call != null) {
      call.tell(failure.code());
    }
  }

  private void answerIsLate() {
    RouteCall made = call;
    if (phase == Phase.ASKING && made != null) {
      refuse(made.timedOut());
    } else if (phase == Phase.ADMITTING) {
      refuse(Refusal.NOT_IN_TIME);
    } else {
      answerGoesOn();
    }
  }

  /** The answer, or the upgraded connection, may go on as long as something moves. */
  private void answerGoesOn() {
    Tunnel joined = tunnel;
    long now =
        joined == null ? request.bytesRead() + request.response().bytesWritten() : joined.moved();
    if (now == moved) {
      giveUp();
    } else if (phase == Phase.ANSWERING) {
      moved = now;
      limit = gateway.services().limit(gateway.options().idle(), this::answerGoesOn);
    }
  }

  /** The answer, or the upgraded connection, takes longer than it may, or does not move. */
  private void giveUp() {
    if (phase != Phase.ANSWERING) {
      return;
    }
    Tunnel joined = tunnel;
    if (joined != null) {
      joined.close();
      return;
    }
    UpstreamFailure failure = Objects.requireNonNull(call).timedOut();
    if (end(true)) {
      partly(failure);
      resetCall();
      request.response().reset();
    }
  }

  /** The body's framing is wrong, or the connection is lost. */
  void clientBroke(Throwable cause) {
    boolean malformed =
        cause instanceof IllegalArgumentException || cause instanceof DecoderException;
    if (malformed && phase != Phase.ANSWERING) {
      refuse(Refusal.BROKEN_BODY);
    } else {
      clientIsGone();
    }
  }

  /** A call may have ended because of its client: then that is what is told. */
  void clientMayHaveFailed() {
    if (request.response().closed()) {
      clientIsGone();
    }
  }

  private void clientIsGone() {
    Tunnel opened = tunnel;
    if (opened != null) {
      opened.clientIsGone();
      return;
    }
    RouteCall made = call;
    if (end(true)) {
      record.gone();
      scope.cancel();
      if (made != null) {
        made.left();
        made.tell(UpstreamFailure.Code.UPSTREAM_CANCELLED);
        made.reset();
      }
    }
  }

  void refuse(UpstreamFailure failure) {
    tell(failure);
    if (failure.code() == UpstreamFailure.Code.UPSTREAM_CIRCUIT_OPEN) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    sendRefusal(new Refusal(Code.valueOf(failure.code().name()), failure.getMessage()));
  }

  void refuse(Refusal refusal) {
    RouteCall made = call;
    if (made != null) {
      made.left();
    }
    record.error(refusal.code().name());
    sendRefusal(refusal);
  }

  private void sendRefusal(Refusal refusal) {
    send(
        EndpointForm.problem(
            refusal.code().status(), ErrorBody.of(List.of(refusal), record.told())));
    resetCall();
  }

  Refusal tooLarge() {
    return new Refusal(
        Code.BODY_TOO_LARGE, "The body is larger than " + route.limits().bodyBytes() + " bytes.");
  }

  private void bug(Throwable bug) {
    LOG.error("A request could not be passed on", bug);
    refuse(Refusal.OUR_FAULT);
  }

  /** Sends an answer of the gateway's own. */
  private void send(AnswerForm.Sent answer) {
    boolean begun = phase == Phase.ANSWERING;
    if (!end(true)) {
      return;
    }
    HttpServerResponse response = request.response();
    if (begun) {
      // A part of the service's answer has been sent already.
      record.ended(response.getStatusCode(), clamp(response.bytesWritten()));
      response.reset();
      return;
    }
    scope.addResponseHeadersTo(response.headers());
    record.nameIn(response.headers());
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    boolean bodyIsComing = !request.isEnded() && body;
    if (bodyIsComing && request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.setStatusCode(answer.status()).end(answer.body());
    record.ended(answer.status(), answer.body().length());
    if (bodyIsComing) {
      RequestBody.discardRest(gateway.vertx(), request);
    } else {
      request.resume();
    }
  }

  private void resetCall() {
    if (call != null) {
      call.reset();
    }
  }

  /**
   * @param failed whether the service was not heard to the end
   */
  private boolean end(boolean failed) {
    if (phase == Phase.ENDED) {
      return false;
    }
    boolean passed = phase != Phase.ADMITTING;
    phase = Phase.ENDED;
    if (counted) {
      gateway.inFlight().leave();
    }
    limit.run();
    wholeLimit.run();
    RouteCall made = call;
    if (made != null) {
      made.over();
    }
    if (passed) {
      gateway.connections().release(request.connection());
      if (tunnel != null) {
        gateway.connections().closed(request.connection());
      }
      end.complete(
          new QuotaGate.Ended<>(
              Optional.empty(), failed && route.cost() > 0 ? 0L : null, Map.of(), failed));
    }
    return true;
  }
}
