package dev.tributary.upstream;

import dev.tributary.execute.ConcurrencyLimit;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.CallMade;
import dev.tributary.telemetry.ServiceMeters;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all calls to a service have in common, whatever is asked and however it is answered: its
 * circuit lets them be made, its limit says when, an instance is chosen, and another one when that
 * cannot be reached; and circuit, limit, instance and meters are told how they ended. Confined to
 * one event loop.
 *
 * <p>Whoever makes the call says when an instance has answered, and ends the call exactly once: by
 * {@link #answered} or {@link #failed}, of which all but the first do nothing.
 */
final class ServiceCall {

  private final ServiceClients clients;
  private final ServiceFailures failures;
  private final Attempts attempts;
  private final ServiceMeters meters;
  private final long begun = System.nanoTime();
  private int retries;
  private long queuedNanos;
  private boolean ended;

  /** Null unless the service is made so many calls at a time. */
  private ConcurrencyLimit.@Nullable Turn turn;

  /** Null unless it has admitted the call and is still to be told how it ended. */
  private @Nullable ServiceCircuit circuit;

  /** How its circuit was; null when it has none. */
  private @Nullable String condition;

  /**
   * @param attempts of this call only
   */
  ServiceCall(ServiceClients clients, ServiceFailures failures, Attempts attempts) {
    this.clients = clients;
    this.failures = failures;
    this.attempts = attempts;
    this.meters = clients.meters(failures.service());
    meters.begun();
  }

  /**
   * Lets the call be made at once, or when its turn comes, or not.
   *
   * @param begin makes it; not run when it has ended meanwhile
   * @param refused is told why it is not made
   */
  void enter(ConcurrencyLimit.Rank rank, Runnable begin, Consumer<UpstreamFailure> refused) {
    if (!isAdmitted()) {
      refused.accept(failures.circuitOpen());
      return;
    }
    ConcurrencyLimit limit = clients.limit(failures.service());
    if (limit == null) {
      begin.run();
      return;
    }
    long entered = System.nanoTime();
    turn =
        limit.turn(
            rank,
            clients.vertx().getOrCreateContext(),
            () -> {
              queuedNanos = System.nanoTime() - entered;
              if (!ended) {
                begin.run();
              }
            },
            () -> {
              queuedNanos = System.nanoTime() - entered;
              if (!ended) {
                refused.accept(failures.overloaded());
              }
            });
    turn.enter();
  }

  /** Whether the circuit lets it be made. Asked once. */
  boolean isAdmitted() {
    ServiceCircuit asked = clients.circuit(failures.service());
    if (asked == null) {
      return true;
    }
    boolean admitted = asked.admits();
    condition = asked.condition();
    circuit = admitted ? asked : null;
    return admitted;
  }

  /**
   * Connects to an instance, and to another one when that fails: nothing has been sent then, so
   * that not even a mutation is made twice.
   *
   * @param how connects; a {@link UpstreamFailure} of it is no reason to try elsewhere
   * @param connected is told of the connection, perhaps after the call has ended
   * @param not is told why there is none: an {@link UpstreamFailure}, or what the last one to be
   *     tried failed with
   */
  <T> void connect(
      Function<RequestOptions, Future<T>> how, Consumer<T> connected, Consumer<Throwable> not) {
    RequestOptions to = attempts.next();
    if (to == null) {
      not.accept(failures.unreachable("it has no instance that could be asked"));
      return;
    }
    meters.waits();
    how.apply(to)
        .onComplete(
            got -> {
              meters.waited();
              if (got.succeeded()) {
                connected.accept(got.result());
                return;
              }
              Throwable cause = notConnected(got.cause());
              if (!ended && !(cause instanceof UpstreamFailure) && takesAnother()) {
                connect(how, connected, not);
              } else {
                not.accept(cause);
              }
            });
  }

  private Throwable notConnected(Throwable cause) {
    if (ended) {
      return failures.cancelled();
    }
    if (cause instanceof ConnectionPoolTooBusyException) {
      attempts.left();
      leavesCircuit();
      return failures.tooBusy(cause);
    }
    if (!(cause instanceof UpstreamFailure)) {
      attempts.failed();
    }
    return cause;
  }

  /** Whether another instance is to be asked after a failure: that is a retry then. */
  boolean takesAnother() {
    boolean another = attempts.takeAnother();
    if (another) {
      retried();
      meters.failedOver();
    }
    return another;
  }

  /** The call is made again. */
  void retried() {
    retries++;
    meters.retried();
  }

  /** The call is another one made again, while that is under way. */
  void hedges() {
    meters.retried();
  }

  /** How often it was made again, so far. */
  int retries() {
    return retries;
  }

  /** What goes wrong from here on is not the service's failure, but a matter of this gateway. */
  void leavesCircuit() {
    if (circuit != null) {
      circuit.left();
      circuit = null;
    }
  }

  /**
   * The service begins to answer, and what remains goes as fast as others take it: so another call
   * may have this one's turn.
   */
  void begins(int status) {
    if (turn != null) {
      if (status < 500) {
        turn.measure();
      }
      turn.end();
    }
  }

  /**
   * The service has answered.
   *
   * @param length of what was read, in bytes
   * @return whether that ends the call
   */
  boolean answered(int status, int length) {
    if (ended) {
      return false;
    }
    if (status < 500) {
      measure();
    }
    end();
    long nanos = System.nanoTime() - begun;
    meters.answered(status, nanos, length);
    if (circuit != null) {
      circuit.answered(status, nanos);
    }
    return true;
  }

  /**
   * There is no answer, and will be none.
   *
   * @return whether that ends the call
   */
  boolean failed(UpstreamFailure failure) {
    if (ended) {
      return false;
    }
    if (failure.code() == UpstreamFailure.Code.UPSTREAM_TIMEOUT) {
      measure();
    }
    end();
    attempts.failed(failure);
    long nanos = System.nanoTime() - begun;
    meters.failed(failure.code().name(), nanos);
    if (circuit != null) {
      circuit.failed(failure, nanos);
    }
    return true;
  }

  /**
   * How it went.
   *
   * @param status of the answer; 0 for none
   */
  CallMade made(int status) {
    return new CallMade(status, retries, 0, queuedNanos, condition, attempts.latest());
  }

  boolean hasEnded() {
    return ended;
  }

  /** When it began, as {@link System#nanoTime} tells. */
  long begunAt() {
    return begun;
  }

  /** How long it took tells of the service; what fails fast must not look fast. */
  private void measure() {
    if (turn != null) {
      turn.measure();
    }
  }

  private void end() {
    ended = true;
    meters.over();
    if (turn != null) {
      turn.end();
    }
  }
}
