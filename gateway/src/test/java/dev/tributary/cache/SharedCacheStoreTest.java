package dev.tributary.cache;

import static dev.tributary.cache.TestStores.MEMORY;
import static dev.tributary.cache.TestStores.join;
import static dev.tributary.cache.TestStores.key;
import static dev.tributary.cache.TestStores.lasting;
import static dev.tributary.cache.TestStores.shared;
import static dev.tributary.cache.TestStores.text;
import static dev.tributary.cache.TestStores.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cache.CacheStore.Placement;
import dev.tributary.redis.RedisProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gateways that share what they keep in a real Redis. */
@Timeout(60)
class SharedCacheStoreTest {

  private static final Duration PATIENT = Duration.ofSeconds(5);
  private static final CacheKey KEY = key("a");

  private final Vertx vertx = Vertx.vertx();
  private RedisProcess process;
  private Redis redis;
  private CacheStore here;
  private CacheStore there;

  @BeforeEach
  void start() {
    process = RedisProcess.start();
    redis = Redis.createClient(vertx, process.url());
    here = gateway();
    there = gateway();
  }

  @AfterEach
  void stop() {
    join(vertx.close());
    process.close();
  }

  private CacheStore gateway() {
    CacheStore store =
        new CacheStore(vertx, MEMORY, shared(process.url(), PATIENT), Clock.systemUTC());
    until(() -> store.mark().epoch() != null);
    return store;
  }

  private Response ask(Command command, String... arguments) {
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return join(redis.send(request));
  }

  private void put(CacheStore store, String text, String... tags) {
    CachedAnswer answer = lasting(text, System.currentTimeMillis(), tags);
    assertThat(store.put(KEY, answer, store.mark(), Placement.SHARED)).isTrue();
    until(() -> ask(Command.EXISTS, "test:" + KEY.hex()).toInteger() == 1);
  }

  private static @Nullable String find(CacheStore store) {
    return text(join(store.find(List.of(KEY), Placement.SHARED)).getFirst());
  }

  @Test
  void whatOneGatewayKeepsTheOtherFinds() {
    put(here, "x", "type:A");

    assertThat(there.here(KEY)).isNull();
    assertThat(find(there)).isEqualTo("x");
    assertThat(ask(Command.PTTL, "test:" + KEY.hex()).toLong()).isBetween(500_000L, 600_000L);
    // From here on in its own memory.
    assertThat(text(there.here(KEY))).isEqualTo("x");
  }

  @Test
  void whatIsForOneProcessIsNeitherWrittenNorAskedFor() {
    here.put(KEY, lasting("x", System.currentTimeMillis()), here.mark(), Placement.PROCESS);
    assertThat(join(there.find(List.of(KEY), Placement.PROCESS))).containsExactly((Found) null);

    assertThat(text(here.here(KEY))).isEqualTo("x");
    assertThat(ask(Command.INFO, "commandstats").toString())
        .doesNotContain("cmdstat_set:", "cmdstat_mget:");
  }

  @Test
  void manyAreLookedUpTogether() {
    put(here, "x");

    List<@Nullable Found> found =
        join(there.find(List.of(key("b"), KEY, key("c")), Placement.SHARED));

    assertThat(found).hasSize(3);
    assertThat(found.get(0)).isNull();
    assertThat(text(found.get(1))).isEqualTo("x");
    assertThat(found.get(2)).isNull();
    assertThat(ask(Command.INFO, "commandstats").toString()).contains("cmdstat_mget:calls=1,");
  }

  @Test
  void aLargeAnswerStaysInTheProcess() {
    CachedAnswer large = lasting("x".repeat(10_001), System.currentTimeMillis());
    assertThat(here.put(KEY, large, here.mark(), Placement.SHARED)).isTrue();
    here.put(key("b"), lasting("y", System.currentTimeMillis()), here.mark(), Placement.SHARED);
    until(() -> ask(Command.EXISTS, "test:" + key("b").hex()).toInteger() == 1);

    assertThat(ask(Command.EXISTS, "test:" + KEY.hex()).toInteger()).isZero();
  }

  @Test
  void otherGatewaysLearnOfAnInvalidation() {
    put(here, "x", "type:A");
    assertThat(find(there)).isEqualTo("x");

    join(there.invalidate(List.of("type:A")));

    assertThat(there.here(KEY)).isNull();
    assertThat(find(there)).isNull();
    until(() -> here.here(KEY) == null);
    assertThat(find(here)).isNull();
    // And what is fetched now holds at both.
    put(there, "y", "type:A");
    until(() -> "y".equals(find(here)));
    assertThat(find(there)).isEqualTo("y");
  }

  @Test
  void whatIsInvalidatedIsNotFoundHereThoughRedisHasNotHeardOfIt() {
    put(here, "x", "type:A");
    CachedAnswer other = lasting("y", System.currentTimeMillis(), "type:B");
    here.put(key("b"), other, here.mark(), Placement.SHARED);
    until(() -> ask(Command.EXISTS, "test:" + key("b").hex()).toInteger() == 1);
    ask(Command.CLIENT, "PAUSE", "30000", "WRITE");

    Future<Void> told = there.invalidate(List.of("type:A"));

    assertThat(find(there)).isNull();
    assertThat(text(join(there.find(List.of(key("b")), Placement.SHARED)).getFirst()))
        .isEqualTo("y");
    until(told::failed);
    assertThat(find(there)).isNull();
    // It is told as soon as Redis takes it, without anybody who sends it again.
    ask(Command.CLIENT, "UNPAUSE");
    until(() -> here.here(KEY) == null);
    // Redis may take what it was told first, and what it was told again.
    until(
        () -> {
          CachedAnswer anew = lasting("z", System.currentTimeMillis(), "type:A");
          here.put(KEY, anew, here.mark(), Placement.SHARED);
          return Objects.equals(find(there), "z");
        });
  }

  @Test
  void whatIsPutLateByAGatewayThatHasNotHeardOfAnInvalidationIsUsedByNobody() {
    Mark before = here.mark();
    join(there.invalidate(List.of("type:A")));

    CachedAnswer old = lasting("old", System.currentTimeMillis(), "type:A");
    here.put(KEY, old, before, Placement.SHARED);
    CachedAnswer other = lasting("x", System.currentTimeMillis(), "type:B");
    here.put(key("b"), other, before, Placement.SHARED);
    until(() -> ask(Command.EXISTS, "test:" + key("b").hex()).toInteger() == 1);

    assertThat(find(there)).isNull();
    until(() -> here.here(KEY) == null);
    assertThat(find(here)).isNull();
    assertThat(text(here.here(key("b")))).isEqualTo("x");
  }

  @Test
  void aGatewayThatStartsLaterKnowsOfInvalidationsBefore() {
    put(here, "x", "type:A");
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      many.add("t" + i);
    }
    join(there.invalidate(many));
    join(there.invalidate(List.of("type:A")));

    assertThat(find(gateway())).isNull();
  }

  @Test
  void whenRedisHasLostItsMemoryNothingFromBeforeHolds() {
    put(here, "x", "type:A");
    String before = here.mark().epoch();
    assertThat(find(there)).isEqualTo("x");
    ask(Command.DEL, "test:{log}:tags", "test:{log}:state");
    until(() -> !Objects.equals(here.mark().epoch(), before));
    until(() -> Objects.equals(here.mark().epoch(), there.mark().epoch()));

    assertThat(find(here)).isNull();
    assertThat(find(there)).isNull();
    put(here, "y", "type:A");
    assertThat(find(there)).isEqualTo("y");
  }

  @Test
  void aLogOfWhichAPartWasLostIsANewOne() {
    join(here.invalidate(List.of("type:A")));
    String before = here.mark().epoch();
    ask(Command.DEL, "test:{log}:tags");

    join(here.invalidate(List.of("type:B")));

    assertThat(here.mark().epoch()).isNotEqualTo(before);
  }

  @Test
  void whatSomebodyElseWroteIsNotRead() {
    for (String wrong : List.of("", "x", "\u0001", "\u0001\u007f\u007f\u007f\u007f")) {
      ask(Command.SET, "test:" + KEY.hex(), wrong);
      assertThat(find(here)).isNull();
    }
  }

  @Test
  void withoutRedisEachGatewayKeepsForItself() {
    put(here, "x", "type:A");
    process.kill();

    for (int i = 0; i < 10; i++) {
      assertThat(find(here)).isEqualTo("x");
      assertThat(join(here.find(List.of(key("b" + i)), Placement.SHARED)))
          .isEqualTo(Collections.singletonList(null));
    }
    CachedAnswer other = lasting("y", System.currentTimeMillis(), "type:A");
    assertThat(here.put(KEY, other, here.mark(), Placement.SHARED)).isTrue();
    assertThat(find(here)).isEqualTo("y");
    assertThat(here.isUnavailable()).isTrue();
    // Whoever invalidates is told that not all may know. Here it holds all the same.
    assertThat(here.invalidate(List.of("type:A"))).satisfies(told -> until(told::failed));
    assertThat(find(here)).isNull();
  }

  @Test
  void aGatewayThatHeardNothingForLongUsesNothing() {
    CacheStore alone =
        new CacheStore(
            vertx,
            MEMORY,
            new SharedOptions(
                shared(process.url(), PATIENT).servers(),
                "test:",
                PATIENT,
                10_000,
                Duration.ofSeconds(1)),
            Clock.systemUTC());
    until(() -> alone.mark().epoch() != null);
    put(alone, "x", "type:A");
    assertThat(text(alone.here(KEY))).isEqualTo("x");

    process.kill();

    until(() -> alone.here(KEY) == null);
  }

  @Test
  void whoDoesNotAnswerIsWaitedForNoLongerThanTheTimeLimit() throws IOException {
    // Takes connections, and never says anything.
    try (ServerSocket silent = new ServerSocket(0)) {
      String url = "redis://127.0.0.1:" + silent.getLocalPort();
      SharedTier tier = new SharedTier(vertx, shared(url, Duration.ofMillis(50)), 10);
      // Nothing is asked before it is known what was invalidated.
      assertThat(tier.get(List.of(KEY)).isComplete()).isTrue();
    }
    CacheStore slow =
        new CacheStore(
            vertx, MEMORY, shared(process.url(), Duration.ofMillis(50)), Clock.systemUTC());
    until(() -> slow.mark().epoch() != null);
    ask(Command.CLIENT, "PAUSE", "10000");

    for (int i = 0; i < 5; i++) {
      assertThat(find(slow)).isNull();
    }
    // Five in a row: nobody waits for a second.
    assertThat(slow.isUnavailable()).isTrue();
    assertThat(slow.find(List.of(KEY), Placement.SHARED).isComplete()).isTrue();
  }
}
