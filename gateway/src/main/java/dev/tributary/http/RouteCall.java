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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The service's side of a request that is passed on: what the service is sent, and what of its
 * answer the client is. How the request ends is decided by its {@link RouteExchange}. Confined to
 * the request's event loop.
 */
final class RouteCall {

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
  private final String target;
  private @Nullable HttpClientRequest sent;
  private @Nullable GzipStream packed;
  private boolean mirrored;

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
    this.target = target(service);
    this.call =
        gateway.services().stream(
            service, request.method(), target, request.headers(), exchange.hasBody());
    this.told = scope.record().calling(service.name(), 0);
  }

  private String target(StreamedService to) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = to.basePath() + taken.path();
    return query < 0 ? path : path + uri.substring(query);
  }

  // The request

  /** Connects, and sends the request then. */
  void connect() {
    call.connect(scope, this::connected, this::notAnswered);
  }

  private void connected(HttpClientRequest out) {
    if (!exchange.isAsking()) {
      out.reset();
      return;
    }
    sent = out;
    try {
      send(out);
    } catch (RuntimeException wrong) {
      // Such as a field that cannot be written in this version of HTTP.
      exchange.refuse(call.failed(wrong));
    }
  }

  private void send(HttpClientRequest out) {
    if (route.host() == Route.HostField.CLIENT && request.authority() != null) {
      out.authority(request.authority());
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      request.response().writeContinue();
    }
    out.setMethod(request.method()).setURI(target);
    MultiMap fields = out.headers();
    boolean upgrades = route.webSocket() && request.canUpgradeToWebSocket();
    forService(service, fields, upgrades);
    scope.record().trace(fields, told);
    if (upgrades) {
      fields.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).set(HttpHeaders.UPGRADE, "websocket");
      hear(out.connect(), true);
      request.handler(out::write);
      request.resume();
    } else if (exchange.hasBody()) {
      hear(out.response(), false);
      sendBody(out);
    } else {
      mirror(null);
      hear(out.response(), false);
      out.end();
      request.resume();
    }
  }

  private void sendBody(HttpClientRequest out) {
    RequestStream stream =
        new RequestStream(
            request,
            route.limits().bodyBytes(),
            () -> exchange.refuse(exchange.tooLarge()),
            exchange::clientBroke);
    long length = RequestBody.announcedLength(request.headers());
    if (length < 0) {
      out.setChunked(true);
    }
    mirror(stream);
    BodyRelay.pass(stream, out, length, () -> {}).onFailure(broken -> out.reset());
    request.resume();
  }

  /**
   * @param body null when there is none
   */
  private void mirror(@Nullable RequestStream body) {
    Route.Mirror mirror = route.mirror();
    if (mirror == null || mirrored || !gateway.mirrors().takes(mirror, request.method())) {
      return;
    }
    mirrored = true;
    StreamedService to =
        Objects.requireNonNull(gateway.settings().services().get(mirror.service()));
    MultiMap own = HttpHeaders.headers();
    forService(to, own, false);
    gateway.mirrors().copy(request, route, to, target(to), own, body, end);
  }

  /**
   * Adds what a service is sent of the client's fields, and what it is told of the client.
   *
   * @param fields none yet
   */
  private void forService(StreamedService to, MultiMap fields, boolean upgrades) {
    to.fields().toService(request.headers(), fields, scope.caller(), upgrades);
    String authority = request.authority() == null ? null : request.authority().toString();
    gateway
        .settings()
        .forwarded()
        .addTo(request.headers(), fields, scope.address(), request.isSSL(), authority);
  }

  // The answer

  private void hear(Future<HttpClientResponse> answer, boolean upgrades) {
    answer.onComplete(
        heard -> {
          if (heard.succeeded()) {
            answered(heard.result(), upgrades);
          } else {
            notAnswered(heard.cause());
          }
        });
  }

  /** What broke on the client's side is told after what follows from it. */
  private void notAnswered(Throwable cause) {
    gateway.vertx().runOnContext(soon -> retryOrRefuse(cause));
  }

  private void retryOrRefuse(Throwable cause) {
    exchange.clientMayHaveFailed();
    if (!exchange.isAsking()) {
      return;
    }
    if (call.mayRepeat()) {
      connect();
    } else {
      exchange.refuse(call.failed(cause));
    }
  }

  private void answered(HttpClientResponse in, boolean upgrades) {
    // What breaks it off is told to whoever reads its body, and that may be nobody.
    in.exceptionHandler(broken -> {});
    if (!exchange.isAsking()) {
      return;
    }
    String wrong = whatIsWrong(in, upgrades);
    if (wrong != null) {
      exchange.refuse(call.failed(new IllegalArgumentException(wrong)));
      return;
    }
    int status = in.statusCode();
    HttpServerResponse out = request.response();
    try {
      writeHead(in, out);
    } catch (RuntimeException unwritable) {
      out.headers().clear();
      SecurityHeaders.add(request);
      exchange.refuse(call.failed(unwritable));
      return;
    }
    call.answered(status);
    exchange.answerBegins();
    if (upgrades && status == 101) {
      exchange.upgraded(Tunnel.open(request, in));
    } else {
      sendAnswer(in, out, upgrades);
    }
  }

  private static @Nullable String whatIsWrong(HttpClientResponse in, boolean upgrades) {
    if (!RequestBody.isFramed(in.headers())) {
      return "nobody knows its transfer coding";
    }
    return in.statusCode() == 101 && !upgrades ? "nobody has asked for an upgrade" : null;
  }

  private void writeHead(HttpClientResponse in, HttpServerResponse out) {
    out.setStatusCode(in.statusCode());
    String reason = in.statusMessage();
    if (reason != null && !reason.equals(out.getStatusMessage())) {
      out.setStatusMessage(reason);
    }
    service
        .fields()
        .toClient(in.headers(), out.headers(), SecurityHeaders::giveWay, gateway.answersCors());
    locate(out.headers());
    if (!in.headers().contains(HttpHeaders.DATE)) {
      // RFC 9110, 6.6.1: whoever passes an answer without one on adds it.
      out.headers().set(HttpHeaders.DATE, CurrentDate.text());
    }
    exchange.addFields(out.headers());
  }

  private void sendAnswer(HttpClientResponse in, HttpServerResponse out, boolean upgrades) {
    long length = RequestBody.announcedLength(in.headers());
    WriteStream<Buffer> body = GzipStream.of(request, gateway.options().compression(), length);
    packed = body instanceof GzipStream gzip ? gzip : null;
    BodyRelay.pass(in, body, length, () -> addTrailers(in, out))
        .onComplete(
            passed -> {
              if (passed.failed()) {
                exchange.brokenOff(passed.cause());
                return;
              }
              exchange.answered(in.statusCode());
              if (upgrades) {
                // The request was to go on as something else, and has no end.
                reset();
              }
              if (length < 0 && request.version() == HttpVersion.HTTP_1_0) {
                // Nothing else tells the client where the answer ends.
                request.connection().close();
              }
            });
  }

  private void addTrailers(HttpClientResponse in, HttpServerResponse out) {
    MultiMap trailers = in.trailers();
    boolean told = request.version() == HttpVersion.HTTP_2 || out.isChunked();
    if (told && !trailers.isEmpty()) {
      service.fields().trailersToClient(trailers, out.trailers());
    }
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

  /** The request is over, however it ended. */
  void over() {
    GzipStream last = packed;
    if (last != null) {
      last.close();
    }
  }

  /** Lets go of the connection, wherever the call is. */
  void reset() {
    HttpClientRequest out = sent;
    if (out != null) {
      out.reset();
    }
  }
}
