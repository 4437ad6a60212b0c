package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.quota.Limit.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalStoreTest {

  private final AtomicLong now = new AtomicLong();
  private final LocalStore store = new LocalStore(1_000, now::get);

  private static Limit limit(String name, Unit unit, long quota, Duration period, long burst) {
    return new Limit(name, unit, quota, period, burst, null, null);
  }

  private static QuotaClient client(String name, int concurrent, Limit... limits) {
    return new QuotaClient(ClientKey.of(name), new Tier("t", List.of(limits), concurrent));
  }

  private final QuotaClient client =
      client(
          "a",
          0,
          limit("second", Unit.COST, 10, Duration.ofSeconds(1), 20),
          limit("day", Unit.REQUESTS, 3, Duration.ofDays(1), 3));

  private Decision decide(long cost) {
    return store.decide(client, new long[] {cost, 1});
  }

  @Test
  void takesOfAllLimitsOrOfNone() {
    assertThat(decide(21)).isInstanceOf(Decision.Refused.class);
    assertThat(decide(20)).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(1)).isInstanceOf(Decision.Refused.class);
    now.addAndGet(2_000_000);
    assertThat(decide(1)).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(1)).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(1))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("day");
              // A third of a day after the first, two seconds ago.
              assertThat(refused.retryAfterMillis()).isEqualTo(28_800_000 - 2_000);
            });
  }

  @Test
  void saysThatMoreThanTheBurstIsNeverAdmitted() {
    assertThat(decide(21))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> {
              assertThat(refused.retryAfterMillis()).isNegative();
              assertThat(refused.quota()).isEqualTo(10);
              assertThat(refused.remaining()).isEqualTo(20);
              assertThat(refused.cost()).isEqualTo(21);
            });
  }

  @Test
  void givesBackWhatWasNotUsed() {
    Reservation reservation = ((Decision.Admitted) decide(20)).reservation();
    store.settle(reservation, new long[] {5, 1});
    assertThat(decide(15)).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(1)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void doesNotGiveBackWhatTimeHasGivenBackAlready() {
    Reservation reservation = ((Decision.Admitted) decide(20)).reservation();
    now.addAndGet(2_000_000);
    assertThat(decide(20)).isInstanceOf(Decision.Admitted.class);
    store.settle(reservation, new long[] {0, 1});
    assertThat(decide(1)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void takesWhatWasUsedBeyondTheEstimateAndAtMostAnotherBurst() {
    Reservation reservation = ((Decision.Admitted) decide(10)).reservation();
    store.settle(reservation, new long[] {1_000_000, 1});
    assertThat(decide(1))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.retryAfterMillis()).isEqualTo(2_100));
  }

  @Test
  void admitsSoManyAtOnce() {
    QuotaClient two = client("b", 2);
    Decision first = store.decide(two, new long[0]);
    assertThat(store.decide(two, new long[0])).isInstanceOf(Decision.Admitted.class);
    assertThat(store.decide(two, new long[0]))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo("concurrent"));
    store.settle(((Decision.Admitted) first).reservation(), new long[0]);
    assertThat(store.decide(two, new long[0])).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void aNeighbourIsNotTouched() {
    QuotaClient neighbour = client("b", 0, client.tier().limits().toArray(new Limit[0]));
    while (decide(1) instanceof Decision.Admitted) {
      // Until the other client has nothing left.
    }
    assertThat(store.decide(neighbour, new long[] {20, 1})).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void remembersNoMoreClientsThanAllowed() {
    for (int i = 0; i < 50_000; i++) {
      store.decide(client("client " + i, 0, client.tier().limits().getFirst()), new long[] {1});
    }
    assertThat(store.size()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void headerFieldsFollowTheDraft() {
    Decision decision = decide(13);
    assertThat(RateLimitFields.policy(decision.limits()))
        .isEqualTo("\"second\";q=10;w=1;qu=\"cost\", \"day\";q=3;w=86400;qu=\"requests\"");
    assertThat(RateLimitFields.limit(decision.limits()))
        .isEqualTo("\"second\";r=7;t=2, \"day\";r=2;t=28800");
  }
}
