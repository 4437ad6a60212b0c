package dev.tributary.http;

import dev.tributary.auth.Authenticator;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.Subscriber;
import dev.tributary.http.Refusal.Code;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One subscription answered by server-sent events, in the form of the GraphQL over Server-Sent
 * Events Protocol's distinct connections mode. Confined to the request's event loop.
 */
final class EventStream implements Subscriber, Unsent.Listener, OpenStreams.Draining {

  static final Buffer COMPLETE = Buffer.buffer("event: complete\ndata:\n\n");
  private static final Buffer BEAT = Buffer.buffer(":\n\n");

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Authenticator authenticator;
  private final HttpOptions options;
  private final EventStreams streams;
  private final Supplier<RequestRecord> records;
  private @Nullable RequestScope started;
  private @Nullable StreamCaller caller;
  private final Unsent unsent;
  private boolean over;
  private long beat;

  /**
   * @param records begins the record of an event
   */
  EventStream(
      Vertx vertx,
      HttpServerRequest request,
      Authenticator authenticator,
      HttpOptions options,
      EventStreams streams,
      Supplier<RequestRecord> records) {
    this.vertx = vertx;
    this.request = request;
    this.authenticator = authenticator;
    this.options = options;
    this.streams = streams;
    this.records = records;
    this.unsent = new Unsent(vertx, options.streams().stalled(), this);
  }

  /** The response as an event. A JSON text has no line breaks but those that mean nothing. */
  static Buffer next(Buffer response) {
    byte[] json = response.getBytes();
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = ' ';
      }
    }
    return Buffer.buffer("event: next\ndata: ").appendBytes(json).appendString("\n\n");
  }

  /**
   * The subscription has begun: its events are what the request is answered with.
   *
   * @return false when there are too many streams, and the subscription must not go on
   */
  boolean begin(RequestScope scope) {
    if (!streams.enter(this, request)) {
      return false;
    }
    started = scope;
    caller =
        new StreamCaller(
            vertx,
            authenticator,
            new RequestCredentials(request, RequestRecord.unread()),
            scope.caller());
    HttpServerResponse response = request.response();
    response.closeHandler(closed -> clientIsGone());
    response.exceptionHandler(broken -> clientIsGone());
    request.exceptionHandler(broken -> clientIsGone());
    scope.addResponseHeadersTo(response.headers());
    scope.record().nameIn(response.headers());
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, EventStreams.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        // Proxies hold events back until there are enough of them.
        .putHeader("x-accel-buffering", "no");
    beat = vertx.setPeriodic(options.beat().toMillis(), due -> beat());
    write(BEAT);
    return true;
  }

  private void beat() {
    if (unsent.isEmpty()) {
      write(BEAT);
    }
    StreamCaller known = caller;
    if (known != null) {
      known.check(
          refusal -> {
            if (refusal != null && refusal.code() != Code.AUTHENTICATION_UNAVAILABLE) {
              refuse(refusal);
            }
          });
    }
  }

  @Override
  public Future<@Nullable RequestScope> event() {
    StreamCaller known = caller;
    RequestScope first = started;
    if (known == null || first == null || over) {
      return Future.succeededFuture(null);
    }
    Promise<@Nullable RequestScope> scope = Promise.promise();
    known.check(
        refusal -> {
          if (refusal != null) {
            refuse(refusal);
          }
          scope.complete(refusal == null ? scope(first) : null);
        });
    return scope.future();
  }

  private RequestScope scope(RequestScope first) {
    RequestRecord record = records.get();
    RequestScope scope =
        new RequestScope(
            first.context(),
            first.headers(),
            System.nanoTime() + options.limits().time().toNanos(),
            record);
    scope.calledBy(first.caller());
    scope.calledFrom(first.address());
    record.authenticated(first.caller().client());
    record.received();
    return scope;
  }

  @Override
  public Future<Void> next(GraphQlAnswer answer, RequestScope event) {
    int length = answer.body().length();
    Future<Void> sent = write(next(answer.body()));
    answer.free();
    event.record().ended(answer.outcome().status(), length);
    return sent;
  }

  @Override
  public void completed() {
    if (end()) {
      request.response().end(COMPLETE);
    }
  }

  @Override
  public void failed(GraphQlAnswer errors) {
    end(errors.body());
  }

  private void refuse(Refusal refusal) {
    end(ErrorBody.of(List.of(refusal), ""));
    cancel();
  }

  private void end(Buffer errors) {
    if (end()) {
      request.response().end(next(errors).appendBuffer(COMPLETE));
    }
  }

  /** The gateway is shutting down, or another configuration holds. */
  @Override
  public void drain() {
    refuse(new Refusal(Code.SHUTTING_DOWN, "The gateway ends what is open. Subscribe again."));
  }

  private void clientIsGone() {
    if (end()) {
      cancel();
    }
  }

  private void cancel() {
    if (started != null) {
      started.cancel();
    }
  }

  /**
   * @return completes when it is with the client's network; never when the client does not read
   */
  private Future<Void> write(Buffer text) {
    return over
        ? Future.succeededFuture()
        : unsent.add(request.response().write(text), text.length());
  }

  @Override
  public void full() {}

  @Override
  public void room() {}

  @Override
  public void stalled() {
    if (end()) {
      cancel();
      // Only its own stream, where the connection has several.
      request.response().reset();
    }
  }

  private boolean end() {
    if (over || started == null) {
      return false;
    }
    over = true;
    vertx.cancelTimer(beat);
    unsent.end();
    streams.leave(this, request);
    return true;
  }
}
