package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.quota.Limit.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold of the limiter whatever clients do. */
class GcraProperties {

  /** A request: how long after the one before, what it takes, what it took in the end, and when. */
  record Step(long pauseMicros, long units, long actual, long lastsMicros) {}

  private record Spent(long at, long units) {}

  private final AtomicLong now = new AtomicLong(1_000_000);

  private static QuotaClient client(Limit... limits) {
    return new QuotaClient(ClientKey.of("client"), new Tier("tier", List.of(limits), 0));
  }

  @Provide
  Arbitrary<Limit> limits() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 1_000),
            Arbitraries.longs().between(1, 120_000),
            Arbitraries.longs().between(1, 500))
        .as(
            (quota, millis, burst) ->
                new Limit("l", Unit.COST, quota, Duration.ofMillis(millis), burst, null, null));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 3_000_000),
            Arbitraries.longs().between(1, 60),
            Arbitraries.longs().between(0, 60),
            Arbitraries.longs().between(0, 5_000_000))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  @Property(tries = 500, seed = "20261128")
  void noWindowAdmitsMoreThanQuotaAndBurst(
      @ForAll("limits") Limit limit, @ForAll("steps") List<Step> steps) {
    LocalStore store = new LocalStore(10, now::get);
    QuotaClient client = client(limit);
    List<Spent> spent = new ArrayList<>();
    for (Step step : steps) {
      now.addAndGet(step.pauseMicros());
      if (store.decide(client, new long[] {step.units()}) instanceof Decision.Admitted) {
        spent.add(new Spent(now.get(), step.units()));
      }
    }
    assertNoWindowExceeds(limit, spent);
  }

  /** Requests overlap, and what they did not use is given back when they end. */
  @Property(tries = 500, seed = "20261128")
  void refundsNeverLetAClientUseMoreThanQuotaAndBurst(
      @ForAll("limits") Limit limit, @ForAll("steps") List<Step> steps) {
    LocalStore store = new LocalStore(10, now::get);
    QuotaClient client = client(limit);
    List<Spent> spent = new ArrayList<>();
    record Open(long ends, Reservation reservation, long actual) {}
    List<Open> open = new ArrayList<>();
    for (Step step : steps) {
      long until = now.get() + step.pauseMicros();
      open.sort(java.util.Comparator.comparingLong(Open::ends));
      while (!open.isEmpty() && open.getFirst().ends() <= until) {
        Open ended = open.removeFirst();
        now.set(Math.max(now.get(), ended.ends()));
        store.settle(ended.reservation(), new long[] {ended.actual()});
      }
      now.set(until);
      if (store.decide(client, new long[] {step.units()})
          instanceof Decision.Admitted(Reservation reservation, var limits)) {
        long actual = Math.min(step.actual(), step.units());
        spent.add(new Spent(until, actual));
        open.add(new Open(until + step.lastsMicros(), reservation, actual));
      }
    }
    assertNoWindowExceeds(limit, spent);
  }

  /** Units come back at the quota's pace, however odd it is: nothing is lost to rounding. */
  @Property(tries = 300, seed = "20261128")
  void aClientThatWaitsAsToldIsAdmitted(
      @ForAll("limits") Limit limit, @ForAll("steps") List<Step> steps) {
    LocalStore store = new LocalStore(10, now::get);
    QuotaClient client = client(limit);
    for (Step step : steps) {
      long units = Math.min(step.units(), limit.burst());
      if (store.decide(client, new long[] {units}) instanceof Decision.Refused refused) {
        assertThat(refused.retryAfterMillis()).isPositive();
        now.addAndGet(refused.retryAfterMillis() * 1_000);
        assertThat(store.decide(client, new long[] {units})).isInstanceOf(Decision.Admitted.class);
      }
    }
  }

  @Property(tries = 200, seed = "20261128")
  void aClientThatNeverPausesGetsItsQuotaToTheUnit(@ForAll("limits") Limit some) {
    // With a burst of one, what comes back while the client looks away is lost to it.
    Limit limit =
        new Limit("l", Unit.COST, some.quota(), some.period(), some.burst() + 1_000, null, null);
    LocalStore store = new LocalStore(10, now::get);
    QuotaClient client = client(limit);
    long begin = now.get();
    long period = limit.period().toNanos() / 1_000;
    long admitted = 0;
    long end = begin + 3 * period;
    while (now.get() <= end) {
      switch (store.decide(client, new long[] {1})) {
        case Decision.Admitted _ -> admitted++;
        case Decision.Refused refused -> {
          // To the microsecond, where a client can only wait for whole milliseconds.
          long step = Math.max(limit.tickMicros(), period / limit.quota() / 7);
          now.addAndGet(Math.min(step, Math.max(1, refused.retryAfterMillis() * 1_000)));
        }
      }
    }
    assertThat(admitted)
        .isLessThanOrEqualTo(limit.burst() + 3 * limit.quota())
        .isGreaterThanOrEqualTo(limit.burst() + 3 * limit.quota() - 2);
  }

  /** Which of several requests ends first makes no difference to what is left. */
  @Property(tries = 300, seed = "20261128")
  void theOrderOfSettlingMakesNoDifference(
      @ForAll("limits") Limit limit, @ForAll("steps") List<Step> steps, @ForAll Random random) {
    List<Step> shuffled = new ArrayList<>(steps.subList(0, Math.min(8, steps.size())));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < shuffled.size(); i++) {
      order.add(i);
    }
    long first = left(limit, shuffled, order);
    Collections.shuffle(order, random);
    assertThat(left(limit, shuffled, order)).isEqualTo(first);
  }

  /** What is left when all have taken a unit more than they use, and settle at one moment. */
  private long left(Limit limit, List<Step> steps, List<Integer> order) {
    LocalStore store = new LocalStore(10, () -> 5_000_000);
    QuotaClient client = client(limit);
    List<Reservation> reservations = new ArrayList<>();
    for (Step step : steps) {
      if (store.decide(client, new long[] {Math.min(step.units() + 1, limit.burst())})
          instanceof Decision.Admitted(Reservation reservation, var limits)) {
        reservations.add(reservation);
      }
    }
    for (int index : order) {
      if (index < reservations.size()) {
        Reservation reservation = reservations.get(index);
        store.settle(reservation, new long[] {reservation.units()[0] + index});
      }
    }
    return store.decide(client, new long[] {1}).limits().getFirst().remaining();
  }

  private static void assertNoWindowExceeds(Limit limit, List<Spent> spent) {
    long period = limit.period().toNanos() / 1_000;
    for (int i = 0; i < spent.size(); i++) {
      long sum = 0;
      for (int j = i; j < spent.size() && spent.get(j).at() - spent.get(i).at() < period; j++) {
        sum += spent.get(j).units();
      }
      assertThat(sum).isLessThanOrEqualTo(limit.quota() + limit.burst());
    }
  }
}
