package dev.tributary.execute;

import dev.tributary.cache.CacheStore;
import dev.tributary.supergraph.Subgraph;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is done about keeping answers.
 *
 * @param telling whether clients are told how long they may keep an answer
 * @param store where answers to queries are kept; null to keep none
 * @param ofOneCaller whether private answers are kept, each for the caller who was given it
 * @param hitCost the cost units that an answer costs that was kept; negative for what the operation
 *     is estimated at
 * @param defaultMaxAge the seconds that a service's fields may be kept of which nothing is said
 * @param staleWhileRevalidate the seconds that a whole answer with a part of a service may be used
 *     stale, while it is worked out anew, where the service does not say it
 * @param fetches whether upstreams keep what services answer, and ask what the schema says of it
 */
public record Caching(
    Telling telling,
    @Nullable CacheStore store,
    Keeping ofOneCaller,
    long hitCost,
    ToIntFunction<Subgraph> defaultMaxAge,
    ToIntFunction<Subgraph> staleWhileRevalidate,
    Keeping fetches) {

  /** Nothing is kept, and nothing told. */
  public static final Caching OFF =
      new Caching(
          Telling.NOTHING, null, Keeping.NEVER, -1, service -> 0, service -> 0, Keeping.NEVER);

  /** What clients are told. */
  public enum Telling {
    NOTHING,
    AGE
  }

  /** Whether something is kept. */
  public enum Keeping {
    NEVER,
    IF_ALLOWED
  }

  /** Whether nothing is done about whole answers. */
  boolean isOff() {
    return telling == Telling.NOTHING && store == null;
  }
}
