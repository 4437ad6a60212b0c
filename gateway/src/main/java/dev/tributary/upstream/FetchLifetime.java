package dev.tributary.upstream;

import dev.tributary.cache.CachedAnswer;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchHint.Coverage;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer may be kept, and for whom: as the service says with it (RFC 9111, RFC 5861)
 * and in its schema, the stricter of the two; where neither says anything, as the operator does.
 * Times are in milliseconds since 1970.
 */
sealed interface FetchLifetime {

  /** What calls say of themselves, whoever they are made for. */
  Set<String> SAME_FOR_ALL = Set.of("accept", "accept-encoding", "content-type");

  /** Why nothing is kept of which the schema has {@code maxAge: 0}. */
  String NEVER = "schema says maxAge 0";

  /** Why nothing is kept that is private, of callers who are not known. */
  String NOBODY = "private, caller anonymous";

  /**
   * It is not kept.
   *
   * @param why one of few texts
   */
  record None(String why) implements FetchLifetime {}

  /**
   * @param isPrivate whether it is for one caller only
   * @param isForShared whether the service says that it is for everybody
   */
  record Some(
      long bornMillis,
      long freshMillis,
      long revalidatingMillis,
      long onErrorMillis,
      boolean isPrivate,
      boolean isForShared)
      implements FetchLifetime {

    CachedAnswer answer(byte[] bytes, List<String> tags) {
      return new CachedAnswer(
          bytes, bornMillis, freshMillis, revalidatingMillis, onErrorMillis, tags);
    }
  }

  /**
   * @param hint what the schema says
   * @param askedMillis when the request was sent
   */
  static FetchLifetime of(
      MultiMap headers,
      FetchCacheOptions options,
      FetchHint hint,
      long askedMillis,
      long nowMillis) {
    CacheDirectives said = CacheDirectives.of(headers, nowMillis);
    @Nullable String never = never(said, headers);
    if (never != null) {
      return new None(never);
    }
    if (hint.isNever()) {
      return new None(NEVER);
    }
    Duration configured = options.maxAge();
    long most = hint.maxAge() == null ? Long.MAX_VALUE : hint.maxAge() * 1000L;
    long lifetime;
    if (said.lifetimeSeconds() >= 0) {
      lifetime = Math.min(most, said.lifetimeSeconds() * 1000);
    } else if (hint.coverage() == Coverage.ALL && hint.maxAge() != null) {
      lifetime = most;
    } else if (configured != null) {
      lifetime = Math.min(most, configured.toMillis());
    } else {
      return new None("no max age");
    }
    long born = nowMillis - CacheDirectives.ageMillis(headers, askedMillis, nowMillis);
    long fresh = born + lifetime;
    return new Some(
        born,
        fresh,
        stale(fresh, said, said.staleWhileSeconds(), options.staleWhileRevalidate()),
        stale(fresh, said, said.staleIfErrorSeconds(), options.staleIfError()),
        said.isPrivate() || hint.isPrivate(),
        said.isForShared() && !hint.isPrivate() && !varies(headers));
  }

  /** Why nothing is kept, whatever else is said; null when something may be. */
  static @Nullable String never(CacheDirectives said, MultiMap headers) {
    if (said.noStore()) {
      return "service says no-store";
    }
    if (said.noCache()) {
      return "service says no-cache";
    }
    if (headers.contains(HttpHeaders.SET_COOKIE)) {
      return "service sets a cookie";
    }
    return headers.getAll(HttpHeaders.VARY).stream().anyMatch(field -> field.contains("*"))
        ? "service says Vary: *"
        : null;
  }

  private static long stale(long fresh, CacheDirectives said, long seconds, Duration configured) {
    if (said.mustRevalidate()) {
      return fresh;
    }
    return fresh + (seconds > 0 ? seconds * 1000 : configured.toMillis());
  }

  /** Whether the answer may depend on a field that is sent, or not, for the caller's sake. */
  private static boolean varies(MultiMap headers) {
    for (String field : headers.getAll(HttpHeaders.VARY)) {
      for (String name : field.split(",")) {
        if (!SAME_FOR_ALL.contains(name.strip().toLowerCase(Locale.ROOT))) {
          return true;
        }
      }
    }
    return false;
  }
}
