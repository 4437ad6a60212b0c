package dev.tributary.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.tributary.balance.Balancing.Ejection;
import dev.tributary.balance.Balancing.Policy;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which instance gets a call, by a clock and a chance that the test holds. */
class BalancerTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final long MILLI = 1_000_000;

  private long now;
  private Duration slowStart = Duration.ofSeconds(10);
  private Ejection ejection = new Ejection(3, Duration.ofSeconds(10), 50);
  private @Nullable String zone;
  private int panic = 50;

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Place place(String host, int weight, @Nullable String zone) {
    return new Place(false, host, 80, null, weight, zone);
  }

  private static Place place(String host) {
    return place(host, 1, null);
  }

  private static Place[] places(int count) {
    return IntStream.range(0, count).mapToObj(i -> place("h" + i)).toArray(Place[]::new);
  }

  private Balancer balancer(Policy policy, Place... places) {
    Balancing options =
        new Balancing(
            Arrays.asList(places),
            null,
            policy,
            null,
            zone,
            slowStart,
            ejection,
            null,
            panic,
            null);
    return new Balancer(new Instances(VERTX, "s", options), () -> now, new Random(20261128));
  }

  private static String choose(Balancer balancer) {
    Instance chosen = balancer.choose(0, Set.of());
    assertThat(chosen).isNotNull();
    return chosen.place().host();
  }

  /** Calls that are answered at once, and take so long by the clock. */
  private Map<String, Integer> spread(Balancer balancer, int calls, Map<String, Long> millis) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < calls; i++) {
      Instance chosen = balancer.choose(i, Set.of());
      assertThat(chosen).isNotNull();
      String host = chosen.place().host();
      counts.merge(host, 1, Integer::sum);
      chosen.begin();
      now += MILLI;
      chosen.succeeded(millis.getOrDefault(host, 1L) * MILLI);
    }
    return counts;
  }

  private void fail(Balancer balancer, String host, int times) {
    int failed = 0;
    for (int i = 0; i < 10_000 && failed < times; i++) {
      Instance chosen = balancer.choose(i, Set.of());
      assertThat(chosen).isNotNull();
      chosen.begin();
      if (chosen.place().host().equals(host)) {
        chosen.failed(MILLI);
        failed++;
      } else {
        chosen.succeeded(MILLI);
      }
    }
    assertThat(failed).isEqualTo(times);
  }

  @Test
  void roundRobinGivesEachItsWeightWithoutBursts() {
    Balancer balancer = balancer(Policy.ROUND_ROBIN, place("a", 2, null), place("b"), place("c"));

    List<String> chosen = IntStream.range(0, 8).mapToObj(i -> choose(balancer)).toList();

    assertThat(chosen).containsExactly("a", "b", "c", "a", "a", "b", "c", "a");
  }

  @Test
  void leastOutstandingAvoidsTheOneThatHangs() {
    Balancer balancer = balancer(Policy.LEAST_OUTSTANDING, places(3));
    Instance hanging = balancer.choose(0, Set.of());
    assertThat(hanging).isNotNull();
    hanging.begin();

    Map<String, Integer> counts = spread(balancer, 300, Map.of());

    assertThat(counts).doesNotContainKey(hanging.place().host()).hasSize(2);
  }

  @Test
  void leastOutstandingSharesAmongEquals() {
    Map<String, Integer> counts =
        spread(balancer(Policy.LEAST_OUTSTANDING, places(4)), 4_000, Map.of());

    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
  }

  @Test
  void twoChoicesGivesASlowInstanceFewCalls() {
    Map<String, Integer> counts =
        spread(balancer(Policy.TWO_CHOICES, places(5)), 5_000, Map.of("h2", 100L));

    assertThat(counts.getOrDefault("h2", 0)).isLessThan(150);
    assertThat(counts.getOrDefault("h0", 0)).isGreaterThan(900);
  }

  /** Each client asks again as soon as it is answered, so that the quick ones have much to do. */
  private Map<String, Integer> underLoad(
      Balancer balancer, int clients, int calls, ToLongFunction<Instance> millis) {
    record Call(long ends, long nanos, Instance of) {}
    PriorityQueue<Call> open = new PriorityQueue<>(Comparator.comparingLong(Call::ends));
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < calls; i++) {
      if (open.size() == clients) {
        Call over = open.remove();
        now = over.ends();
        over.of().succeeded(over.nanos());
      }
      Instance chosen = balancer.choose(i, Set.of());
      assertThat(chosen).isNotNull();
      chosen.begin();
      counts.merge(chosen.place().host(), 1, Integer::sum);
      long nanos = millis.applyAsLong(chosen) * MILLI;
      open.add(new Call(now + nanos, nanos, chosen));
    }
    return counts;
  }

  /** One of a hundred calls is what the 99th percentile of all is made of. */
  @Test
  void underLoadTwoChoicesGiveAnInstanceThatIsFarSlowerFewerThanOneOfAHundredCalls() {
    AtomicInteger calls = new AtomicInteger();
    Map<String, Integer> counts =
        underLoad(
            balancer(Policy.TWO_CHOICES, places(2)),
            64,
            50_000,
            // On a busy machine the quick one is slow now and then.
            one ->
                one.place().host().equals("h0")
                    ? 400
                    : calls.incrementAndGet() % 100 == 0 ? 150 : 20);

    assertThat(counts.get("h0")).isBetween(1, 500);
  }

  @Test
  void underLoadTwoChoicesUseASlowInstanceWhenTheQuickOneHasTooMuchToDo() {
    Map<String, Integer> counts =
        underLoad(
            balancer(Policy.TWO_CHOICES, places(2)),
            64,
            50_000,
            one -> one.place().host().equals("h0") ? 100 : 20 + 5L * one.open());

    assertThat(counts.get("h0")).isGreaterThan(5_000);
  }

  @Test
  void oneSlowAnswerIsNotHeldAgainstAnInstanceUnderLoad() {
    Balancer balancer = balancer(Policy.TWO_CHOICES, places(2));
    underLoad(balancer, 64, 10_000, one -> 20);
    AtomicBoolean paused = new AtomicBoolean();

    Map<String, Integer> counts =
        underLoad(
            balancer,
            64,
            10_000,
            one -> one.place().host().equals("h0") && !paused.getAndSet(true) ? 400 : 20);

    assertThat(counts.get("h0")).isGreaterThan(500);
  }

  /** What was slow once is tried again: nothing is held against it for ever. */
  @Test
  void twoChoicesForgets() {
    Balancer balancer = balancer(Policy.TWO_CHOICES, places(2));
    spread(balancer, 200, Map.of("h1", 500L));
    now += Duration.ofMinutes(10).toNanos();

    assertThat(spread(balancer, 1_000, Map.of()).getOrDefault("h1", 0)).isGreaterThan(250);
  }

  @Test
  void equalKeysGoToOneInstance() {
    Balancer balancer = balancer(Policy.HASH, places(5));
    Balancer other = balancer(Policy.HASH, places(5));

    for (int key = 0; key < 500; key++) {
      Instance one = balancer.choose(key * 31, Set.of());
      Instance same = other.choose(key * 31, Set.of());
      assertThat(one).isNotNull();
      assertThat(same).isNotNull();
      assertThat(one.place()).isEqualTo(same.place());
    }
  }

  @Test
  void onlyTheKeysOfAnInstanceThatIsGoneMove() {
    Place[] five = places(5);
    Balancer before = balancer(Policy.HASH, five);
    Balancer after = balancer(Policy.HASH, Arrays.copyOf(five, 4));
    int moved = 0;
    Map<String, Integer> counts = new HashMap<>();
    for (int key = 0; key < 5_000; key++) {
      Instance was = before.choose(key * 7919, Set.of());
      Instance is = after.choose(key * 7919, Set.of());
      assertThat(was).isNotNull();
      assertThat(is).isNotNull();
      counts.merge(was.place().host(), 1, Integer::sum);
      if (!was.place().equals(five[4])) {
        assertThat(is.place()).isEqualTo(was.place());
      } else {
        moved++;
      }
    }
    assertThat(moved).isPositive();
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(600, 1_400));
  }

  @Test
  void anInstanceThatFailsAgainAndAgainGetsNoCallsForAWhile() {
    slowStart = Duration.ZERO;
    Balancer balancer = balancer(Policy.ROUND_ROBIN, places(3));
    fail(balancer, "h1", 3);

    assertThat(spread(balancer, 300, Map.of())).doesNotContainKey("h1");
    now += Duration.ofSeconds(10).toNanos();
    assertThat(spread(balancer, 300, Map.of())).containsKey("h1");
    // Again so: twice as long.
    fail(balancer, "h1", 3);
    now += Duration.ofSeconds(15).toNanos();
    assertThat(spread(balancer, 3, Map.of())).doesNotContainKey("h1");
    now += Duration.ofSeconds(6).toNanos();
    assertThat(spread(balancer, 3, Map.of())).containsKey("h1");
  }

  @Test
  void aSuccessBetweenFailuresIsNoStreak() {
    Balancer balancer = balancer(Policy.ROUND_ROBIN, places(2));
    for (int i = 0; i < 20; i++) {
      fail(balancer, "h1", 2);
      spread(balancer, 4, Map.of());
    }
    assertThat(spread(balancer, 4, Map.of())).containsKey("h1");
  }

  @Test
  void notMoreThanAPartIsEjected() {
    Balancer balancer = balancer(Policy.ROUND_ROBIN, places(4));
    for (String host : List.of("h0", "h1", "h2", "h3")) {
      if (spread(balancer, 8, Map.of()).containsKey(host)) {
        fail(balancer, host, 3);
      }
    }
    assertThat(spread(balancer, 8, Map.of())).hasSize(2);
  }

  @Test
  void whenFewAreLeftAllAreUsed() {
    ejection = new Ejection(3, Duration.ofSeconds(10), 100);
    Balancer balancer = balancer(Policy.ROUND_ROBIN, places(4));
    for (String host : List.of("h0", "h1")) {
      fail(balancer, host, 3);
    }
    assertThat(spread(balancer, 8, Map.of())).hasSize(2);
    fail(balancer, "h2", 3);
    assertThat(spread(balancer, 8, Map.of())).hasSize(4);
  }

  @Test
  void oneThatIsBackGetsLessAtFirst() {
    ejection = new Ejection(1, Duration.ofSeconds(1), 50);
    Balancer balancer = balancer(Policy.ROUND_ROBIN, places(2));
    fail(balancer, "h1", 1);
    now += Duration.ofSeconds(1).toNanos();

    int first = spread(balancer, 1_000, Map.of()).getOrDefault("h1", 0);
    now += Duration.ofSeconds(10).toNanos();
    int later = spread(balancer, 1_000, Map.of()).getOrDefault("h1", 0);

    assertThat(first).isBetween(50, 150);
    assertThat(later).isCloseTo(500, offset(5));
  }

  @Test
  void theGatewaysOwnZoneIsPreferredWhileAnyInstanceThereIsWell() {
    zone = "east";
    ejection = new Ejection(1, Duration.ofSeconds(10), 50);
    Balancer balancer =
        balancer(
            Policy.ROUND_ROBIN,
            place("a", 1, "east"),
            place("b", 1, "west"),
            place("c", 1, "west"));

    assertThat(spread(balancer, 30, Map.of())).containsOnlyKeys("a");
    fail(balancer, "a", 1);
    assertThat(spread(balancer, 30, Map.of())).containsOnlyKeys("b", "c");
  }

  @Test
  void aCallIsNotTriedAgainWhereItFailed() {
    Balancer balancer = balancer(Policy.TWO_CHOICES, places(3));
    Set<Instance> tried = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Instance chosen = balancer.choose(0, tried);
      assertThat(chosen).isNotNull();
      assertThat(tried.add(chosen)).isTrue();
    }
    assertThat(balancer.choose(0, tried)).isNull();
  }

  /** When all fail, they are not called three times as much. */
  @Test
  void retriesAreAPartOfTheCalls() {
    Balancer balancer = balancer(Policy.ROUND_ROBIN, places(3));
    int retries = 0;
    for (int i = 0; i < 1_000; i++) {
      choose(balancer);
      retries += balancer.takeRetry(Set.of()) ? 1 : 0;
      retries += balancer.takeRetry(Set.of()) ? 1 : 0;
    }
    assertThat(retries).isBetween(190, 215);
  }
}
