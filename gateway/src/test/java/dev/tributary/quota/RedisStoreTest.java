package dev.tributary.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.auth.Caller;
import dev.tributary.quota.Limit.Unit;
import dev.tributary.quota.RedisStoreOptions.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gateways that share a real Redis. */
@Timeout(60)
class RedisStoreTest {

  private static final Duration PATIENT = Duration.ofSeconds(5);

  private static Vertx vertx;
  private static TestRedis redis;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    redis = new TestRedis();
  }

  @AfterAll
  static void stop() {
    join(vertx.close());
    redis.close();
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static RedisStore store(Unavailable unavailable, int connections) {
    return new RedisStore(vertx, redis.options(unavailable, PATIENT, connections), 1_000);
  }

  private static Limit limit(String name, Unit unit, long quota, Duration period, long burst) {
    return new Limit(name, unit, quota, period, burst, null, null);
  }

  private static QuotaClient client(String name, int concurrent, Limit... limits) {
    return new QuotaClient(ClientKey.of(name), new Tier("t", List.of(limits), concurrent));
  }

  private static Decision decide(QuotaStore store, QuotaClient client, long... units) {
    return join(store.reserve(client, units));
  }

  /**
   * Both stores count alike: the same requests, of long periods so that the clocks make no
   * difference.
   */
  @Test
  void decidesAsTheStoreInThisProcessDoes() {
    Random random = new Random(20261128);
    RedisStore shared = store(Unavailable.CLOSED, 1);
    for (int round = 0; round < 20; round++) {
      QuotaClient client =
          client(
              "alike " + round,
              0,
              limit("a", Unit.COST, 1 + random.nextInt(40), Duration.ofHours(24), 50),
              limit("b", Unit.COST, 1 + random.nextInt(7), Duration.ofHours(23), 90),
              limit("c", Unit.REQUESTS, Limit.GREATEST, Duration.ofHours(24), Limit.GREATEST));
      LocalStore local = new LocalStore(10);
      List<Reservation> there = new ArrayList<>();
      List<Reservation> here = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        long[] units = {random.nextInt(9), random.nextInt(12), random.nextInt(3) * 1_000_000};
        Decision expected = patiently(() -> local.decide(client, units));
        Decision decision = patiently(() -> decide(shared, client, units));
        assertThat(decision.getClass()).isEqualTo(expected.getClass());
        for (int n = 0; n < expected.limits().size(); n++) {
          assertThat(decision.limits().get(n).remaining())
              .isBetween(
                  expected.limits().get(n).remaining() - 1_000,
                  expected.limits().get(n).remaining() + 1_000);
          if (n < 2 && expected.limits().get(n).limit().quota() < 50) {
            // A millisecond more or less may be a fraction of a unit.
            assertThat(decision.limits().get(n).remaining())
                .isBetween(
                    expected.limits().get(n).remaining() - 1,
                    expected.limits().get(n).remaining() + 1);
          }
        }
        if (expected instanceof Decision.Admitted(Reservation reservation, var l)) {
          here.add(reservation);
          there.add(((Decision.Admitted) decision).reservation());
        }
        if (!here.isEmpty() && random.nextInt(3) == 0) {
          int which = random.nextInt(here.size());
          Reservation ended = here.remove(which);
          long[] actual = {random.nextInt(9), random.nextInt(12), ended.units()[2]};
          local.settle(ended, actual);
          shared.settle(there.remove(which), actual);
        }
      }
    }
    join(shared.close());
  }

  /**
   * Whether units are there that come this very millisecond depends on whose clock is asked: who is
   * told to come back so soon does.
   */
  private static Decision patiently(Supplier<Decision> ask) {
    Decision decision = ask.get();
    if (decision instanceof Decision.Refused refused
        && refused.retryAfterMillis() >= 0
        && refused.retryAfterMillis() < 1_000) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(refused.retryAfterMillis() + 2));
      return ask.get();
    }
    return decision;
  }

  @Test
  void gatewaysShareWhatAClientHasSpent() {
    RedisStore one = store(Unavailable.CLOSED, 1);
    RedisStore other = store(Unavailable.CLOSED, 1);
    QuotaClient client = client("shared", 0, limit("d", Unit.COST, 10, Duration.ofDays(1), 10));
    Decision first = decide(one, client, 10);
    assertThat(first).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(other, client, 1)).isInstanceOf(Decision.Refused.class);
    one.settle(((Decision.Admitted) first).reservation(), new long[] {4});
    // The settling is on its way: the next command on the same connection comes after it.
    decide(one, client, 0);
    assertThat(decide(other, client, 6)).isInstanceOf(Decision.Admitted.class);
    assertThat(decide(other, client, 1)).isInstanceOf(Decision.Refused.class);
    join(one.close());
    join(other.close());
  }

  @Test
  void countsWhatRunsAtOnceInEachProcess() {
    RedisStore store = store(Unavailable.CLOSED, 1);
    QuotaClient client = client("busy", 1, limit("d", Unit.COST, 10, Duration.ofDays(1), 10));
    Decision first = decide(store, client, 1);
    assertThat(decide(store, client, 1))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo("concurrent"));
    store.settle(((Decision.Admitted) first).reservation(), new long[] {1});
    assertThat(decide(store, client, 1)).isInstanceOf(Decision.Admitted.class);
    // What the quota refuses takes no place.
    QuotaClient poor = client("poor", 1, limit("d", Unit.COST, 1, Duration.ofDays(1), 1));
    assertThat(decide(store, poor, 2)).isInstanceOf(Decision.Refused.class);
    assertThat(decide(store, poor, 1)).isInstanceOf(Decision.Admitted.class);
    join(store.close());
  }

  /** 50 clients hammer three gateways for some seconds; one more stays within its quota. */
  @Test
  void everyClientIsAdmittedWithinOnePercentOfItsQuotaByThreeGateways() {
    int clients = 50;
    int quota = 20;
    // As much as the whole run brings, so that a machine that stands still loses nobody anything.
    int burst = 100;
    Duration time = Duration.ofSeconds(5);
    Tier tier =
        new Tier("t", List.of(limit("s", Unit.COST, quota, Duration.ofSeconds(1), burst)), 0);
    QuotaPolicy policy =
        new QuotaPolicy(
            QuotaPolicy.Mode.ENFORCE,
            List.of(new ClientRule.Client()),
            Map.of(),
            tier,
            tier,
            QuotaPolicy.Settling.ESTIMATE,
            0);
    List<RedisStore> stores = new ArrayList<>();
    List<Quotas> gateways = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RedisStore store = store(Unavailable.CLOSED, 8);
      stores.add(store);
      gateways.add(new Quotas(policy, store));
    }
    for (int i = 0; i < 2_000; i++) {
      join(reserve(gateways.get(i % 3), "warm " + i));
    }
    List<Counts> counts = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    List<Future<Void>> hammers = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      Counts client = new Counts();
      counts.add(client);
      for (Quotas gateway : gateways) {
        Promise<Void> done = Promise.promise();
        hammers.add(done.future());
        hammer(gateway, "hammer " + c, client, end, done);
      }
    }
    AtomicInteger refusals = new AtomicInteger();
    long neighbour =
        vertx.setPeriodic(
            40,
            tick ->
                reserve(gateways.getFirst(), "neighbour")
                    .onSuccess(
                        decision -> {
                          if (decision instanceof Decision.Refused) {
                            refusals.incrementAndGet();
                          }
                        }));
    join(Future.all(hammers));
    vertx.cancelTimer(neighbour);
    for (int c = 0; c < clients; c++) {
      Counts client = counts.get(c);
      // What is decided when is not known better than from the sending to the answer.
      double least = quota * (client.lastSent.get() - client.firstAnswer.get()) / 1e9;
      double most = quota * (client.lastAnswer.get() - client.firstSent.get()) / 1e9;
      assertThat(client.refused.get()).as("client %d is refused", c).isPositive();
      assertThat((double) client.admitted.get() + client.left.get())
          .as("client %d", c)
          .isBetween((burst + least) * 0.99, (burst + most) * 1.01);
    }
    assertThat(refusals).hasValue(0);
    stores.forEach(store -> join(store.close()));
  }

  private static Future<Decision> reserve(Quotas gateway, String client) {
    return gateway.reserve(
        new Caller(client, Set.of(), Map.of()),
        MultiMap.caseInsensitiveMultiMap(),
        null,
        new Spend(1, Map.of(), null));
  }

  /** What became of one client. */
  private static final class Counts {
    final AtomicInteger admitted = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicLong left = new AtomicLong();
    final AtomicLong firstSent = new AtomicLong(Long.MAX_VALUE);
    final AtomicLong firstAnswer = new AtomicLong(Long.MAX_VALUE);
    final AtomicLong lastSent = new AtomicLong(Long.MIN_VALUE);
    final AtomicLong lastAnswer = new AtomicLong(Long.MIN_VALUE);

    void sent(long at) {
      firstSent.accumulateAndGet(at, Math::min);
      lastSent.accumulateAndGet(at, Math::max);
    }

    void answered(long at, Decision decision) {
      firstAnswer.accumulateAndGet(at, Math::min);
      lastAnswer.accumulateAndGet(at, Math::max);
      left.set(decision.limits().getFirst().remaining());
    }
  }

  private static void hammer(
      Quotas gateway, String client, Counts counts, long end, Promise<Void> done) {
    counts.sent(System.nanoTime());
    reserve(gateway, client)
        .onFailure(done::fail)
        .onSuccess(
            decision -> {
              counts.answered(System.nanoTime(), decision);
              switch (decision) {
                case Decision.Admitted(Reservation reservation, var limits) -> {
                  counts.admitted.incrementAndGet();
                  gateway.settle(reservation, new Spend(1, Map.of(), null));
                }
                case Decision.Refused _ -> counts.refused.incrementAndGet();
              }
              if (System.nanoTime() >= end) {
                done.complete();
              } else {
                vertx.setTimer(20, later -> hammer(gateway, client, counts, end, done));
              }
            });
  }

  /** Redis is killed while requests are made, and comes back. */
  @Test
  void withoutRedisRequestsAreDecidedAsConfiguredAndSoon() {
    try (TestRedis mortal = new TestRedis()) {
      Duration timeout = Duration.ofMillis(200);
      RedisStore open = new RedisStore(vertx, mortal.options(Unavailable.OPEN, timeout, 4), 100);
      RedisStore closed =
          new RedisStore(vertx, mortal.options(Unavailable.CLOSED, timeout, 4), 100);
      RedisStore local = new RedisStore(vertx, mortal.options(Unavailable.LOCAL, timeout, 4), 100);
      QuotaClient client = client("mortal", 0, limit("d", Unit.COST, 20, Duration.ofDays(1), 20));
      for (RedisStore store : List.of(open, closed, local)) {
        assertThat(decide(store, client, 1)).isInstanceOf(Decision.Admitted.class);
      }
      mortal.stop();
      long begin = System.nanoTime();
      int admittedOpen = 0;
      int admittedClosed = 0;
      int admittedLocal = 0;
      for (int i = 0; i < 30; i++) {
        admittedOpen += decide(open, client, 1) instanceof Decision.Admitted ? 1 : 0;
        admittedClosed += decide(closed, client, 1) instanceof Decision.Admitted ? 1 : 0;
        admittedLocal += decide(local, client, 1) instanceof Decision.Admitted ? 1 : 0;
      }
      // Five failures of each at most wait for the time limit, and one attempt a second after that.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      assertThat(admittedOpen).isEqualTo(30);
      assertThat(admittedClosed).isZero();
      // Its share, as one of two gateways.
      assertThat(admittedLocal).isEqualTo(10);
      assertThat(open.isUnavailable()).isTrue();
      assertThat(open.failures()).isPositive();
      mortal.start();
      AtomicBoolean back = new AtomicBoolean();
      for (int i = 0; i < 400 && !back.get(); i++) {
        back.set(decide(closed, client, 1) instanceof Decision.Admitted);
        if (!back.get()) {
          join(Future.future(promise -> vertx.setTimer(20, fired -> promise.complete())));
        }
      }
      assertThat(back).isTrue();
      for (RedisStore store : List.of(open, closed, local)) {
        join(store.close());
      }
    }
  }
}
