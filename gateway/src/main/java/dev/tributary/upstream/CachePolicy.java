package dev.tributary.upstream;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer that was made of several may be kept: no longer, and by nobody else, than each
 * of them allows (RFC 9111, 5.2.2).
 */
final class CachePolicy {

  private long seconds = Long.MAX_VALUE;
  private boolean noStore;
  private boolean noCache;
  private boolean oneClient;

  /**
   * One more answer has gone into it.
   *
   * @param values its {@code Cache-Control} fields; none say that it must not be kept
   * @param age its {@code Age}: how much of its time is over
   */
  void meet(List<String> values, @Nullable String age) {
    long lifetime = Long.MAX_VALUE;
    for (String value : values) {
      for (String each : value.toLowerCase(Locale.ROOT).split(",")) {
        String directive = each.strip();
        int equals = directive.indexOf('=');
        switch (equals < 0 ? directive : directive.substring(0, equals).strip()) {
          case "no-store" -> noStore = true;
          case "no-cache" -> noCache = true;
          case "private" -> oneClient = true;
          case "max-age", "s-maxage" ->
              lifetime = Math.min(lifetime, number(directive.substring(equals + 1)));
          default -> {}
        }
      }
    }
    if (lifetime == Long.MAX_VALUE) {
      noStore = true;
    } else {
      seconds = Math.min(seconds, Math.max(0, lifetime - (age == null ? 0 : number(age))));
    }
  }

  /** It is for the client who asked, and not for caches that others use. */
  void keepToOneClient() {
    oneClient = true;
  }

  /** What cannot be understood is as much as nothing. */
  private static long number(String text) {
    String digits = text.strip().replace("\"", "");
    return digits.matches("\\d{1,9}") ? Long.parseLong(digits) : 0;
  }

  /** The value of {@code Cache-Control}. */
  @Override
  public String toString() {
    if (noStore) {
      return "no-store";
    }
    return (oneClient ? "private, " : "public, ")
        + (noCache ? "no-cache, " : "")
        + "max-age="
        + seconds;
  }
}
