package dev.tributary.upstream;

import dev.tributary.telemetry.CallMade;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read that is made once more, by another instance, when the first takes long: the first good
 * answer is taken, and the other call given up ("The Tail at Scale", Dean and Barroso, 2013). What
 * that costs is paid from the service's retries. Confined to one event loop.
 */
final class HedgedCall implements CallsInFlight.Running {

  private final Vertx vertx;
  private final ServiceExchange first;
  private final Promise<ServiceAnswer> answer = Promise.promise();
  private final List<ServiceExchange> open = new ArrayList<>(2);
  private final long timer;
  private int hedged;
  private @Nullable ServiceExchange taken;

  /**
   * @param first under way
   * @param millis after which it takes long
   */
  HedgedCall(Vertx vertx, ServiceExchange first, long millis) {
    this.vertx = vertx;
    this.first = first;
    this.timer = vertx.setTimer(millis, late -> hedge());
    follow(first);
  }

  @Override
  public Future<ServiceAnswer> answer() {
    return answer.future();
  }

  @Override
  public void abandon() {
    vertx.cancelTimer(timer);
    List.copyOf(open).forEach(ServiceExchange::abandon);
  }

  /**
   * How it went.
   *
   * @param status of the answer that was taken; 0 for none
   */
  CallMade made(int status) {
    CallMade began = first.made(status);
    ServiceExchange last = taken;
    return new CallMade(
        status,
        began.retries() + hedged,
        hedged,
        began.queuedNanos(),
        began.circuit(),
        last == null ? began.instance() : last.made(status).instance());
  }

  private void hedge() {
    ServiceExchange second = answer.future().isComplete() ? null : first.beside();
    if (second != null) {
      hedged = 1;
      follow(second);
    }
  }

  private void follow(ServiceExchange exchange) {
    open.add(exchange);
    exchange.answer().onComplete(done -> ended(exchange, done));
  }

  private void ended(ServiceExchange exchange, AsyncResult<ServiceAnswer> done) {
    open.remove(exchange);
    boolean good = done.succeeded() && done.result().status() < 500;
    if (answer.future().isComplete() || !good && !open.isEmpty()) {
      return;
    }
    taken = exchange;
    if (done.succeeded()) {
      answer.complete(done.result());
    } else {
      answer.fail(done.cause());
    }
    vertx.cancelTimer(timer);
    List.copyOf(open).forEach(ServiceExchange::outrun);
  }
}
