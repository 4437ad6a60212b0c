package dev.tributary.upstream;

import dev.tributary.execute.ConcurrencyLimit;
import dev.tributary.execute.Deadlines;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.UpstreamCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One subscription until a service has accepted it: a call like others, within the service's time.
 * Until then the service has told nothing, so that another instance may be asked when one cannot be
 * reached, breaks off or fails. How long a subscription goes on afterwards says nothing of the
 * service: for circuit, limit and instance the call has ended when it is accepted.
 */
final class SubscriptionOpening {

  private static final int OK = 200;

  private final ServiceCall call;
  private final Attempts attempts;
  private final ConcurrencyLimit.Rank rank;
  private final ServiceFailures failures;
  private final UpstreamCall record;
  private final Promise<Void> opened = Promise.promise();
  private final Deadlines.Deadline deadline;
  private @Nullable SubscriptionAttempt latest;

  SubscriptionOpening(
      ServiceClients clients,
      Attempts attempts,
      ConcurrencyLimit.Rank rank,
      Duration time,
      ServiceFailures failures,
      UpstreamCall record) {
    this.call = new ServiceCall(clients, failures, attempts);
    this.attempts = attempts;
    this.rank = rank;
    this.failures = failures;
    this.record = record;
    this.deadline = clients.deadlines().begin(time, () -> giveUp(failures.timeout()));
  }

  /**
   * @param attempt connects to an instance, and asks it
   * @return completes when an instance has accepted; fails with {@link UpstreamFailure}
   */
  Future<Void> open(
      Function<RequestOptions, Future<SubscriptionAttempt>> attempt, RequestScope scope) {
    scope.onCancel(() -> giveUp(failures.cancelled()));
    call.enter(rank, () -> connect(attempt), this::fail);
    return opened.future();
  }

  private void connect(Function<RequestOptions, Future<SubscriptionAttempt>> attempt) {
    call.connect(attempt, begun -> asked(begun, attempt), this::notConnected);
  }

  private void asked(
      SubscriptionAttempt begun, Function<RequestOptions, Future<SubscriptionAttempt>> attempt) {
    if (call.hasEnded()) {
      begun.giveUp(failures.cancelled());
      return;
    }
    latest = begun;
    begun
        .accepted()
        .onComplete(
            done -> {
              if (done.succeeded()) {
                answered(OK);
                opened.tryComplete();
              } else {
                notAccepted(begun, (UpstreamFailure) done.cause(), attempt);
              }
            });
  }

  private void notConnected(Throwable cause) {
    switch (cause) {
      case UpstreamFailure refused when refused.status() != 0 -> {
        answered(refused.status());
        opened.tryFail(refused);
      }
      case UpstreamFailure known -> fail(known);
      case UpgradeRejectedException rejected ->
          fail(failures.httpError(rejected.getStatus(), "no upgrade to a WebSocket"));
      default -> fail(failures.unreachable(cause));
    }
  }

  private void notAccepted(
      SubscriptionAttempt begun,
      UpstreamFailure failure,
      Function<RequestOptions, Future<SubscriptionAttempt>> attempt) {
    latest = null;
    if (call.hasEnded()) {
      return;
    }
    if (begun.isRefused()) {
      answered(OK);
      opened.tryFail(failure);
      return;
    }
    attempts.failed(failure);
    if (failure.code() != UpstreamFailure.Code.UPSTREAM_CANCELLED && call.takesAnother()) {
      connect(attempt);
    } else {
      fail(failure);
    }
  }

  private void answered(int status) {
    attempts.answered(status);
    if (call.answered(status, 0)) {
      over(status);
    }
  }

  private void fail(UpstreamFailure failure) {
    if (call.failed(failure)) {
      over(failure.status());
      opened.tryFail(failure);
    }
  }

  /** Once it is accepted it is not this that ends it. */
  private void giveUp(UpstreamFailure failure) {
    if (!call.hasEnded()) {
      fail(failure);
      SubscriptionAttempt asked = latest;
      if (asked != null) {
        asked.giveUp(failure);
      }
    }
  }

  private void over(int status) {
    deadline.cancel();
    record.made(call.made(status));
  }
}
