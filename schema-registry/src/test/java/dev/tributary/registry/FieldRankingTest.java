package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.RecordedUsage.CoordinateUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FieldRankingTest {

  private static final GraphId SHOP = new GraphId("shop", "prod");
  private static final LocalDate TODAY = LocalDate.EPOCH;

  @Test
  void theMostUsedFieldsComeFirstAndNothingButFields() {
    FieldRanking ranking =
        new FieldRanking(
            (graph, since) ->
                List.of(
                    new CoordinateUsage("Query", 9, 1),
                    new CoordinateUsage("Query.a", 2, 1),
                    new CoordinateUsage("Query.b", 3, 1),
                    new CoordinateUsage("Query.b(first:)", 3, 1)),
            () -> Instant.EPOCH);

    assertThat(ranking.of(SHOP, TODAY))
        .extracting(CoordinateUsage::coordinate)
        .containsExactly("Query.b", "Query.a");
  }

  @Test
  void whoAsksWhileTheFieldsAreCountedForTheFirstTimeWaitsForThatCount() throws Exception {
    CountDownLatch counts = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger counted = new AtomicInteger();
    FieldRanking ranking =
        new FieldRanking(
            (graph, since) -> {
              counted.incrementAndGet();
              counts.countDown();
              await(mayEnd);
              return List.of(new CoordinateUsage("Query.a", 1, 1));
            },
            () -> Instant.EPOCH);
    FutureTask<List<CoordinateUsage>> first = new FutureTask<>(() -> ranking.of(SHOP, TODAY));
    FutureTask<List<CoordinateUsage>> second = new FutureTask<>(() -> ranking.of(SHOP, TODAY));
    Thread.ofPlatform().start(first);
    counts.await();
    Thread waiting = Thread.ofPlatform().start(second);
    while (waiting.getState() != Thread.State.WAITING) {
      assertThat(waiting.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    mayEnd.countDown();

    assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(first.get(20, TimeUnit.SECONDS));
    assertThat(counted).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
