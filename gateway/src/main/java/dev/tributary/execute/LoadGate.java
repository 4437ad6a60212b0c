package dev.tributary.execute;

import dev.tributary.execute.ConcurrencyLimit.Rank;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request run while the process keeps up. When event loops are late, fewer run at a time and
 * the others wait, but for the costliest of the least privileged: they are refused at once.
 *
 * <p>Safe to share between event loops; each request is let in on its own.
 */
public final class LoadGate {

  /** Lets everything run. */
  public static final LoadGate OPEN = new LoadGate(null);

  private static final String CODE = "OVERLOADED";

  private static final int MOST_RETRY_SECONDS = 5;

  private final @Nullable ConcurrencyLimit limit;

  private LoadGate(@Nullable ConcurrencyLimit limit) {
    this.limit = limit;
  }

  /**
   * @param late event loops may be so late
   * @param least so many requests run at a time however late they are
   * @param most and so many however early
   * @param waiting that wait for their turn
   */
  public static LoadGate of(Duration late, int least, int most, int waiting) {
    return new LoadGate(
        new ConcurrencyLimit(new LagLimit(late, Math.min(least, most), most), waiting));
  }

  /**
   * For one event loop, to tell how late it is in nanoseconds, again and again. One late sample
   * changes nothing; several in a row do.
   */
  public LongConsumer eventLoop() {
    ConcurrencyLimit told = limit;
    return told == null ? nanos -> {} : new LastingLag(told::sample);
  }

  /** How many requests may run at a time now; 0 for as many as there are. */
  public int limit() {
    return limit == null ? 0 : limit.now();
  }

  /** How many wait for their turn. */
  public int waiting() {
    return limit == null ? 0 : limit.waiting();
  }

  /**
   * Runs a request at once, or when its turn comes, or refuses it.
   *
   * @param scope its caller and what it is estimated at are known as well as they can be
   * @param execution runs it
   * @param refusal makes an answer of a refusal
   */
  public <A> Future<A> pass(
      RequestScope scope, Supplier<Future<A>> execution, Function<GraphQlAnswer, A> refusal) {
    ConcurrencyLimit asked = limit;
    if (asked == null) {
      return execution.get();
    }
    if (asked.enter()) {
      return run(execution).onComplete(over -> asked.leave());
    }
    Promise<A> answer = Promise.promise();
    ConcurrencyLimit.Turn turn =
        asked.turn(
            Rank.of(scope),
            scope.context(),
            () -> {
              if (scope.remainingNanos() > 0 && !scope.isCancelled()) {
                run(execution).onComplete(answer);
              } else {
                answer.complete(refusal.apply(refused(scope)));
              }
            },
            () -> answer.complete(refusal.apply(refused(scope))));
    answer.future().onComplete(over -> turn.end());
    // Whoever has gone makes room for others.
    scope.onCancel(turn::leave);
    turn.enter();
    return answer.future();
  }

  private static <A> Future<A> run(Supplier<Future<A>> execution) {
    try {
      return execution.get();
    } catch (RuntimeException bug) {
      return Future.failedFuture(bug);
    }
  }

  private static GraphQlAnswer refused(RequestScope scope) {
    // Not all at the same time.
    long seconds = 1 + ThreadLocalRandom.current().nextInt(MOST_RETRY_SECONDS);
    scope.responseHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    return ErrorAnswers.of(
        Outcome.OVERLOADED,
        CODE,
        "The gateway has more to do than it can. Try again in %d s.".formatted(seconds),
        (",\"retryAfterMs\":" + TimeUnit.SECONDS.toMillis(seconds))
            .getBytes(StandardCharsets.US_ASCII));
  }
}
