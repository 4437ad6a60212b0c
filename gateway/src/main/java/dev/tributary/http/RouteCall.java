package dev.tributary.http;

import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.http.PassThroughRoutes.PassThrough;
import dev.tributary.route.Route;
import dev.tributary.route.RouteTable.Taken;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.StreamedCall;
import dev.tributary.upstream.StreamedService;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service's side of a request that is passed on: what the service is sent, and what of its
 * answer the client is. How the request ends is decided by its {@link RouteExchange}. Confined to
 * the request's event loop.
 */
final class RouteCall implements OriginRequestProvider, ProxyInterceptor {

  private static final ProxyOptions PLAIN = new ProxyOptions().setSupportWebSocket(false);
  private static final ProxyOptions WITH_WEB_SOCKET = new ProxyOptions().setSupportWebSocket(true);

  private final PassThrough gateway;
  private final HttpServerRequest request;
  private final Taken taken;
  private final Route route;
  private final RequestScope scope;
  private final StreamedService service;
  private final RouteExchange exchange;
  private final StreamedCall call;
  private final UpstreamCall told;
  private final Future<?> end;
  private @Nullable HttpClientRequest sent;
  private @Nullable RequestStream body;

  /**
   * @param exchange decides how the request ends
   * @param end of the request
   */
  RouteCall(
      PassThrough gateway,
      HttpServerRequest request,
      Taken taken,
      RequestScope scope,
      StreamedService service,
      RouteExchange exchange,
      Future<?> end) {
    this.gateway = gateway;
    this.request = request;
    this.taken = taken;
    this.route = taken.route();
    this.scope = scope;
    this.service = service;
    this.exchange = exchange;
    this.end = end;
    this.call =
        gateway.services().stream(
            service,
            request.method(),
            target(service),
            request.headers(),
            RouteExchange.hasBody(request));
    this.told = scope.record().calling(service.name(), 0);
  }

  void begin() {
    HttpProxy.reverseProxy(route.webSocket() ? WITH_WEB_SOCKET : PLAIN, call.agent())
        .origin(this)
        .addInterceptor(this, true)
        .handle(request);
  }

  private String target(StreamedService to) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = to.basePath() + taken.path();
    return query < 0 ? path : path + uri.substring(query);
  }

  // What the proxy asks

  @Override
  public Future<HttpClientRequest> create(ProxyContext context) {
    long left = TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos());
    return call.connect(Math.max(1, left)).map(this::connected);
  }

  private HttpClientRequest connected(HttpClientRequest out) {
    if (!exchange.isAsking()) {
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
    ProxyRequest out = context.request();
    out.setURI(target(service));
    MultiMap fields = out.headers();
    forService(service, fields, context.isWebSocket());
    scope.record().trace(fields, told);
    if (context.isWebSocket()) {
      fields.set(HttpHeaders.UPGRADE, "websocket");
    } else {
      prepareBody(out);
      mirror();
    }
    return ask(context);
  }

  private void prepareBody(ProxyRequest out) {
    if (!RouteExchange.hasBody(request)) {
      // So it can be sent once more.
      out.setBody(null);
      request.resume();
      return;
    }
    RequestStream stream =
        new RequestStream(
            request,
            route.limits().bodyBytes(),
            () -> exchange.refuse(exchange.tooLarge()),
            exchange::clientBroke);
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
    gateway.mirrors().copy(request, route, to, target(to), own, body, end);
  }

  /** Makes the client's fields those that a service is sent. */
  private void forService(StreamedService to, MultiMap fields, boolean webSocket) {
    to.fields().toService(request.headers(), fields, scope.caller(), webSocket);
    String authority = request.authority() == null ? null : request.authority().toString();
    gateway
        .settings()
        .forwarded()
        .addTo(request.headers(), fields, scope.address(), request.isSSL(), authority);
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
    exchange.clientMayHaveFailed();
    if (!exchange.isAsking()) {
      return;
    }
    if (call.mayRepeat()) {
      ask(context).onComplete(again);
    } else {
      exchange.refuse(call.failed(cause));
    }
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    if (!exchange.isAsking()) {
      return Promise.<Void>promise().future();
    }
    exchange.answerBegins();
    ProxyResponse in = context.response();
    int status = in.getStatusCode();
    call.answered(status);
    MultiMap fields = in.headers();
    service.fields().toClient(fields, gateway.answersCors());
    locate(fields);
    exchange.addFields(fields);
    return context.isWebSocket() && status == 101
        ? exchange.upgraded(Tunnel.open(request, in.proxiedResponse(), fields))
        : context
            .sendResponse()
            .onSuccess(all -> exchange.answered(status))
            .onFailure(exchange::brokenOff);
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
              service.basePath()));
    }
  }

  // What the exchange tells

  /**
   * The answer has been passed on.
   *
   * @param length in bytes
   */
  void ended(int status, long length) {
    call.ended(length);
    told.made(call.made());
    told.answered(RouteExchange.clamp(length));
  }

  UpstreamFailure failed(Throwable cause) {
    return call.failed(cause);
  }

  UpstreamFailure timedOut() {
    return call.timedOut();
  }

  /** Nobody wants the answer any more. */
  void left() {
    call.left();
  }

  void tell(UpstreamFailure.Code code) {
    told.made(call.made());
    told.failed(code.name());
  }

  /** Lets go of the connection, wherever the call is. */
  void reset() {
    HttpClientRequest out = sent;
    if (out != null) {
      out.reset();
    }
  }
}
