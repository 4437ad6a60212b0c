package dev.tributary.http;

import dev.tributary.auth.Authentication;
import dev.tributary.auth.Authenticator;
import dev.tributary.execute.AnswerAge;
import dev.tributary.execute.Deadlines;
import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.execute.RequestScope;
import dev.tributary.http.Refusal.Code;
import dev.tributary.telemetry.RequestRecord;
import dev.tributary.telemetry.Telemetry;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One GraphQL request from its head to its answer. Confined to the request's event loop.
 *
 * <p>Whatever comes first ends it: the answer, a refusal, the time limit, or the client going away.
 * What comes later is ignored.
 */
final class GraphQlExchange {

  private static final Logger log = LoggerFactory.getLogger(GraphQlExchange.class);

  private static final CharSequence NO_STORE = AsciiString.cached("no-store");

  /** Packing more than this takes longer than an event loop should. */
  private static final int LARGE = 128 * 1024;

  private static final CharSequence VARIES = AsciiString.cached("accept, accept-encoding");

  /**
   * The engine answers by itself at the deadline, with what it has by then. Only when it has not
   * done so a moment later is it given up.
   */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private enum Phase {
    RECEIVING,
    ANSWERING,
    ENDED
  }

  private final Shared gateway;
  private final HttpServerRequest request;
  private final ResponseMedia media;
  private final AnswerForm form;
  private final @Nullable String address;
  private final RequestScope scope;
  private final boolean counted;
  private @Nullable EventStream stream;
  private Phase phase = Phase.RECEIVING;
  private Deadlines.Deadline limit;

  /**
   * What all exchanges use.
   *
   * @param deadlines those of the event loop that asks
   */
  record Shared(
      Vertx vertx,
      HttpOptions options,
      RequestsInFlight inFlight,
      Telemetry telemetry,
      Supplier<Deadlines> deadlines,
      Validators validators) {

    Shared(Vertx vertx, HttpOptions options, RequestsInFlight inFlight, Telemetry telemetry) {
      this(vertx, options, inFlight, telemetry, Deadlines.ofLoops(vertx), new Validators());
    }
  }

  GraphQlExchange(Shared gateway, HttpServerRequest request, ResponseMedia media) {
    this(gateway, request, media, media.form());
  }

  /**
   * @param form what is sent in the place of GraphQL responses
   */
  GraphQlExchange(Shared gateway, HttpServerRequest request, ResponseMedia media, AnswerForm form) {
    this.gateway = gateway;
    this.counted = gateway.inFlight().enter();
    Duration time = gateway.options().limits().time();
    this.request = request;
    this.media = media;
    this.form = form;
    SocketAddress peer = request.remoteAddress();
    this.address = peer == null ? null : peer.hostAddress();
    this.scope =
        new RequestScope(
            gateway.vertx().getOrCreateContext(),
            request.headers(),
            System.nanoTime() + time.toNanos(),
            begin());
    scope.calledFrom(address);
    this.limit = gateway.deadlines().get().begin(time, this::timeIsUp);
    Handler<Throwable> broken = this::broken;
    request.response().closeHandler(closed -> clientIsGone()).exceptionHandler(broken);
    request.exceptionHandler(broken);
  }

  RequestRecord record() {
    return scope.record();
  }

  /** The client takes events, should it subscribe to any. */
  void streamTo(EventStream events) {
    stream = events;
    scope.takesEvents(events);
  }

  RequestRecord begin() {
    return gateway
        .telemetry()
        .begin(request.method().name(), request.path(), address, request.headers());
  }

  /**
   * Lets a caller in, or refuses the request.
   *
   * @return whether the request may go on
   */
  boolean admit(Authentication authentication) {
    if (phase != Phase.RECEIVING) {
      return false;
    }
    Refusal refusal = Authentications.refusal(authentication, request.response(), scope);
    if (refusal != null) {
      refuse(refusal);
    }
    return phase == Phase.RECEIVING;
  }

  /**
   * Gives the request to the engine, or refuses it.
   *
   * @param authenticator knows what to ask for when the answer is for known callers only
   */
  void answer(RequestReading reading, GraphQlEngine engine, Authenticator authenticator) {
    if (phase != Phase.RECEIVING) {
      return;
    }
    scope.record().received();
    switch (reading) {
      case RequestReading.Pending(Future<RequestReading> later) ->
          later.onSuccess(known -> answer(known, engine, authenticator));
      case RequestReading.Invalid(List<Refusal> refusals) -> refuse(refusals);
      case RequestReading.Batch(List<RequestReading> operations) -> {
        phase = Phase.ANSWERING;
        new GraphQlBatch(engine, scope, this::begin)
            .answer(operations)
            .onSuccess(answers -> send(200, answers));
      }
      case RequestReading.Valid(var graphQl) -> {
        phase = Phase.ANSWERING;
        Future<GraphQlAnswer> answering;
        try {
          answering = engine.answer(graphQl, scope);
        } catch (RuntimeException bug) {
          bug(bug);
          return;
        }
        if (answering.succeeded()) {
          send(answering.result(), authenticator);
        } else {
          answering.onSuccess(answer -> send(answer, authenticator)).onFailure(this::bug);
        }
      }
    }
  }

  private void bug(Throwable bug) {
    log.error("A GraphQL request could not be answered", bug);
    refuse(Refusal.OUR_FAULT);
  }

  /** Whether there are more requests than can be taken on; {@link #refuseOverload} then. */
  boolean isOneTooMany() {
    return !counted;
  }

  void refuseOverload() {
    request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    refuse(Refusal.TOO_MANY_REQUESTS);
  }

  void refuse(Refusal refusal) {
    refuse(List.of(refusal));
  }

  private void refuse(List<Refusal> refusals) {
    int status = refusals.getFirst().code().status();
    refusals.forEach(refusal -> scope.record().error(refusal.code().name()));
    HttpServerResponse response = request.response();
    if (status == 405) {
      response.putHeader(HttpHeaders.ALLOW, "GET, POST");
    } else if (status == 415) {
      response.putHeader("accept", "application/json").putHeader("accept-encoding", "identity");
    }
    send(status, ErrorBody.of(refusals, scope.record().told()));
  }

  private void send(GraphQlAnswer answer, Authenticator authenticator) {
    int status = answer.outcome().status();
    switch (answer.outcome()) {
      case SUBSCRIBED -> stream();
      // A client of plain JSON may trust a GraphQL response only when the status is 200.
      case REQUEST_ERROR -> send(media == ResponseMedia.JSON ? 200 : status, answer);
      case MUTATION_REFUSED -> {
        request.response().putHeader(HttpHeaders.ALLOW, "POST");
        send(status, answer);
      }
      case UNAUTHENTICATED -> {
        request.response().putHeader("www-authenticate", authenticator.challenge());
        send(status, answer);
      }
      case NOT_READY -> {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        send(status, answer);
      }
      case EXECUTED, FORBIDDEN, QUOTA_EXCEEDED, OVERLOADED, TIMED_OUT -> send(status, answer);
    }
  }

  private void stream() {
    EventStream events = stream;
    if (events == null || phase != Phase.ANSWERING) {
      scope.cancel();
      return;
    }
    if (events.begin(scope)) {
      end();
      scope.record().ended(200, 0);
    } else {
      scope.cancel();
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      refuse(new Refusal(Code.TOO_MANY_STREAMS, "There are too many event streams now."));
    }
  }

  private void send(int status, GraphQlAnswer answer) {
    if (end()) {
      answer.freeAfter(write(status, answer.body(), answer.age()));
    } else {
      answer.free();
    }
  }

  private void send(int status, Buffer body) {
    if (end()) {
      write(status, body, null);
    }
  }

  private Future<Void> write(int graphQlStatus, Buffer graphQlResponse, @Nullable AnswerAge age) {
    AnswerForm.Sent answer = form.of(graphQlStatus, graphQlResponse);
    int status = answer.status();
    Buffer body = answer.body();
    HttpServerResponse response = request.response();
    boolean packs = isPacked(body);
    MultiMap headers = response.headers();
    scope.addResponseHeadersTo(headers);
    headers.set(HttpHeaders.CONTENT_TYPE, answer.contentType()).add(HttpHeaders.VARY, VARIES);
    scope.record().nameIn(headers);
    // Services may say how long an answer holds; a wrong one holds for nobody.
    if (status >= 300
        || scope.record().hasErrors()
        || (age == null && !headers.contains(HttpHeaders.CACHE_CONTROL))) {
      headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    } else if (age != null) {
      headers.set(HttpHeaders.CACHE_CONTROL, age.cacheControl());
      if (isKnownToClient(age, answer, packs, headers)) {
        status = 304;
        body = Buffer.buffer();
        packs = false;
        headers.remove(HttpHeaders.CONTENT_TYPE);
      }
    }
    boolean bodyIsComing = !request.isEnded();
    if (bodyIsComing && request.version() != HttpVersion.HTTP_2) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.setStatusCode(status);
    Future<Void> sent = packs ? pack(body) : response.end(body);
    scope.record().ended(status, body.length());
    if (bodyIsComing) {
      RequestBody.discardRest(gateway.vertx(), request);
    }
    return sent;
  }

  private boolean isPacked(Buffer body) {
    HttpOptions.Compression compression = gateway.options().compression();
    return compression.enabled()
        && body.length() >= compression.minBytes()
        && Gzip.isTakenBy(request.headers());
  }

  private Future<Void> pack(Buffer body) {
    HttpServerResponse response = request.response();
    response.headers().set(HttpHeaders.CONTENT_ENCODING, Gzip.CODING);
    int level = gateway.options().compression().level();
    return body.length() < LARGE
        ? response.end(Gzip.of(body, level))
        : gateway.vertx().executeBlocking(() -> Gzip.of(body, level), false).compose(response::end);
  }

  /** Says how old the answer is, and whether the client has it already. */
  private boolean isKnownToClient(
      AnswerAge age, AnswerForm.Sent answer, boolean packs, MultiMap headers) {
    Long seconds = age.age();
    if (seconds != null) {
      headers.set(HttpHeaders.AGE, Long.toString(seconds));
    }
    if (request.method() != HttpMethod.GET || age.maxAge() == 0) {
      return false;
    }
    String tag =
        gateway
            .validators()
            .tag(age, answer.body(), answer.contentType(), packs ? Gzip.CODING.toString() : "");
    headers.set(HttpHeaders.ETAG, tag);
    return Validators.match(request.headers(), tag);
  }

  private void timeIsUp() {
    switch (phase) {
      case RECEIVING ->
          refuse(new Refusal(Code.REQUEST_TIMEOUT, "The request did not arrive in time."));
      case ANSWERING -> {
        if (scope.remainingNanos() > -GRACE.toNanos()) {
          limit = gateway.deadlines().get().begin(GRACE, this::timeIsUp);
        } else {
          log.warn("A GraphQL request was given up {} after its time limit", GRACE);
          refuse(Refusal.NOT_IN_TIME);
          scope.cancel();
        }
      }
      case ENDED -> {}
    }
  }

  /** The body's framing is wrong, or the connection is lost. */
  private void broken(Throwable cause) {
    if (phase == Phase.RECEIVING && cause instanceof IllegalArgumentException) {
      refuse(Refusal.BROKEN_BODY);
    } else {
      clientIsGone();
    }
  }

  private void clientIsGone() {
    if (end()) {
      scope.record().gone();
      scope.cancel();
    }
  }

  private boolean end() {
    if (phase == Phase.ENDED) {
      return false;
    }
    phase = Phase.ENDED;
    if (counted) {
      gateway.inFlight().leave();
    }
    limit.cancel();
    return true;
  }
}
