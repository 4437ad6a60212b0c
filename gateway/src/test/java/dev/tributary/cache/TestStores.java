package dev.tributary.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.redis.RedisServers;
import dev.tributary.redis.RedisServers.Topology;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What tests of the store have in common. */
final class TestStores {
  private TestStores() {}

  static final long MEMORY = 1 << 20;

  static SharedOptions shared(String url, Duration timeout) {
    return new SharedOptions(
        new RedisServers(Topology.STANDALONE, List.of(url), null, 4),
        "test:",
        timeout,
        10_000,
        Duration.ofMinutes(1));
  }

  static CacheKey key(String name) {
    return CacheKey.of("test").add(name).key();
  }

  /** Fresh for a second, then usable for one while revalidating, and for one more on errors. */
  static CachedAnswer answer(String text, long now, String... tags) {
    return new CachedAnswer(
        text.getBytes(UTF_8), now, now + 1000, now + 2000, now + 3000, List.of(tags));
  }

  static CachedAnswer lasting(String text, long now, String... tags) {
    return new CachedAnswer(
        text.getBytes(UTF_8), now, now + 600_000, now + 600_000, now + 600_000, List.of(tags));
  }

  static @Nullable String text(@Nullable Found found) {
    return found == null ? null : new String(found.answer().bytes(), UTF_8);
  }

  static <T> T join(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not succeed: " + e, e);
    }
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not happen in time");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
