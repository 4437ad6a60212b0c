package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.execute.ConcurrencyLimit.Rank;
import dev.tributary.execute.ConcurrencyLimit.Turn;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** So many calls at a time, and who goes first. */
class ConcurrencyLimitTest {

  private static final Rank ANONYMOUS = new Rank(false, 1);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static ConcurrencyLimit limit(int least, int most, int waiting) {
    return new ConcurrencyLimit(new LimitOptions(least, most, waiting));
  }

  private Turn enter(ConcurrencyLimit limit, String name, Rank rank) {
    Turn turn =
        limit.turn(
            rank, context, () -> told.add("begins " + name), () -> told.add("sheds " + name));
    turn.enter();
    return turn;
  }

  /** What runs on the event loop has run. */
  private void settle() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(all -> done.complete(null));
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void theCheapestOfKnownCallersGoFirstAndTheCostliestAnonymousOnesAreGivenUp() {
    ConcurrencyLimit limit = limit(1, 1, 3);
    Turn first = enter(limit, "first", ANONYMOUS);
    Turn dear = enter(limit, "dear", new Rank(true, 1_000));
    enter(limit, "cheap", new Rank(true, 10));
    enter(limit, "anonymous", ANONYMOUS);
    enter(limit, "dear anonymous", new Rank(false, 50));
    Turn cheaper = enter(limit, "cheaper", new Rank(true, 5));
    settle();
    assertThat(told).containsExactly("begins first", "sheds dear anonymous", "sheds anonymous");

    first.end();
    settle();
    assertThat(told).last().isEqualTo("begins cheaper");
    dear.end();
    cheaper.end();
    settle();
    assertThat(told).last().isEqualTo("begins cheap");
  }

  @Test
  void whoeverHasEndedMakesRoomOnceAndWaitsNoMore() {
    ConcurrencyLimit limit = limit(2, 2, 10);
    Turn one = enter(limit, "1", Rank.UNKNOWN);
    enter(limit, "2", Rank.UNKNOWN);
    Turn three = enter(limit, "3", Rank.UNKNOWN);
    enter(limit, "4", Rank.UNKNOWN);
    enter(limit, "5", Rank.UNKNOWN);
    three.end();
    one.end();
    one.end();
    settle();
    assertThat(told).containsExactly("begins 1", "begins 2", "begins 4");
  }

  @Test
  void anAdaptiveLimitGrowsWhileCallsAreFastAndFallsWhenTheyGetSlow() throws Exception {
    ConcurrencyLimit limit = limit(5, 100, 1_000);
    int fast = concurrency(limit, 2, 400);
    assertThat(fast).isGreaterThan(10);
    // Not for ever: what it takes from now on becomes what it is compared with.
    assertThat(concurrency(limit, 60, 300)).isLessThan(fast / 2);
  }

  /** The most calls that were under way at a time at the end of so many. */
  private int concurrency(ConcurrencyLimit limit, int millis, int calls) throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger left = new AtomicInteger(calls);
    List<Integer> seen = new CopyOnWriteArrayList<>();
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        all -> {
          for (int i = 0; i < calls; i++) {
            Turn[] turn = new Turn[1];
            turn[0] =
                limit.turn(
                    Rank.UNKNOWN,
                    context,
                    () -> {
                      seen.add(running.incrementAndGet());
                      vertx.setTimer(
                          millis,
                          late -> {
                            running.decrementAndGet();
                            turn[0].measure();
                            turn[0].end();
                            if (left.decrementAndGet() == 0) {
                              done.complete();
                            }
                          });
                    },
                    () -> {});
            turn[0].enter();
          }
        });
    done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    return seen.subList(seen.size() / 2, seen.size()).stream().mapToInt(n -> n).max().orElse(0);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "2, 1, 1", "1, 1, -1"})
  void limitsOutOfTheirRangeAreRefused(int least, int most, int waiting) {
    assertThatIllegalArgumentException().isThrownBy(() -> new LimitOptions(least, most, waiting));
  }

  /** Many threads come and go, most without the lock: no place is lost, none given twice. */
  @Test
  void whoeverComesFromWhicheverThreadBeginsOnceAndNeverBesideMoreThanMayBe() throws Exception {
    int threads = 4;
    int each = 5_000;
    ConcurrencyLimit limit = limit(2, 2, threads * each);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<Void> all = new CompletableFuture<>();
    Runnable run =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          running.decrementAndGet();
          if (begun.incrementAndGet() == threads * each) {
            all.complete(null);
          }
        };
    List<CompletableFuture<Void>> coming = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      coming.add(CompletableFuture.runAsync(() -> comeAndGo(limit, each, run)));
    }
    CompletableFuture.allOf(coming.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    all.get(60, TimeUnit.SECONDS);
    settle();
    assertThat(begun).hasValue(threads * each);
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(limit.waiting()).isZero();
    assertThat(limit.enter()).isTrue();
    assertThat(limit.enter()).isTrue();
    assertThat(limit.enter()).isFalse();
  }

  private void comeAndGo(ConcurrencyLimit limit, int times, Runnable run) {
    for (int i = 0; i < times; i++) {
      if (limit.enter()) {
        run.run();
        limit.leave();
      } else {
        AtomicReference<Turn> own = new AtomicReference<>();
        own.set(
            limit.turn(
                Rank.UNKNOWN,
                context,
                () -> {
                  run.run();
                  Objects.requireNonNull(own.get()).end();
                },
                () -> {}));
        Objects.requireNonNull(own.get()).enter();
      }
    }
  }
}
