package dev.tributary.upstream;

import dev.tributary.execute.RequestScope;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls to one service that are in flight, and who waits for each: calls that are the same are
 * made once, and all who wait get the one answer or failure.
 *
 * <p>All that is sent is in a key, so that no answer crosses from one caller to another who might
 * get a different one.
 *
 * <p>Confined to one event loop: sharing works among the requests of a loop, and so needs no locks.
 * Each waiting request keeps its own deadline. A call ends early only when all have left it.
 */
final class CallsInFlight<K, T> {

  /** One call that is under way. */
  interface Running {
    /** Fails with {@link dev.tributary.execute.UpstreamFailure} only. */
    Future<ServiceAnswer> answer();

    /** Nobody waits for the answer any more. */
    void abandon();
  }

  private final Vertx vertx;
  private final ServiceOptions options;
  private final ServiceFailures failures;
  private final Function<ServiceAnswer, T> reader;
  private final Map<K, Call> shared = new HashMap<>();

  /**
   * @param options whose time limit every call keeps
   * @param reader makes the result of an answer, once for all who wait; throws {@link
   *     dev.tributary.execute.UpstreamFailure} when it is unusable
   */
  CallsInFlight(
      Vertx vertx,
      ServiceOptions options,
      ServiceFailures failures,
      Function<ServiceAnswer, T> reader) {
    this.vertx = vertx;
    this.options = options;
    this.failures = failures;
    this.reader = reader;
  }

  /** Joins the same call, or makes it. Given up when the scope is cancelled. */
  Future<T> joinOrBegin(K key, Supplier<? extends Running> exchange, RequestScope scope) {
    Call inFlight = shared.get(key);
    return (inFlight != null ? inFlight.join(scope) : begin(key, exchange, scope))
        .abandonedWhenCancelled();
  }

  /** Makes a call of its own. Given up when the scope is cancelled. */
  Future<T> begin(Supplier<? extends Running> exchange, RequestScope scope) {
    return begin(null, exchange, scope).abandonedWhenCancelled();
  }

  /** Makes a call that goes on when the scope is cancelled, since it may change something. */
  Future<T> beginLasting(Supplier<? extends Running> exchange, RequestScope scope) {
    return begin(null, exchange, scope).result();
  }

  private Waiting begin(@Nullable K key, Supplier<? extends Running> exchange, RequestScope scope) {
    Call call = new Call(key);
    Waiting first = call.join(scope);
    if (key != null) {
      shared.put(key, call);
    }
    call.begin(exchange.get());
    return first;
  }

  /** One call and all who wait for it. */
  private final class Call {
    private final @Nullable K key;
    private final long endNanos = System.nanoTime() + options.timeout().toNanos();
    private final List<Waiting> waiting = new ArrayList<>(1);
    private @Nullable Running exchange;

    Call(@Nullable K key) {
      this.key = key;
    }

    void begin(Running begun) {
      exchange = begun;
      begun.answer().map(reader).onComplete(this::end);
    }

    Waiting join(RequestScope scope) {
      Waiting joined = new Waiting(this, scope);
      waiting.add(joined);
      return joined;
    }

    private void end(AsyncResult<T> result) {
      forget();
      List<Waiting> all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(one -> one.complete(result));
    }

    void leave(Waiting one) {
      if (waiting.remove(one) && waiting.isEmpty()) {
        forget();
        if (exchange != null) {
          exchange.abandon();
        }
      }
    }

    private void forget() {
      if (key != null) {
        shared.remove(key, this);
      }
    }
  }

  /** One request that waits for a call. */
  private final class Waiting {
    private static final long NO_TIMER = -1;

    private final Call call;
    private final RequestScope scope;
    private final Promise<T> promise = Promise.promise();
    private final long timer;

    Waiting(Call call, RequestScope scope) {
      this.call = call;
      this.scope = scope;
      long left = scope.remainingNanos();
      this.timer =
          left < call.endNanos - System.nanoTime()
              ? vertx.setTimer(Math.max(1, left / 1_000_000), fired -> timeIsUp())
              : NO_TIMER;
    }

    Future<T> result() {
      return promise.future();
    }

    Future<T> abandonedWhenCancelled() {
      scope.onCancel(
          () -> {
            call.leave(this);
            complete(Future.failedFuture(failures.cancelled()));
          });
      return result();
    }

    private void timeIsUp() {
      call.leave(this);
      complete(Future.failedFuture(failures.timeout()));
    }

    void complete(AsyncResult<T> result) {
      if (timer != NO_TIMER) {
        vertx.cancelTimer(timer);
      }
      if (Vertx.currentContext() == scope.context()) {
        finish(result);
      } else {
        scope.context().runOnContext(same -> finish(result));
      }
    }

    private void finish(AsyncResult<T> result) {
      if (result.succeeded()) {
        promise.tryComplete(result.result());
      } else {
        promise.tryFail(result.cause());
      }
    }
  }
}
