package dev.tributary.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept, and how old it is (RFC 9111, 4.2). Safe to share between threads: neither
 * its headers nor its body are changed any more.
 *
 * @param ageMillis its age when it was received
 * @param receivedMillis when that was
 * @param isAskedAbout whether somebody asks about it while others use it
 */
record KeptAnswer(
    ServiceAnswer answer,
    CacheDirectives directives,
    long ageMillis,
    long receivedMillis,
    AtomicBoolean isAskedAbout) {

  /** What may be kept when the service says for how long. */
  private static final Set<Integer> STATUSES = Set.of(200, 203, 204, 404, 410);

  /** For which an answer that was kept may stand in (RFC 5861, 4). */
  static final Set<Integer> FAILURES = Set.of(500, 502, 503, 504);

  /** A header field's name, value and what holds them. */
  private static final int FIELD_BYTES = 64;

  /**
   * @param askedMillis when the request was sent
   * @return null when it must not be kept, or is of no use kept
   */
  static @Nullable KeptAnswer of(ServiceAnswer answer, long askedMillis, long nowMillis) {
    MultiMap headers = answer.headers();
    CacheDirectives directives = CacheDirectives.of(headers, nowMillis);
    if (!STATUSES.contains(answer.status())
        || directives.noStore()
        || directives.isPrivate()
        || directives.lifetimeSeconds() < 0 && !directives.noCache()
        || headers.contains(HttpHeaders.SET_COOKIE)
        || headers.contains(HttpHeaders.CONTENT_RANGE)) {
      return null;
    }
    KeptAnswer kept = aged(copy(answer), directives, askedMillis, nowMillis);
    return kept.isFresh(nowMillis) || kept.hasValidator() || kept.mayStandInAt(nowMillis)
        ? kept
        : null;
  }

  private static KeptAnswer aged(
      ServiceAnswer answer, CacheDirectives directives, long askedMillis, long nowMillis) {
    long age = CacheDirectives.ageMillis(answer.headers(), askedMillis, nowMillis);
    return new KeptAnswer(answer, directives, age, nowMillis, new AtomicBoolean());
  }

  /** Apart from whatever larger piece of memory it was received in. */
  private static ServiceAnswer copy(ServiceAnswer answer) {
    return new ServiceAnswer(
        answer.status(),
        HttpHeaders.headers().addAll(answer.headers()),
        Buffer.buffer(answer.body().getBytes()));
  }

  /** The same answer after the service has said, with 304, that it still holds. */
  KeptAnswer confirmedBy(MultiMap headers, long askedMillis, long nowMillis) {
    MultiMap both = HttpHeaders.headers().addAll(answer.headers());
    for (String name : headers.names()) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "content-length", "content-encoding", "content-type", "transfer-encoding" -> {}
        default -> {
          both.remove(name);
          both.add(name, headers.getAll(name));
        }
      }
    }
    if (!headers.contains(HttpHeaders.AGE)) {
      both.remove(HttpHeaders.AGE);
    }
    if (!headers.contains(HttpHeaders.DATE)) {
      both.remove(HttpHeaders.DATE);
    }
    return aged(
        new ServiceAnswer(answer.status(), both, answer.body()),
        CacheDirectives.of(both, nowMillis),
        askedMillis,
        nowMillis);
  }

  private long age(long nowMillis) {
    return ageMillis + Math.max(0, nowMillis - receivedMillis);
  }

  /** How long ago it stopped being fresh; negative while it is. */
  private long staleMillis(long nowMillis) {
    return age(nowMillis) - Math.max(0, directives.lifetimeSeconds()) * 1000;
  }

  boolean isFresh(long nowMillis) {
    return !directives.noCache() && staleMillis(nowMillis) < 0;
  }

  /** Whether it may be used at once, and asked about meanwhile. */
  boolean mayBeUsedMeanwhile(long nowMillis) {
    return mayBeStale() && staleMillis(nowMillis) < directives.staleWhileSeconds() * 1000;
  }

  private boolean mayStandInAt(long nowMillis) {
    return mayBeStale() && staleMillis(nowMillis) < directives.staleIfErrorSeconds() * 1000;
  }

  private boolean mayBeStale() {
    return !directives.mustRevalidate() && !directives.noCache();
  }

  /**
   * Whether it may stand in for a failure.
   *
   * @param status of the answer; null when there was none
   */
  boolean mayStandInFor(@Nullable Integer status, long nowMillis) {
    return (status == null || FAILURES.contains(status)) && mayStandInAt(nowMillis);
  }

  private boolean hasValidator() {
    return answer.headers().contains(HttpHeaders.ETAG)
        || answer.headers().contains(HttpHeaders.LAST_MODIFIED);
  }

  /** The request that asks whether this still holds. */
  ServiceRequest question(ServiceRequest request) {
    String tag = answer.headers().get(HttpHeaders.ETAG);
    String modified = answer.headers().get(HttpHeaders.LAST_MODIFIED);
    MultiMap headers = HttpHeaders.headers().addAll(request.headers());
    if (tag != null) {
      headers.set(HttpHeaders.IF_NONE_MATCH, tag);
    }
    if (modified != null) {
      headers.set(HttpHeaders.IF_MODIFIED_SINCE, modified);
    }
    return new ServiceRequest(
        request.method(),
        request.target(),
        headers,
        request.body(),
        request.effect(),
        request.rank());
  }

  /** Whether 304 with these headers is about this answer and no other. */
  boolean isMeantBy(MultiMap headers) {
    String own = answer.headers().get(HttpHeaders.ETAG);
    String theirs = headers.get(HttpHeaders.ETAG);
    return own == null || theirs == null || opaque(own).equals(opaque(theirs));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  /** The answer as it is given now. */
  ServiceAnswer asOf(long nowMillis) {
    MultiMap headers =
        HttpHeaders.headers()
            .addAll(answer.headers())
            .set(HttpHeaders.AGE, Long.toString(age(nowMillis) / 1000));
    return new ServiceAnswer(answer.status(), headers, answer.body());
  }

  /** Bytes of memory, roughly. */
  int weight() {
    long bytes = answer.body().length();
    for (var field : answer.headers()) {
      bytes += FIELD_BYTES + field.getKey().length() + field.getValue().length();
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }
}
