package dev.tributary.upstream;

import dev.tributary.execute.Deadlines;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.CallMade;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * One request to a service and its whole answer, within the service's limits of time and size.
 * Confined to one event loop.
 *
 * <p>Whatever comes first ends it; its connection is then given back, or closed when an answer was
 * still to come on it.
 */
final class ServiceExchange implements CallsInFlight.Running {

  /** A service that says it again and again has no time at all. */
  private static final int MOST_WAITS = 2;

  private final ServiceClients clients;
  private final ServiceClient client;
  private final Attempts attempts;
  private final ServiceRequest request;
  private final ServiceOptions options;
  private final AddressPolicy addresses;
  private final ServiceFailures failures;
  private final ServiceCall call;
  private final Promise<ServiceAnswer> answer = Promise.promise();
  private final Deadlines.Deadline deadline;
  private @Nullable HttpClientRequest sent;
  private boolean wasSent;
  private boolean repeated;

  /** Until when it may be made again after a pause; 0 when it may not. */
  private long waitsUntil;

  private int waits;

  private ServiceExchange(
      ServiceClients clients,
      Attempts attempts,
      ServiceRequest request,
      ServiceOptions options,
      AddressPolicy addresses,
      ServiceFailures failures) {
    // Where instances are, the operator has said.
    this.addresses = attempts.areInstances() ? addresses.withPrivateOnes() : addresses;
    this.clients = clients;
    this.client = clients.client(options.pool());
    this.attempts = attempts;
    this.request = request;
    this.options = options;
    this.failures = failures;
    this.call = new ServiceCall(clients, failures, attempts);
    this.deadline = clients.deadlines().begin(options.timeout(), () -> giveUp(failures.timeout()));
  }

  /** Sends the request to an address that the operator has written, and to no instance of it. */
  static ServiceExchange beginAt(
      ServiceClients clients,
      ServiceAddress address,
      ServiceRequest request,
      ServiceOptions options,
      ServiceFailures failures) {
    ServiceExchange exchange =
        new ServiceExchange(
            clients,
            new Attempts(address, null, request),
            request,
            options,
            AddressPolicy.ANY,
            failures);
    exchange.open();
    return exchange;
  }

  /**
   * Sends the request at once, or as soon as a connection is free.
   *
   * @param addresses asked of the address that is connected to, so that no name service can lead
   *     around it; nothing is sent to one that it refuses
   */
  static ServiceExchange begin(
      ServiceClients clients,
      ServiceAddress address,
      ServiceRequest request,
      ServiceOptions options,
      AddressPolicy addresses,
      ServiceFailures failures) {
    ServiceExchange exchange =
        new ServiceExchange(
            clients,
            clients.attempts(failures.service(), address, request),
            request,
            options,
            addresses,
            failures);
    exchange.enter();
    return exchange;
  }

  /**
   * The same request to another instance, while this one is under way.
   *
   * @return null when there is no other that may be asked
   */
  @Nullable ServiceExchange beside() {
    Attempts others = attempts.beside();
    if (others == null) {
      return null;
    }
    ServiceExchange other =
        new ServiceExchange(clients, others, request, options, addresses, failures);
    other.call.hedges();
    other.enter();
    return other;
  }

  /** Another instance has answered the same request. */
  void outrun() {
    attempts.outrun();
    abandon();
  }

  private void enter() {
    call.enter(request.rank(), this::open, this::fail);
  }

  /**
   * A read that the service has no time for, as it says by 429 or 503 and {@code Retry-After}, is
   * made again when it asks for that; any call, when no connection could be made.
   *
   * @param nanos for how long whoever asks would wait
   */
  ServiceExchange waitsAtMost(long nanos) {
    waitsUntil = call.begunAt() + Math.min(nanos, options.timeout().toNanos());
    return this;
  }

  /** Whether the service may have seen the request, or a part of it. */
  boolean wasSent() {
    return wasSent;
  }

  @Override
  public Future<ServiceAnswer> answer() {
    return answer.future();
  }

  @Override
  public void abandon() {
    giveUp(failures.cancelled());
  }

  private void open() {
    sent = null;
    call.connect(this::connection, this::send, this::notConnected);
  }

  private Future<HttpClientRequest> connection(RequestOptions to) {
    return client.request(
        to.setMethod(request.method())
            .setURI(request.target())
            // Whoever waits for a connection leaves the queue when its time is up.
            .setConnectTimeout(options.timeout().toMillis()));
  }

  private void notConnected(Throwable cause) {
    if (cause instanceof UpstreamFailure known) {
      fail(known);
    } else if (!connectsLater(cause)) {
      fail(failures.unreachable(cause));
    }
  }

  /** One that restarts is back soon; one that took all the time there is to connect is not. */
  private boolean connectsLater(Throwable cause) {
    return !attempts.areInstances()
        && !(cause instanceof ConnectTimeoutException)
        && waitsToAskAgain(0);
  }

  /**
   * How it went.
   *
   * @param status of the answer; 0 for none
   */
  CallMade made(int status) {
    return call.made(status);
  }

  private boolean askAnother() {
    boolean another = call.takesAnother();
    if (another) {
      open();
    }
    return another;
  }

  private void send(HttpClientRequest http) {
    // The response's future tells of it, too.
    http.exceptionHandler(broken -> {});
    if (call.hasEnded()) {
      // The connection came too late: it goes back unused.
      http.reset();
      return;
    }
    if (!client.isAllowed(http.connection(), addresses)) {
      http.connection().close();
      call.leavesCircuit();
      fail(failures.notAllowed(http.connection().remoteAddress()));
      return;
    }
    sent = http;
    wasSent = true;
    http.headers().addAll(request.headers());
    boolean used = client.hasAnswered(http.connection());
    Buffer body = request.body();
    (body == null ? http.send() : http.send(body))
        .onSuccess(this::receive)
        .onFailure(cause -> noAnswer(cause, used));
  }

  private void noAnswer(Throwable cause, boolean used) {
    if (call.hasEnded()) {
      return;
    }
    if (used && !repeated && request.effect() == Effect.NONE) {
      repeated = true;
      attempts.left();
      call.retried();
      open();
      return;
    }
    attempts.failed();
    if (request.effect() == Effect.SOME || !askAnother()) {
      fail(
          isMalformed(cause)
              ? failures.invalid("something that cannot be understood", cause)
              : failures.unreachable(cause));
    }
  }

  /** How the HTTP decoder tells what is not HTTP, or more of it than it takes. */
  private static boolean isMalformed(Throwable cause) {
    return cause instanceof DecoderException || cause instanceof IllegalArgumentException;
  }

  private void receive(HttpClientResponse response) {
    if (call.hasEnded()) {
      return;
    }
    client.answered(response.request().connection());
    response.exceptionHandler(this::broken);
    long announced = announcedLength(response);
    if (announced > options.maxAnswerBytes()) {
      giveUp(failures.tooLarge(options.maxAnswerBytes()));
      return;
    }
    AnswerBody body = new AnswerBody(options.maxAnswerBytes(), announced);
    response.handler(
        chunk -> {
          if (!call.hasEnded() && !body.append(chunk)) {
            giveUp(failures.tooLarge(options.maxAnswerBytes()));
          }
        });
    response.endHandler(
        end -> {
          if (call.hasEnded()) {
            return;
          }
          attempts.answered(response.statusCode());
          if (response.statusCode() >= 500 && request.effect() == Effect.NONE && askAnother()) {
            return;
          }
          if (waitsToAskAgain(response)) {
            return;
          }
          if (call.answered(response.statusCode(), body.length())) {
            deadline.cancel();
            answer.complete(
                new ServiceAnswer(response.statusCode(), response.headers(), body.whole()));
          }
        });
  }

  private boolean waitsToAskAgain(HttpClientResponse response) {
    int status = response.statusCode();
    if (request.effect() != Effect.NONE || status != 429 && status != 503) {
      return false;
    }
    long asked = RetryAfter.millis(response.headers());
    return asked >= 0 && waitsToAskAgain(asked);
  }

  /**
   * @param least milliseconds
   */
  private boolean waitsToAskAgain(long least) {
    long pause = Math.max(least, RetryAfter.backOff(waits));
    if (waitsUntil == 0
        || waits >= MOST_WAITS
        || pause >= (waitsUntil - System.nanoTime()) / 1_000_000
        || !clients.retries(failures.service()).take()) {
      return false;
    }
    waits++;
    sent = null;
    attempts.forget();
    clients.vertx().setTimer(pause, due -> askAgain());
    return true;
  }

  private void askAgain() {
    if (!call.hasEnded()) {
      call.retried();
      open();
    }
  }

  private void broken(Throwable cause) {
    // Making a failure writes it to the log.
    if (!call.hasEnded()) {
      giveUp(
          cause instanceof DecoderException
              ? failures.invalid("a body that cannot be decoded", cause)
              : failures.cutShort(cause));
    }
  }

  /** Compressed or not, an announced length above the limit is too much. */
  private static long announcedLength(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      // HTTP/2 frames a body without it.
      return -1;
    }
  }

  private void giveUp(UpstreamFailure failure) {
    fail(failure);
    if (sent != null) {
      sent.reset();
    }
  }

  private void fail(UpstreamFailure failure) {
    if (call.failed(failure)) {
      deadline.cancel();
      answer.fail(failure);
    }
  }
}
