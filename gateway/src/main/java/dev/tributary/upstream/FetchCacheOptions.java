package dev.tributary.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the answers of one GraphQL service are kept, where the service itself does not say.
 *
 * @param maxAge for how long answers are fresh of which the service says nothing; null for not at
 *     all
 * @param staleWhileRevalidate how long after they may be used while they are asked for anew
 * @param staleIfError how long after they may stand in for a failure
 * @param sharing who may be given what was fetched for somebody whose header fields, token or
 *     extensions the service was sent
 */
public record FetchCacheOptions(
    @Nullable Duration maxAge,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    Sharing sharing) {

  /** Who may be given what was fetched for somebody. */
  public enum Sharing {
    /** Only those for whom the service would be sent just the same. */
    SAME_CALLS,
    /** Everybody, where the service says {@code public} or {@code s-maxage}. */
    PUBLIC_ANSWERS
  }

  public FetchCacheOptions {
    if ((maxAge != null && maxAge.isNegative())
        || staleWhileRevalidate.isNegative()
        || staleIfError.isNegative()) {
      throw new IllegalArgumentException("no time is negative");
    }
  }
}
