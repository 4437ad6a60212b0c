package dev.tributary.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one REST service that are kept for all clients, as the service allows (RFC 9111):
 * a shared cache, bounded in bytes. Safe for use by many threads.
 *
 * <p>An answer that the service has not declared to be for shared caches is given to nobody whose
 * request would differ in any header field: whoever gets it would have been sent the same by the
 * service itself, for it could not have told the two apart. The gateway's own credentials are not
 * among these fields, since they are the same for everybody.
 */
final class AnswerCache {

  /** What is larger would drive out all others. */
  private static final int LARGEST_SHARE = 8;

  private static final int ENTRY_BYTES = 128;

  /** Fields that differ from request to request and that no answer depends on. */
  private static final List<String> TRACING =
      List.of(
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "x-b3-traceid",
          "x-b3-spanid",
          "x-b3-parentspanid",
          "x-b3-sampled",
          "x-request-id",
          "x-correlation-id");

  /** With these, a connector says itself what it will have. */
  private static final List<String> OWN_RULES =
      List.of(
          "cache-control",
          "pragma",
          "range",
          "if-none-match",
          "if-modified-since",
          "if-match",
          "if-unmodified-since",
          "if-range");

  private final long mostBytes;
  private final InstantSource clock;
  private final AtomicLong numbers = new AtomicLong();
  private final Cache<Key, Held> held;

  AnswerCache(long mostBytes, InstantSource clock) {
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.held =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((Key key, Held value) -> weight(key, value))
            .executor(Runnable::run)
            .build();
  }

  private sealed interface Key {}

  /** All that is below a path, whatever the query: what a change there makes void. */
  private record Path(boolean tls, String host, int port, String path) implements Key {}

  /**
   * One URI.
   *
   * @param path number of its path's {@link Mark}
   */
  private record Target(long path, String target) implements Key {}

  /**
   * One of the answers that there are for a URI.
   *
   * @param rule number of the URI's {@link Rule}
   * @param values of the header fields that tell them apart
   */
  private record Variant(long rule, List<String> values) implements Key {}

  private sealed interface Held {}

  private record Mark(long number) implements Held {}

  /**
   * Which header fields tell the answers for a URI apart.
   *
   * @param isForShared whether only those that {@code Vary} names do; otherwise all do
   */
  private record Rule(long number, boolean isForShared, SortedSet<String> vary) implements Held {}

  private record Kept(KeptAnswer answer) implements Held {}

  private static int weight(Key key, Held value) {
    int keyBytes =
        switch (key) {
          case Path path -> path.host().length() + path.path().length();
          case Target target -> target.target().length();
          case Variant variant -> variant.values().stream().mapToInt(String::length).sum();
        };
    return (int)
        Math.min(
            Integer.MAX_VALUE,
            (long) ENTRY_BYTES
                + keyBytes
                + (value instanceof Kept kept ? kept.answer.weight() : 0));
  }

  /** Whether an answer to such a request may be kept at all. */
  static boolean concerns(ServiceRequest request) {
    return request.method() == HttpMethod.GET
        && request.body() == null
        && OWN_RULES.stream().noneMatch(request.headers()::contains);
  }

  long nowMillis() {
    return clock.millis();
  }

  /** The answer kept for this request, fresh or stale. */
  @Nullable KeptAnswer find(ServiceRequest request, ServiceAddress address) {
    if (!(held.getIfPresent(path(address)) instanceof Mark(long path))
        || !(held.getIfPresent(new Target(path, address.target())) instanceof Rule rule)) {
      return null;
    }
    return held.getIfPresent(variant(rule, request)) instanceof Kept(KeptAnswer answer)
        ? answer
        : null;
  }

  /**
   * Keeps an answer if it may be.
   *
   * @param askedMillis when the request was sent
   */
  void keep(
      ServiceRequest request, ServiceAddress address, ServiceAnswer answer, long askedMillis) {
    KeptAnswer kept = KeptAnswer.of(answer, askedMillis, clock.millis());
    if (kept != null) {
      keep(request, address, kept);
    } else if (answer.isSuccess()) {
      // What was kept before is not what the service says now.
      forget(request, address);
    }
  }

  void keep(ServiceRequest request, ServiceAddress address, KeptAnswer kept) {
    SortedSet<String> vary = vary(kept.answer().headers());
    if (vary.contains("*") || kept.weight() > mostBytes / LARGEST_SHARE) {
      return;
    }
    Held mark = held.get(path(address), first -> new Mark(numbers.incrementAndGet()));
    if (!(mark instanceof Mark(long path))) {
      return;
    }
    boolean isForShared = kept.directives().isForShared();
    Held ruled =
        held.asMap()
            .compute(
                new Target(path, address.target()),
                (target, known) ->
                    known instanceof Rule rule
                            && rule.isForShared == isForShared
                            && rule.vary.equals(vary)
                        ? rule
                        : new Rule(numbers.incrementAndGet(), isForShared, vary));
    if (ruled instanceof Rule rule) {
      held.put(variant(rule, request), new Kept(kept));
    }
  }

  private void forget(ServiceRequest request, ServiceAddress address) {
    if (held.getIfPresent(path(address)) instanceof Mark(long path)
        && held.getIfPresent(new Target(path, address.target())) instanceof Rule rule) {
      held.invalidate(variant(rule, request));
    }
  }

  /**
   * Something was changed (RFC 9111, 4.4): all that was kept for its path is void, whatever the
   * query, and for what the answer says has come of it.
   *
   * @param answer null when none came: the change may have been made all the same
   */
  void changed(ServiceAddress address, @Nullable ServiceAnswer answer) {
    if (answer != null && answer.status() >= 400 && answer.status() < 500) {
      return;
    }
    held.invalidate(path(address));
    if (answer != null) {
      forgetNamed(address, answer.headers().get(HttpHeaders.LOCATION));
      forgetNamed(address, answer.headers().get(HttpHeaders.CONTENT_LOCATION));
    }
  }

  private void forgetNamed(ServiceAddress address, @Nullable String reference) {
    if (reference == null) {
      return;
    }
    try {
      URI named = URI.create(address.target()).resolve(reference);
      String host = named.getHost();
      // No service speaks for another.
      if (named.getRawPath() != null && (host == null || host.equalsIgnoreCase(address.host()))) {
        held.invalidate(
            new Path(address.tls(), address.host(), address.port(), named.getRawPath()));
      }
    } catch (IllegalArgumentException notAReference) {
      return;
    }
  }

  private static Path path(ServiceAddress address) {
    int question = address.target().indexOf('?');
    return new Path(
        address.tls(),
        address.host(),
        address.port(),
        question < 0 ? address.target() : address.target().substring(0, question));
  }

  private static SortedSet<String> vary(MultiMap answer) {
    SortedSet<String> names = new TreeSet<>();
    for (String field : answer.getAll(HttpHeaders.VARY)) {
      for (String name : field.split(",")) {
        if (!name.isBlank()) {
          names.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  private static Variant variant(Rule rule, ServiceRequest request) {
    SortedSet<String> names = new TreeSet<>(rule.vary());
    if (!rule.isForShared()) {
      for (String name : request.headers().names()) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TRACING.contains(lower)) {
          names.add(lower);
        }
      }
    }
    List<String> values = new ArrayList<>();
    for (String name : names) {
      List<String> all = request.headers().getAll(name);
      values.add(name);
      values.add(Integer.toString(all.size()));
      values.addAll(all);
    }
    return new Variant(rule.number(), values);
  }

  /** Bytes that are held, roughly; for tests. */
  long weight() {
    held.cleanUp();
    return held.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
