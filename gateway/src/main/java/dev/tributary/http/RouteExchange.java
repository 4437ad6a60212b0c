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
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.StreamedCall;
import dev.tributary.upstream.StreamedService;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
final class RouteExchange implements OriginRequestProvider, ProxyInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(RouteExchange.class);

  private static final ProxyOptions PLAIN = new ProxyOptions().setSupportWebSocket(false);
  private static final ProxyOptions WITH_WEB_SOCKET = new ProxyOptions().setSupportWebSocket(true);

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
  private final Promise<QuotaGate.Ended<Optional<GraphQlAnswer>>> end = Promise.promise();
  private Phase phase = Phase.ADMITTING;
  private Runnable limit = () -> {};
  private @Nullable StreamedService service;
  private @Nullable StreamedCall call;
  private @Nullable UpstreamCall told;
  private @Nullable HttpClientRequest sent;
  private @Nullable RequestStream body;
  private @Nullable Tunnel tunnel;

  RouteExchange(PassThrough gateway, HttpServerRequest request, Taken taken) {
    this.gateway = gateway;
    this.request = request;
    this.taken = taken;
    this.route = taken.route();
    this.counted = gateway.inFlight().enter();
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
    request.pause();
    if (!counted) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      refuse(Refusal.TOO_MANY_REQUESTS);
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
    new RouteAdmission(gateway.settings().policies())
        .check(taken, scope)
        .onSuccess(
            no -> {
              if (phase != Phase.ADMITTING) {
                return;
              }
              if (no == null) {
                pay();
                return;
              }
              if (no.code() == Code.UNAUTHENTICATED) {
                request
                    .response()
                    .putHeader("www-authenticate", gateway.authenticator().challenge());
              }
              refuse(no);
            })
        .onFailure(this::bug);
  }

  private void pay() {
    record.received();
    record.estimated(route.cost());
    scope.estimatedAt(route.cost());
    int at = taken.destination(request.headers(), scope.caller(), address);
    String name = route.destinations().get(at).service();
    StreamedService chosen = Objects.requireNonNull(gateway.settings().services().get(name));
    service = chosen;
    Spend spend = new Spend(route.cost(), Map.of(name, route.cost()), route.name());
    gateway
        .load()
        .pass(
            scope,
            () -> gateway.quotas().pass(spend, scope, () -> pass(chosen), Optional::of),
            Optional::of)
        .onSuccess(refused -> refused.ifPresent(this::refuse))
        .onFailure(this::bug);
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
    StreamedCall made =
        gateway.services().stream(to, request.method(), target(to), request.headers(), hasBody());
    call = made;
    told = record.calling(to.name(), 0);
    HttpProxy.reverseProxy(route.webSocket() ? WITH_WEB_SOCKET : PLAIN, made.agent())
        .origin(this)
        .addInterceptor(this, true)
        .handle(request);
    return end.future();
  }

  private static Future<QuotaGate.Ended<Optional<GraphQlAnswer>>> ended(boolean failed) {
    return Future.succeededFuture(
        new QuotaGate.Ended<>(Optional.empty(), failed ? 0L : null, Map.of(), failed));
  }

  private String target(StreamedService to) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = to.basePath() + taken.path();
    return query < 0 ? path : path + uri.substring(query);
  }

  private boolean hasBody() {
    return request.version() == HttpVersion.HTTP_2
        ? !request.isEnded()
        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
            || RequestBody.announcedLength(request.headers()) > 0;
  }

  // What the proxy asks

  @Override
  public Future<HttpClientRequest> create(ProxyContext context) {
    StreamedCall made = Objects.requireNonNull(call);
    long left = TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos());
    return made.connect(Math.max(1, left)).map(this::connected);
  }

  private HttpClientRequest connected(HttpClientRequest out) {
    if (phase != Phase.ASKING) {
      out.reset();
      throw new IllegalStateException("the request has ended");
    }
    sent = out;
    if (route.host() == Route.HostField.CLIENT && request.authority() != null) {
      out.authority(request.authority());
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      request.response().writeContinue();
    }
    return out;
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    StreamedService to = Objects.requireNonNull(service);
    ProxyRequest out = context.request();
    String target = target(to);
    out.setURI(target);
    MultiMap fields = out.headers();
    forService(to, fields, context.isWebSocket());
    record.traced(HttpHeaders.headers(), told).forEach(fields::set);
    if (context.isWebSocket()) {
      fields.set(HttpHeaders.UPGRADE, "websocket");
    } else {
      prepareBody(out);
      mirror();
    }
    return ask(context);
  }

  private void prepareBody(ProxyRequest out) {
    if (!hasBody()) {
      // So it can be sent once more.
      out.setBody(null);
      request.resume();
      return;
    }
    RequestStream stream =
        new RequestStream(
            request, route.limits().bodyBytes(), () -> refuse(tooLarge()), this::clientBroke);
    body = stream;
    out.setBody(
        Body.body(
            stream,
            RequestBody.announcedLength(request.headers()),
            request.getHeader(HttpHeaders.CONTENT_TYPE)));
  }

  private void mirror() {
    Route.Mirror mirror = route.mirror();
    if (mirror == null || !gateway.mirrors().takes(mirror, request.method())) {
      return;
    }
    StreamedService to =
        Objects.requireNonNull(gateway.settings().services().get(mirror.service()));
    MultiMap own = HttpHeaders.headers().addAll(request.headers());
    forService(to, own, false);
    gateway.mirrors().copy(request, route, to, target(to), own, body, end.future());
  }

  /** Makes the client's fields those that a service is sent. */
  private void forService(StreamedService to, MultiMap fields, boolean webSocket) {
    to.fields().toService(request.headers(), fields, scope.caller(), webSocket);
    String authority = request.authority() == null ? null : request.authority().toString();
    gateway
        .settings()
        .forwarded()
        .addTo(request.headers(), fields, address, request.isSSL(), authority);
  }

  private Future<ProxyResponse> ask(ProxyContext context) {
    return context
        .sendRequest()
        .recover(
            cause -> {
              Promise<ProxyResponse> again = Promise.promise();
              // What broke on the client's side is told after what follows from it.
              gateway.vertx().runOnContext(soon -> notAnswered(cause, context, again));
              return again.future();
            });
  }

  /** When it is answered here, nothing follows: the promise is left as it is. */
  private void notAnswered(Throwable cause, ProxyContext context, Promise<ProxyResponse> again) {
    clientMayHaveFailed();
    StreamedCall made = Objects.requireNonNull(call);
    if (phase != Phase.ASKING) {
      return;
    }
    if (made.mayRepeat()) {
      ask(context).onComplete(again);
    } else {
      refuse(made.failed(cause));
    }
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    if (phase != Phase.ASKING) {
      return Promise.<Void>promise().future();
    }
    StreamedCall made = Objects.requireNonNull(call);
    phase = Phase.ANSWERING;
    limit.run();
    Duration whole = route.limits().whole();
    if (whole != null) {
      limit = gateway.services().limit(whole, this::giveUp);
    }
    ProxyResponse in = context.response();
    int status = in.getStatusCode();
    made.answered(status);
    record.fetched();
    MultiMap fields = in.headers();
    Objects.requireNonNull(service).fields().toClient(fields, gateway.answersCors());
    locate(fields);
    HttpServerResponse out = request.response();
    SecurityHeaders.giveWay(out.headers(), fields);
    if (!scope.responseHeaders().isEmpty()) {
      out.headers().addAll(scope.responseHeaders());
    }
    record.nameIn(out.headers());
    if (context.isWebSocket() && status == 101) {
      return upgrade(in, fields);
    }
    return context.sendResponse().onSuccess(all -> answered(status)).onFailure(this::brokenOff);
  }

  /** An address of the service's own is put as clients see it: they cannot reach the other. */
  private void locate(MultiMap fields) {
    String location = fields.get(HttpHeaders.LOCATION);
    HttpClientRequest out = sent;
    if (location != null && out != null) {
      fields.set(
          HttpHeaders.LOCATION,
          taken.location(
              location,
              out.authority() == null ? "" : out.authority().toString(),
              Objects.requireNonNull(service).basePath()));
    }
  }

  private Future<Void> upgrade(ProxyResponse in, MultiMap fields) {
    return Tunnel.open(request, in.proxiedResponse(), fields)
        .onFailure(this::brokenOff)
        .compose(
            joined -> {
              tunnel = joined;
              if (phase == Phase.ENDED) {
                // The client has left while it was being told.
                joined.close();
              }
              return joined.run();
            })
        .onSuccess(over -> answered(101));
  }

  // How it ends

  private void answered(int status) {
    if (!end(false)) {
      return;
    }
    long length = request.response().bytesWritten();
    Objects.requireNonNull(call).ended(length);
    UpstreamCall one = told;
    if (one != null) {
      one.made(status, Objects.requireNonNull(call).retries());
      one.answered(clamp(length));
    }
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

  private static int clamp(long length) {
    return (int) Math.min(Integer.MAX_VALUE, length);
  }

  /** The service or the client has gone in the middle of the answer: a part of it is there. */
  private void brokenOff(Throwable cause) {
    // That the client is gone is told after what follows from it.
    gateway
        .vertx()
        .runOnContext(
            soon -> {
              clientMayHaveFailed();
              if (end(true)) {
                partly(Objects.requireNonNull(call).failed(cause));
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
    UpstreamCall one = told;
    if (one != null) {
      one.failed(failure.code().name());
    }
  }

  private void answerIsLate() {
    StreamedCall made = call;
    if (phase == Phase.ASKING && made != null) {
      UpstreamFailure late = made.timedOut();
      refuse(late);
    } else if (phase == Phase.ADMITTING) {
      refuse(Refusal.NOT_IN_TIME);
    }
  }

  /** The answer, or the upgraded connection, takes longer than it may. */
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
      reset();
      request.response().reset();
    }
  }

  /** The body's framing is wrong, or the connection is lost. */
  private void clientBroke(Throwable cause) {
    boolean malformed =
        cause instanceof IllegalArgumentException || cause instanceof DecoderException;
    if (malformed && phase != Phase.ANSWERING) {
      refuse(Refusal.BROKEN_BODY);
    } else {
      clientIsGone();
    }
  }

  /** A call may have ended because of its client: then that is what is told. */
  private void clientMayHaveFailed() {
    if (request.response().closed()) {
      clientIsGone();
    }
  }

  private void clientIsGone() {
    if (tunnel != null) {
      return;
    }
    StreamedCall made = call;
    if (end(true)) {
      record.gone();
      scope.cancel();
      if (made != null) {
        made.left();
      }
      UpstreamCall one = told;
      if (one != null) {
        one.failed("UPSTREAM_CANCELLED");
      }
      reset();
    }
  }

  private void refuse(UpstreamFailure failure) {
    tell(failure);
    if (failure.code() == UpstreamFailure.Code.UPSTREAM_CIRCUIT_OPEN) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    sendRefusal(new Refusal(Code.valueOf(failure.code().name()), failure.getMessage()));
  }

  private void refuse(Refusal refusal) {
    StreamedCall made = call;
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
    reset();
  }

  private Refusal tooLarge() {
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
    response.headers().addAll(scope.responseHeaders());
    record.nameIn(response.headers());
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    boolean bodyIsComing = !request.isEnded() && hasBody();
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

  private void reset() {
    HttpClientRequest out = sent;
    if (out != null) {
      out.reset();
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
