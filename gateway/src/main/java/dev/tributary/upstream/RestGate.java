package dev.tributary.upstream;

import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets so many calls to a service be under way at a time; the others wait their turn, as long as
 * their request has time left. Confined to one event loop.
 *
 * <p>One client request may need thousands of calls. They must not fill the queue for connections,
 * where everybody's calls wait.
 */
final class RestGate {

  /** Beyond this, waiting is hopeless. */
  private static final int MOST_WAITING = 100_000;

  private final Vertx vertx;
  private final int most;
  private final ServiceFailures failures;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int underWay;

  RestGate(Vertx vertx, int most, ServiceFailures failures) {
    this.vertx = vertx;
    this.most = most;
    this.failures = failures;
  }

  /** Fails with {@link UpstreamFailure} only, when the call does. */
  Future<ServiceAnswer> pass(Supplier<Future<ServiceAnswer>> call, RequestScope scope) {
    if (underWay < most) {
      return begin(call);
    }
    if (waiting.size() >= MOST_WAITING) {
      return Future.failedFuture(failures.tooBusy("too many calls wait for their turn"));
    }
    Waiting one = new Waiting(call, scope);
    waiting.add(one);
    return one.promise.future();
  }

  private Future<ServiceAnswer> begin(Supplier<Future<ServiceAnswer>> call) {
    underWay++;
    return call.get()
        .onComplete(
            ended -> {
              underWay--;
              next();
            });
  }

  private void next() {
    while (underWay < most && !waiting.isEmpty()) {
      waiting.poll().begin();
    }
  }

  private final class Waiting {
    private final Supplier<Future<ServiceAnswer>> call;
    private final Promise<ServiceAnswer> promise = Promise.promise();
    private final long timer;

    Waiting(Supplier<Future<ServiceAnswer>> call, RequestScope scope) {
      this.call = call;
      this.timer =
          vertx.setTimer(
              Math.max(1, scope.remainingNanos() / 1_000_000), fired -> fail(failures.timeout()));
      scope.onCancel(() -> fail(failures.cancelled()));
    }

    void fail(UpstreamFailure failure) {
      vertx.cancelTimer(timer);
      promise.tryFail(failure);
    }

    void begin() {
      if (!promise.future().isComplete()) {
        vertx.cancelTimer(timer);
        RestGate.this.begin(call).onComplete(promise::handle);
      }
    }
  }
}
