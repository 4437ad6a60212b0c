package dev.tributary.execute;

import dev.tributary.cache.CacheKey;
import dev.tributary.supergraph.CacheHint.Scope;
import org.jspecify.annotations.Nullable;

/**
 * How long, and by whom, an answer may be kept once it has left the gateway (RFC 9111).
 *
 * @param maxAge in seconds, from when the answer was made; 0 when it must not be kept
 * @param scope {@code PUBLIC} when every request for the operation has this answer, whoever sends
 *     it
 * @param age how many seconds ago it was made; null when that was for this request
 * @param tag tells this body from all others (RFC 9110, 8.8.3), without quotes; null when it is not
 *     known yet
 */
public record AnswerAge(int maxAge, Scope scope, @Nullable Long age, @Nullable String tag) {

  static final int TAG_LENGTH = 32;

  /** Tells this body from all others: so many hexadecimal digits of a SHA-256. */
  public static String tagOf(byte[] body) {
    return CacheKey.of("tag").add(body, 0, body.length).key().hex().substring(0, TAG_LENGTH);
  }

  /** The value of {@code Cache-Control}. */
  public String cacheControl() {
    return maxAge == 0
        ? "no-store"
        : "max-age=" + maxAge + (scope == Scope.PUBLIC ? ", public" : ", private");
  }
}
