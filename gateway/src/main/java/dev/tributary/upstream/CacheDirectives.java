package dev.tributary.upstream;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an answer says about being kept (RFC 9111, 5.2.2; RFC 5861). Whatever cannot be read is
 * taken to forbid: a lifetime that is no number is none, and of two the shorter holds.
 *
 * @param noCache must be asked about before each use; one that names fields counts as one for all
 * @param isPrivate likewise
 * @param mustRevalidate must not be used when stale, whatever else is said
 * @param lifetimeSeconds how long it is fresh, by {@code s-maxage}, {@code max-age} or {@code
 *     Expires}; -1 when nothing is said. It is never guessed
 * @param clientSeconds the same for a client that keeps it for itself: the shorter of {@code
 *     max-age} and {@code s-maxage}, or {@code Expires}
 * @param isForShared whether the service has shared caches in mind: {@code public}, {@code
 *     s-maxage}
 * @param staleIfErrorSeconds how long after its lifetime it may stand in for a failure
 * @param staleWhileSeconds how long after it may be used while it is asked about
 */
record CacheDirectives(
    boolean noStore,
    boolean noCache,
    boolean isPrivate,
    boolean mustRevalidate,
    boolean isForShared,
    long lifetimeSeconds,
    long clientSeconds,
    long staleIfErrorSeconds,
    long staleWhileSeconds) {

  /** Longer than this is for ever. */
  private static final long MOST_SECONDS = Integer.MAX_VALUE;

  private static final long UNSAID = -1;

  /**
   * @param nowMillis when the answer was received, for one without a {@code Date}
   */
  static CacheDirectives of(MultiMap headers, long nowMillis) {
    Map<String, String> said = parse(headers.getAll(HttpHeaders.CACHE_CONTROL));
    long shared = seconds(said, "s-maxage");
    long own = seconds(said, "max-age");
    long expires = shared == UNSAID && own == UNSAID ? expires(headers, nowMillis) : UNSAID;
    long lifetime = shared != UNSAID ? shared : own != UNSAID ? own : expires;
    long client = shared == UNSAID || own == UNSAID ? lifetime : Math.min(shared, own);
    return new CacheDirectives(
        said.containsKey("no-store"),
        said.containsKey("no-cache"),
        said.containsKey("private"),
        said.containsKey("must-revalidate") || said.containsKey("proxy-revalidate") || shared >= 0,
        said.containsKey("public") || shared > 0,
        lifetime,
        client,
        Math.max(0, seconds(said, "stale-if-error")),
        Math.max(0, seconds(said, "stale-while-revalidate")));
  }

  private static long expires(MultiMap headers, long nowMillis) {
    String text = headers.get(HttpHeaders.EXPIRES);
    if (text == null) {
      return UNSAID;
    }
    Date expires = DateFormatter.parseHttpDate(text);
    return expires == null
        ? 0
        : Math.clamp((expires.getTime() - date(headers, nowMillis)) / 1000, 0, MOST_SECONDS);
  }

  /** When the answer was made, in milliseconds since 1970. */
  static long date(MultiMap headers, long nowMillis) {
    String text = headers.get(HttpHeaders.DATE);
    Date date = text == null ? null : DateFormatter.parseHttpDate(text);
    return date == null ? nowMillis : date.getTime();
  }

  /**
   * How old an answer is that was received just now (RFC 9111, 4.2.3).
   *
   * @param askedMillis when the request was sent
   */
  static long ageMillis(MultiMap headers, long askedMillis, long nowMillis) {
    String age = headers.get(HttpHeaders.AGE);
    long told = (age == null ? 0 : seconds(age.strip())) * 1000;
    long apparent = Math.max(0, nowMillis - date(headers, nowMillis));
    return Math.max(apparent, told + nowMillis - askedMillis);
  }

  /** How many seconds of its time are over, as {@code Age} says (RFC 9111, 5.1). */
  static long age(MultiMap headers) {
    String age = headers.get(HttpHeaders.AGE);
    return age == null ? 0 : seconds(age.strip());
  }

  private static long seconds(Map<String, String> said, String name) {
    String value = said.get(name);
    return value == null ? UNSAID : seconds(value);
  }

  /** Nothing but digits is a number of seconds. */
  static long seconds(String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return value.length() > 9 ? MOST_SECONDS : Long.parseLong(value);
  }

  private static Map<String, String> parse(List<String> fields) {
    Map<String, String> said = new HashMap<>();
    for (String field : fields) {
      for (String directive : elements(field)) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals);
        String value = equals < 0 ? "" : unquoted(directive.substring(equals + 1).strip());
        said.merge(
            name.strip().toLowerCase(Locale.ROOT),
            value,
            (one, other) -> seconds(one) <= seconds(other) ? one : other);
      }
    }
    return said;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** A comma within quotes ends nothing. */
  private static List<String> elements(String field) {
    List<String> elements = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        elements.add(field.substring(start, i));
        start = i + 1;
      }
    }
    elements.add(field.substring(start));
    return elements;
  }
}
