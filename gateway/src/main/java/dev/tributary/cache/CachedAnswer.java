package dev.tributary.cache;

import java.util.List;

/**
 * An answer that is kept. Nobody changes its bytes. Times are in milliseconds since 1970.
 *
 * @param bytes whatever its user keeps
 * @param bornMillis when the service made it, as far as it tells: its age is counted from here
 * @param freshUntilMillis from here on it is stale
 * @param revalidatingUntilMillis until when it may be used, though stale, while it is asked for
 *     anew (RFC 5861, 3)
 * @param onErrorUntilMillis until when it may stand in, though stale, for a failure (RFC 5861, 4)
 * @param tags what it is invalidated by
 */
public record CachedAnswer(
    byte[] bytes,
    long bornMillis,
    long freshUntilMillis,
    long revalidatingUntilMillis,
    long onErrorUntilMillis,
    List<String> tags) {

  public CachedAnswer {
    tags = List.copyOf(tags);
  }

  /** What an answer may be used for. */
  public enum Use {
    /** Everything. */
    FRESH,
    /** Everything, if it is asked for anew meanwhile. */
    WHILE_REVALIDATING,
    /** In place of a failure only. */
    ON_ERROR,
    /** Nothing. */
    NONE
  }

  /** What it may be used for at a moment. */
  public Use useAt(long millis) {
    if (millis < freshUntilMillis) {
      return Use.FRESH;
    }
    if (millis < revalidatingUntilMillis) {
      return Use.WHILE_REVALIDATING;
    }
    return millis < onErrorUntilMillis ? Use.ON_ERROR : Use.NONE;
  }

  /** How old it is, in whole seconds: the value of {@code Age} (RFC 9111, 5.1). */
  public long ageSeconds(long millis) {
    return Math.max(0, millis - bornMillis) / 1000;
  }

  /** From here on it is of no use. */
  long endMillis() {
    return Math.max(freshUntilMillis, Math.max(revalidatingUntilMillis, onErrorUntilMillis));
  }
}
