package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.quota.Limit.Unit;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeasingStoreTest {

  private static final Limit LIMIT =
      new Limit("s", Unit.COST, 100, Duration.ofSeconds(1), 200, null, null);
  private static final QuotaClient CLIENT =
      new QuotaClient(ClientKey.of("a"), new Tier("t", List.of(LIMIT), 0));

  private final AtomicLong now = new AtomicLong(10_000_000);
  private final AtomicInteger trips = new AtomicInteger();
  private final LocalStore accounts = new LocalStore(100, now::get);

  /** The shared store, of which every call is a round trip. */
  private final QuotaStore shared =
      new QuotaStore() {
        @Override
        public Future<Decision> reserve(QuotaClient client, long[] units) {
          trips.incrementAndGet();
          return switch (accounts.decide(client, units)) {
            case Decision.Refused refused -> Future.succeededFuture(refused);
            case Decision.Admitted(Reservation taken, var limits) ->
                Future.succeededFuture(
                    new Decision.Admitted(
                        new Reservation(client, taken.units(), taken.ends(), taken.refunds(), this),
                        limits));
          };
        }

        @Override
        public void settle(Reservation reservation, long[] actual) {
          accounts.settle(reservation, actual);
        }
      };

  private LeasingStore gateway() {
    return new LeasingStore(shared, 10, Duration.ofMillis(200), 100, now::get);
  }

  @Test
  void aBusyClientNeedsFewRoundTrips() {
    LeasingStore gateway = gateway();
    for (int i = 0; i < 100; i++) {
      assertThat(gateway.reserve(CLIENT, new long[] {1}).result())
          .isInstanceOf(Decision.Admitted.class);
    }
    assertThat(trips.get()).isLessThan(12);
  }

  @Test
  void aClientThatIsSeldomSeenTakesNothingAhead() {
    LeasingStore gateway = gateway();
    for (int i = 0; i < 5; i++) {
      gateway.reserve(CLIENT, new long[] {1});
      now.addAndGet(500_000);
    }
    assertThat(trips).hasValue(5);
    assertThat(accounts.decide(CLIENT, new long[] {200})).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void whatIsLeftOfALeaseGoesBack() {
    LeasingStore gateway = gateway();
    gateway.reserve(CLIENT, new long[] {1});
    gateway.reserve(CLIENT, new long[] {1});
    assertThat(accounts.decide(CLIENT, new long[] {190})).isInstanceOf(Decision.Refused.class);
    gateway.close();
    assertThat(accounts.decide(CLIENT, new long[] {198})).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void whatARequestDidNotUseIsInTheLeaseAgain() {
    LeasingStore gateway = gateway();
    gateway.reserve(CLIENT, new long[] {1});
    Decision big = gateway.reserve(CLIENT, new long[] {20}).result();
    gateway.settle(((Decision.Admitted) big).reservation(), new long[] {2});
    trips.set(0);
    assertThat(gateway.reserve(CLIENT, new long[] {18}).result())
        .isInstanceOf(Decision.Admitted.class);
    assertThat(trips).hasValue(0);
  }

  @Test
  void whatIsUsedBeyondTheEstimateIsTakenEvenWhenTheLeaseHasEnded() {
    LeasingStore gateway = gateway();
    gateway.reserve(CLIENT, new long[] {1});
    Decision second = gateway.reserve(CLIENT, new long[] {1}).result();
    gateway.close();
    gateway.settle(((Decision.Admitted) second).reservation(), new long[] {100});
    assertThat(accounts.decide(CLIENT, new long[] {100})).isInstanceOf(Decision.Refused.class);
    assertThat(accounts.decide(CLIENT, new long[] {99})).isInstanceOf(Decision.Admitted.class);
  }

  /** The stated worst case, measured: a lease for each gateway more than quota and burst. */
  @Test
  void noWindowSeesMoreThanQuotaAndBurstAndALeaseForEachGateway() {
    record Spent(long at, long units) {}
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      now.addAndGet(60_000_000);
      List<LeasingStore> gateways = List.of(gateway(), gateway(), gateway());
      List<Spent> spent = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        now.addAndGet(random.nextInt(6) == 0 ? random.nextInt(40_000) : random.nextInt(500));
        long units = 1 + random.nextInt(5);
        Decision decision =
            gateways.get(random.nextInt(3)).reserve(CLIENT, new long[] {units}).result();
        if (decision instanceof Decision.Admitted(Reservation reservation, var limits)) {
          long actual = random.nextInt((int) units + 1);
          spent.add(new Spent(now.get(), actual));
          reservation.store().settle(reservation, new long[] {actual});
        }
      }
      long most = 0;
      long sum = 0;
      int from = 0;
      for (Spent each : spent) {
        sum += each.units();
        while (each.at() - spent.get(from).at() >= 1_000_000) {
          sum -= spent.get(from++).units();
        }
        most = Math.max(most, sum);
      }
      assertThat(most).as("seed %d", seed).isLessThanOrEqualTo(100 + 200 + 3 * 20);
    }
  }
}
