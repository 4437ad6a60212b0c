package dev.tributary.upstream;

import dev.tributary.balance.Place;
import dev.tributary.execute.ConcurrencyLimit;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.ServiceMeters;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
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
  private final ServiceMeters meters;
  private int retries;
  private final long begun = System.nanoTime();
  private final Promise<ServiceAnswer> answer = Promise.promise();
  private final Deadlines.Deadline deadline;
  private @Nullable HttpClientRequest sent;
  private boolean wasSent;
  private boolean repeated;

  /** Until when it may be made again after a pause; 0 when it may not. */
  private long waitsUntil;

  private int waits;
  private boolean ended;

  /** Null unless the service is made so many calls at a time. */
  private ConcurrencyLimit.@Nullable Turn turn;

  /** Null unless it has admitted the call and is still to be told how it ended. */
  private @Nullable ServiceCircuit circuit;

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
    this.meters = clients.meters(failures.service());
    meters.begun();
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
    exchange.ask();
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
    meters.retried();
    other.ask();
    return other;
  }

  /** Another instance has answered the same request. */
  void outrun() {
    attempts.outrun();
    abandon();
  }

  private void ask() {
    ServiceCircuit asked = clients.circuit(failures.service());
    if (asked == null || asked.admits()) {
      circuit = asked;
      enter(clients.limit(failures.service()));
    } else {
      fail(failures.circuitOpen());
    }
  }

  /**
   * A read that the service has no time for, as it says by 429 or 503 and {@code Retry-After}, is
   * made again when it asks for that; any call, when no connection could be made.
   *
   * @param nanos for how long whoever asks would wait
   */
  ServiceExchange waitsAtMost(long nanos) {
    waitsUntil = begun + Math.min(nanos, options.timeout().toNanos());
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

  private void enter(@Nullable ConcurrencyLimit limit) {
    if (limit == null) {
      open();
      return;
    }
    turn =
        limit.turn(
            request.rank(),
            clients.vertx().getOrCreateContext(),
            () -> {
              if (!ended) {
                open();
              }
            },
            () -> {
              if (!ended) {
                fail(failures.overloaded());
              }
            });
    turn.enter();
  }

  private void open() {
    RequestOptions to = attempts.next();
    if (to == null) {
      fail(failures.unreachable("it has no instance that could be asked"));
      return;
    }
    meters.waits();
    client
        .request(
            to.setMethod(request.method())
                .setURI(request.target())
                // Whoever waits for a connection leaves the queue when its time is up.
                .setConnectTimeout(options.timeout().toMillis()))
        .onComplete(got -> meters.waited())
        .onSuccess(this::send)
        .onFailure(this::notConnected);
  }

  private void notConnected(Throwable cause) {
    if (ended) {
      return;
    }
    if (cause instanceof ConnectionPoolTooBusyException) {
      attempts.left();
      leaveCircuit();
      fail(failures.tooBusy(cause));
      return;
    }
    attempts.failed();
    // Nothing was sent, so that not even a mutation is made twice.
    if (!askAnother() && !connectsLater(cause)) {
      fail(failures.unreachable(cause));
    }
  }

  /** One that restarts is back soon; one that took all the time there is to connect is not. */
  private boolean connectsLater(Throwable cause) {
    return !attempts.areInstances()
        && !(cause instanceof ConnectTimeoutException)
        && waitsToAskAgain(0);
  }

  private void retried() {
    retries++;
    meters.retried();
  }

  /** How often it was sent again, so far. */
  int retries() {
    return retries;
  }

  /** The instance that was asked last; null when the service has none. */
  @Nullable Place instance() {
    return attempts.latest();
  }

  private boolean askAnother() {
    boolean another = attempts.takeAnother();
    if (another) {
      sent = null;
      retried();
      meters.failedOver();
      open();
    }
    return another;
  }

  private void send(HttpClientRequest http) {
    // The response's future tells of it, too.
    http.exceptionHandler(broken -> {});
    if (ended) {
      // The connection came too late: it goes back unused.
      http.reset();
      return;
    }
    if (addresses != AddressPolicy.ANY && !client.isAllowed(http.connection(), addresses)) {
      SocketAddress connected = http.connection().remoteAddress();
      http.connection().close();
      leaveCircuit();
      fail(failures.unreachable("its address " + connected + " is not one that may be called"));
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
    if (ended) {
      return;
    }
    if (used && !repeated && request.effect() == Effect.NONE) {
      repeated = true;
      attempts.left();
      retried();
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
    if (ended) {
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
          if (!ended && !body.append(chunk)) {
            giveUp(failures.tooLarge(options.maxAnswerBytes()));
          }
        });
    response.endHandler(
        end -> {
          if (ended) {
            return;
          }
          attempts.answered(response.statusCode());
          if (response.statusCode() >= 500 && request.effect() == Effect.NONE && askAnother()) {
            return;
          }
          if (waitsToAskAgain(response)) {
            return;
          }
          measured(response.statusCode() < 500);
          if (end()) {
            long nanos = System.nanoTime() - begun;
            meters.answered(response.statusCode(), nanos, body.length());
            if (circuit != null) {
              circuit.answered(response.statusCode(), nanos);
            }
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
    if (!ended) {
      retried();
      open();
    }
  }

  private void broken(Throwable cause) {
    // Making a failure writes it to the log.
    if (!ended) {
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
    measured(failure.code() == UpstreamFailure.Code.UPSTREAM_TIMEOUT);
    if (end()) {
      attempts.failed(failure);
      long nanos = System.nanoTime() - begun;
      meters.failed(failure.code().name(), nanos);
      if (circuit != null) {
        circuit.failed(failure, nanos);
      }
      answer.fail(failure);
    }
  }

  /** That too many wait here is not the service's failure. */
  private void leaveCircuit() {
    if (circuit != null) {
      circuit.left();
      circuit = null;
    }
  }

  /** What fails fast must not look fast. */
  private void measured(boolean tells) {
    if (turn != null && tells) {
      turn.measure();
    }
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    meters.over();
    if (turn != null) {
      turn.end();
    }
    deadline.cancel();
    return true;
  }
}
