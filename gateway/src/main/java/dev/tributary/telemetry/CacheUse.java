package dev.tributary.telemetry;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the cache did for one fetch.
 *
 * @param outcome what was found
 * @param found how many of the parts that are kept apart, such as entities
 * @param asked how many there are
 * @param why nothing was looked for, or nothing is kept of the service's answer; null otherwise.
 *     One of few texts of ours
 * @param ageSeconds of the oldest part that was found; negative when it is not known
 * @param leftSeconds until the first of them is stale; negative when one is
 */
public record CacheUse(
    Outcome outcome,
    int found,
    int asked,
    @Nullable String why,
    long ageSeconds,
    long leftSeconds) {

  /** What was found. */
  public enum Outcome {
    /** Everything: no call was made. */
    HIT,
    /** Something: the rest was asked for. */
    PARTIAL,
    /** Nothing. */
    MISS,
    /** Everything, but not all of it fresh: it is asked for anew, or the service has failed. */
    STALE,
    /** Nothing was looked for. */
    NONE
  }

  /** Nothing was looked for. */
  public static CacheUse none(String why) {
    return new CacheUse(Outcome.NONE, 0, 0, why, 0, 0);
  }

  /** For who may see it. */
  Map<String, Object> told() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
    if (asked > 0) {
      told.put("found", found);
      told.put("of", asked);
    }
    if (found > 0 && ageSeconds >= 0) {
      told.put("age", ageSeconds);
      told.put("left", leftSeconds);
    }
    if (why != null) {
      told.put("why", why);
    }
    return told;
  }
}
