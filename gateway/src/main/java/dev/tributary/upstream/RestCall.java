package dev.tributary.upstream;

import dev.tributary.execute.Deadlines;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.ServiceCredentials.ClientCredentials;
import dev.tributary.upstream.ServiceCredentials.Header;
import dev.tributary.upstream.ServiceCredentials.None;
import dev.tributary.upstream.ServiceCredentials.QueryParameter;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call to a REST service: the gateway's credentials, a place among the calls under way, and
 * further attempts where those can do no harm, all within the service's one time limit. Confined to
 * one event loop.
 *
 * <p>What was never sent may be sent again. Otherwise only reads are repeated when a service fails
 * (RFC 9110, 9.2.2); PUT and DELETE when it says that it has not begun: with 429, or with 503 and
 * {@code Retry-After}.
 */
final class RestCall implements CallsInFlight.Running {

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE);
  private static final Set<Integer> TEMPORARY = Set.of(502, 503, 504);

  private final RestTransport transport;
  private final ServiceRequest request;
  private final ServiceAddress address;
  private final UpstreamCall record;
  private final Promise<ServiceAnswer> answer = Promise.promise();
  private final long endNanos;
  private final Deadlines.Deadline deadline;
  private RestGate.@Nullable Turn turn;
  private @Nullable ServiceExchange exchange;
  private ClientTokens.@Nullable Token token;
  private int retried;
  private boolean tokenReplaced;
  private boolean ended;

  private RestCall(
      RestTransport transport,
      ServiceRequest request,
      ServiceAddress address,
      UpstreamCall record) {
    this.record = record;
    record.isMade();
    this.transport = transport;
    this.request = request;
    this.address = address;
    ServiceOptions options = transport.service().options().service();
    this.endNanos = System.nanoTime() + options.timeout().toNanos();
    this.deadline =
        transport
            .clients()
            .deadlines()
            .begin(options.timeout(), () -> giveUp(transport.failures().timeout()));
  }

  /**
   * @param record is told how each attempt went
   */
  static RestCall begin(
      RestTransport transport,
      ServiceRequest request,
      ServiceAddress address,
      UpstreamCall record) {
    RestCall call = new RestCall(transport, request, address, record);
    call.attempt();
    return call;
  }

  @Override
  public Future<ServiceAnswer> answer() {
    return answer.future();
  }

  @Override
  public void abandon() {
    giveUp(transport.failures().cancelled());
  }

  private void attempt() {
    if (ended) {
      return;
    }
    switch (transport.service().options().credentials()) {
      case None none -> queue(request);
      case Header(String name, String value) -> queue(withHeader(name, value));
      case QueryParameter(String name, String value) -> queue(withParameter(name, value));
      case ClientCredentials client -> withToken();
    }
  }

  private void withToken() {
    ClientTokens tokens = transport.service().tokens();
    if (tokens == null) {
      throw new IllegalStateException("A service with client credentials has tokens");
    }
    tokens
        .token(
            transport.clients(),
            transport.service().options().service(),
            transport.failures(),
            transport.clients().vertx().getOrCreateContext())
        .onSuccess(
            given -> {
              token = given;
              queue(withHeader("authorization", given.authorization()));
            })
        .onFailure(this::fail);
  }

  private ServiceRequest withHeader(String name, String value) {
    MultiMap headers = HttpHeaders.headers().addAll(request.headers()).set(name, value);
    return request.with(headers);
  }

  private ServiceRequest withParameter(String name, String value) {
    String target =
        request.target()
            + (request.target().indexOf('?') < 0 ? '?' : '&')
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + '='
            + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    return new ServiceRequest(
        request.method(),
        target,
        request.headers(),
        request.body(),
        request.effect(),
        request.rank());
  }

  private void queue(ServiceRequest complete) {
    if (ended) {
      return;
    }
    turn = transport.gate().await(() -> send(complete));
    if (turn == null) {
      fail(transport.failures().tooBusy("too many calls wait for their turn"));
    } else {
      transport.gate().open();
    }
  }

  private void send(ServiceRequest complete) {
    RestOptions options = transport.service().options();
    exchange =
        ServiceExchange.begin(
            transport.clients(),
            address,
            transport.headers().signed(complete),
            options.service(),
            transport.service().addressesOf(address),
            transport.failures());
    exchange.answer().onComplete(this::answered);
  }

  private void answered(AsyncResult<ServiceAnswer> result) {
    boolean sent = exchange != null && exchange.wasSent();
    if (exchange != null) {
      record.made(exchange.made(result.succeeded() ? result.result().status() : 0));
    }
    endTurn();
    if (ended) {
      return;
    }
    if (result.succeeded()) {
      transport.answered();
      ServiceAnswer got = result.result();
      if (got.status() == 401 && token != null && !tokenReplaced) {
        // It may have been taken back early.
        tokenReplaced = true;
        ClientTokens tokens = transport.service().tokens();
        if (tokens != null) {
          tokens.refused(token);
        }
        attempt();
      } else if (!retriedAfter(pause(got))) {
        succeed(got);
      }
    } else if (!retriedAfter(pause(result.cause(), sent))) {
      fail(result.cause());
    }
  }

  // Further attempts; a pause is in milliseconds, negative when there must be no further attempt

  private long pause(ServiceAnswer got) {
    long asked = RetryAfter.millis(got.headers());
    boolean notBegun = got.status() == 429 || (got.status() == 503 && asked >= 0);
    boolean reads = READS.contains(request.method()) && TEMPORARY.contains(got.status());
    if (!reads && !(notBegun && IDEMPOTENT.contains(request.method()))) {
      return -1;
    }
    return Math.max(asked, RetryAfter.backOff(retried));
  }

  private long pause(Throwable cause, boolean sent) {
    boolean broken =
        cause instanceof UpstreamFailure failure
            && failure.code() == UpstreamFailure.Code.UPSTREAM_UNREACHABLE;
    boolean harmless =
        !sent || (request.effect() == Effect.NONE && READS.contains(request.method()));
    return broken && harmless ? RetryAfter.backOff(retried) : -1;
  }

  private boolean retriedAfter(long millis) {
    long left = (endNanos - System.nanoTime()) / 1_000_000;
    if (millis < 0
        || millis >= left
        || retried >= transport.service().options().retries()
        || !transport.retries().take()) {
      return false;
    }
    retried++;
    record.again();
    transport.clients().meters(transport.service().name()).retried();
    transport.clients().vertx().setTimer(Math.max(1, millis), fired -> attempt());
    return true;
  }

  // The end

  private void giveUp(UpstreamFailure failure) {
    if (ended) {
      return;
    }
    fail(failure);
    if (exchange != null) {
      exchange.abandon();
    }
    endTurn();
  }

  private void endTurn() {
    if (turn != null) {
      turn.end();
      turn = null;
    }
  }

  private void succeed(ServiceAnswer got) {
    ended = true;
    deadline.cancel();
    answer.complete(got);
  }

  private void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      deadline.cancel();
      answer.fail(cause);
    }
  }
}
