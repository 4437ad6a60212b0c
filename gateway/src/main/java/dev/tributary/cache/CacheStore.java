package dev.tributary.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.tributary.cache.CachedAnswer.Use;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers: in this process, bounded in bytes, and in Redis if there is one. How invalidation
 * stays right is told in the package's description. Safe to share between event loops; no method
 * blocks.
 *
 * <p>A user goes in this order:
 *
 * <pre>
 * find            fresh: done
 * join            null: fetch it; otherwise wait, and find again
 * mark            before the fetch is sent
 * put             if the answer may be kept, with that mark
 * end             in any case
 * </pre>
 */
public final class CacheStore {

  /** An answer with more tags is not kept. */
  public static final int MOST_TAGS = 256;

  /** How many invalidated tags are remembered. */
  private static final int MOST_INVALIDATED = 50_000;

  /** What is larger would drive out all others. */
  private static final int LARGEST_SHARE = 8;

  private static final int ENTRY_BYTES = 200;

  private final long mostBytes;
  private final InstantSource clock;
  private final Cache<CacheKey, Held> held;
  private final InvalidationLog log = new InvalidationLog(MOST_INVALIDATED);
  private final @Nullable SharedTier shared;
  private final Flights flights;
  private final LongAdder invalidations = new LongAdder();

  /**
   * @param mostBytes memory for answers in this process
   * @param shared what gateways share; null for nothing
   */
  public CacheStore(
      Vertx vertx, long mostBytes, @Nullable SharedOptions shared, InstantSource clock) {
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.flights = new Flights(vertx);
    this.shared = shared == null ? null : new SharedTier(vertx, shared, MOST_INVALIDATED);
    this.held =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((CacheKey key, Held value) -> value.weight())
            // What is of no use any more may be private: it goes, and does not wait to be evicted.
            .expireAfter(Expiry.writing((CacheKey key, Held value) -> value.left(clock.millis())))
            .executor(Runnable::run)
            .build();
  }

  /** How far an answer goes. */
  public enum Placement {
    /** It stays in this process. */
    PROCESS,
    /** It may be kept in Redis, for all gateways. */
    SHARED
  }

  /** An answer in this process. */
  private record Held(CachedAnswer answer, Mark since) {

    int weight() {
      long weight = ENTRY_BYTES + answer.bytes().length;
      for (String tag : answer.tags()) {
        weight += ENTRY_BYTES / 4 + tag.length();
      }
      return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    Duration left(long nowMillis) {
      return Duration.ofMillis(Math.max(1, answer.endMillis() - nowMillis));
    }
  }

  /** Which invalidations are known now. Taken before a fetch is sent, given with its answer. */
  public Mark mark() {
    SharedTier.Known known = shared == null ? null : shared.known();
    return known == null
        ? new Mark(log.latest(), null, 0)
        : new Mark(log.latest(), known.epoch(), known.log().latest());
  }

  /** Looks an answer up in this process only; null when there is none of any use. */
  public @Nullable Found here(CacheKey key) {
    Held found = held.getIfPresent(key);
    if (found == null) {
      return null;
    }
    Use use = found.answer.useAt(clock.millis());
    if (use == Use.NONE || !holds(found)) {
      held.asMap().remove(key, found);
      return null;
    }
    return new Found(found.answer, use);
  }

  private boolean holds(Held found) {
    if (!log.holds(found.since.local(), found.answer.tags())) {
      return false;
    }
    if (shared == null) {
      return true;
    }
    SharedTier.Known known = shared.known();
    if (!shared.isInTouch()) {
      return false;
    }
    return known == null
        ? found.since.epoch() == null
        : known.epoch().equals(found.since.epoch())
            && known.log().holds(found.since.shared(), found.answer.tags());
  }

  /**
   * Looks answers up, in Redis too when those in this process are not fresh.
   *
   * @param placement of the keys: {@code PROCESS} asks nobody else
   * @return one for each key, null where there is none; completes on the caller's context, at once
   *     when Redis need not be asked, and never fails
   */
  public Future<List<@Nullable Found>> find(List<CacheKey> keys, Placement placement) {
    List<@Nullable Found> found = new ArrayList<>(keys.size());
    List<CacheKey> missing = new ArrayList<>();
    for (CacheKey key : keys) {
      Found one = here(key);
      found.add(one);
      if (one == null || one.use() != Use.FRESH) {
        missing.add(key);
      }
    }
    SharedTier others = shared;
    if (others == null || placement == Placement.PROCESS || missing.isEmpty()) {
      return Future.succeededFuture(found);
    }
    long before = log.latest();
    return others
        .get(missing)
        .map(
            values -> {
              int next = 0;
              for (int i = 0; i < found.size(); i++) {
                Found one = found.get(i);
                if (one == null || one.use() != Use.FRESH) {
                  SharedValue value = values.get(next++);
                  found.set(i, better(keys.get(i), one, value, before));
                }
              }
              return found;
            });
  }

  /** What another gateway has kept, if it is of more use than what is here. */
  private @Nullable Found better(
      CacheKey key, @Nullable Found here, @Nullable SharedValue there, long before) {
    if (there == null) {
      return here;
    }
    Held value = new Held(there.answer(), new Mark(before, there.epoch(), there.mark()));
    Use use = there.answer().useAt(clock.millis());
    if (use == Use.NONE
        || !holds(value)
        || (here != null && here.answer().endMillis() >= there.answer().endMillis())) {
      return here;
    }
    held.put(key, value);
    return new Found(there.answer(), use);
  }

  /**
   * Keeps an answer, unless it is of no use, too large or has too many tags. What was invalidated
   * since its fetch began does not hold, now or later.
   *
   * @param since from {@link #mark}, before the fetch was sent
   * @return whether it is kept
   */
  public boolean put(CacheKey key, CachedAnswer answer, Mark since, Placement placement) {
    Held value = new Held(answer, since);
    long now = clock.millis();
    if (answer.useAt(now) == Use.NONE
        || answer.tags().size() > MOST_TAGS
        || value.weight() > mostBytes / LARGEST_SHARE
        || !holds(value)) {
      return false;
    }
    held.put(key, value);
    SharedTier others = shared;
    if (others != null && placement == Placement.SHARED) {
      others.put(key, answer, since, now);
    }
    return true;
  }

  /**
   * Invalidates all answers with any of these tags: in this process at once, at other gateways
   * within a second.
   *
   * @return completes when it is known here and written down for the others; fails when it is not
   *     written down in time, with what was done here done all the same. The others learn of it
   *     when Redis takes it, unless this process ends before
   */
  public Future<Void> invalidate(Collection<String> tags) {
    if (tags.isEmpty()) {
      return Future.succeededFuture();
    }
    invalidations.add(tags.size());
    SharedTier others = shared;
    if (others == null) {
      log.append(tags);
      return Future.succeededFuture();
    }
    // First, so that nobody finds in Redis what does not hold here any more.
    long number = others.announce(tags);
    log.append(tags);
    return others.append(tags, number);
  }

  /**
   * Makes the caller the one who fetches something, or has it wait for who does.
   *
   * @param atMostMillis how long it waits
   * @return null when the caller is to fetch it, and then to {@link #end} in any case; otherwise
   *     completes on the caller's context when it is worth while to look again, or the time is
   *     over, and never fails
   */
  public @Nullable Future<Void> join(CacheKey key, long atMostMillis) {
    return flights.join(key, atMostMillis);
  }

  /**
   * Makes the caller the one who fetches something that nobody waits for, unless somebody does
   * already.
   *
   * @return whether the caller is to fetch it, and then to {@link #end} in any case
   */
  public boolean begin(CacheKey key) {
    return flights.begin(key);
  }

  /** What {@link #join} or {@link #begin} made the caller fetch has come, or will not. */
  public void end(CacheKey key) {
    flights.end(key);
  }

  /** By this clock, in milliseconds since 1970, answers age. */
  public long nowMillis() {
    return clock.millis();
  }

  /** Bytes that are held in this process, roughly. */
  public long weight() {
    return held.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** Answers that are held in this process, roughly. */
  public long size() {
    return held.estimatedSize();
  }

  /** How many tags were invalidated at this gateway. */
  public long invalidations() {
    return invalidations.sum();
  }

  /** How often Redis has not answered in time, or not at all. */
  public long failures() {
    return shared == null ? 0 : shared.failures();
  }

  /** Whether Redis is not asked at the moment, because it does not answer. */
  public boolean isUnavailable() {
    return shared != null && shared.isUnavailable();
  }

  /** Lets go of Redis. */
  public Future<Void> close() {
    return shared == null ? Future.succeededFuture() : shared.close();
  }
}
