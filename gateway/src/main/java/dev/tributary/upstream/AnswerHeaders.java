package dev.tributary.upstream;

import dev.tributary.execute.Freshness;
import dev.tributary.execute.RequestScope;
import dev.tributary.upstream.Propagation.AnswerRule;
import dev.tributary.upstream.Propagation.Merge;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Passes chosen header fields of one service's answers on to the client. */
final class AnswerHeaders {

  /** What services together may put before one client: more would break its HTTP parser. */
  private static final int MOST_CHARACTERS = 16 * 1024;

  private static final long UNSAID = -1;

  private final List<AnswerRule> rules;
  private final boolean cached;

  /** What another client says may lead to another answer, which no shared cache could know. */
  private final boolean dependsOnClient;

  private final boolean reachClients;

  AnswerHeaders(ServiceOptions options) {
    this(
        options,
        !options.forwardedHeaders().isEmpty()
            || !options.propagation().requests().isEmpty()
            || !options.propagation().extensions().isEmpty());
  }

  /** The same of calls that depend on the client in ways of their own. */
  static AnswerHeaders ofPersonalCalls(ServiceOptions options) {
    return new AnswerHeaders(options, true);
  }

  private AnswerHeaders(ServiceOptions options, boolean dependsOnClient) {
    this.rules = options.propagation().answers();
    this.dependsOnClient = dependsOnClient;
    this.cached =
        rules.stream()
            .anyMatch(
                rule ->
                    rule instanceof AnswerRule.Forward forward
                        && forward.merge() == Merge.RESTRICTIVE);
    this.reachClients =
        rules.stream()
            .anyMatch(
                rule ->
                    !(rule instanceof AnswerRule.Drop)
                        && !(rule instanceof AnswerRule.Forward(HeaderNames n, String as, Merge m)
                            && m == Merge.RESTRICTIVE));
  }

  /** What one client's answer holds of services' fields so far. */
  private static final class Passed {
    private final CachePolicy cache = new CachePolicy();
    private final Set<String> names = new HashSet<>();
    private int characters;
  }

  /** Whether clients get header fields of answers, besides what merges to how long they hold. */
  boolean reachClients() {
    return reachClients;
  }

  /** The answer's body, once its fields are with the scope. */
  Future<Buffer> passedOn(Future<ServiceAnswer> answer, RequestScope scope) {
    if (rules.isEmpty() && scope.freshness() == null) {
      return answer.map(ServiceAnswer::body);
    }
    return answer.transform(
        ended -> {
          if (ended.failed()) {
            uncacheable(scope);
            return Future.failedFuture(ended.cause());
          }
          passOn(ended.result(), scope);
          return Future.succeededFuture(ended.result().body());
        });
  }

  /** Something went into the client's answer of which nobody said how long it holds. */
  void uncacheable(RequestScope scope) {
    Freshness freshness = scope.freshness();
    if (freshness != null) {
      freshness.never("service failed");
    }
    if (cached) {
      CachePolicy policy = policy(scope);
      policy.never();
      tell(policy, scope);
    }
  }

  private static void note(MultiMap answer, Freshness freshness) {
    if (!answer.contains(HttpHeaders.CACHE_CONTROL)
        && !answer.contains(HttpHeaders.EXPIRES)
        && !answer.contains(HttpHeaders.SET_COOKIE)
        && !answer.contains(HttpHeaders.VARY)) {
      freshness.meetStale(UNSAID);
      return;
    }
    CacheDirectives said = CacheDirectives.of(answer, System.currentTimeMillis());
    String never = FetchLifetime.never(said, answer);
    if (never != null) {
      freshness.never(never);
    } else {
      long age = CacheDirectives.age(answer);
      long lifetime = said.lifetimeSeconds();
      if (lifetime >= 0) {
        freshness.meet(Math.max(0, lifetime - age), Math.max(0, said.clientSeconds() - age));
      }
      freshness.meetStale(staleSeconds(said, lifetime < 0 ? 0 : Math.max(0, age - lifetime)));
    }
    if (said.isPrivate()) {
      freshness.keepToOneCaller();
    }
  }

  /**
   * @param over how long it has been stale already
   */
  private static long staleSeconds(CacheDirectives said, long over) {
    return said.mustRevalidate()
        ? 0
        : said.staleWhileSeconds() > 0
            ? Math.max(0, said.staleWhileSeconds() - over)
            : over > 0 ? 0 : UNSAID;
  }

  /** An answer has gone into the client's. */
  void passOn(ServiceAnswer from, RequestScope scope) {
    Freshness freshness = scope.freshness();
    if (freshness != null) {
      note(from.headers(), freshness);
    }
    if (rules.isEmpty()) {
      return;
    }
    MultiMap answer = from.headers();
    Passed passed = scope.ofAnswer(Passed.class, Passed::new);
    Set<String> hopByHop = RequestHeaders.namedByConnection(answer);
    Set<String> dropped = dropped(answer);
    for (AnswerRule rule : rules) {
      switch (rule) {
        case AnswerRule.Drop drop -> {}
        case AnswerRule.Set(String name, String value) ->
            put(name, List.of(value), Merge.LAST, passed, scope);
        case AnswerRule.Forward(HeaderNames names, String as, Merge merge)
            when merge == Merge.RESTRICTIVE ->
            cache(answer, scope);
        case AnswerRule.Forward(HeaderNames.One(String name), String as, Merge merge) -> {
          if (!hopByHop.contains(name) && !dropped.contains(name)) {
            put(as == null ? name : as, answer.getAll(name), merge, passed, scope);
          }
        }
        case AnswerRule.Forward(HeaderNames.Matching matching, String as, Merge merge) -> {
          for (String each : answer.names()) {
            String name = each.toLowerCase(Locale.ROOT);
            if (matching.include(name)
                && !hopByHop.contains(name)
                && !dropped.contains(name)
                && !name.equals("cache-control")
                && Propagation.isForClients(name)
                && HeaderNames.isTakenByPatterns(name, Set.of())) {
              put(name, answer.getAll(each), merge, passed, scope);
            }
          }
        }
      }
    }
  }

  private Set<String> dropped(MultiMap answer) {
    Set<String> dropped = new HashSet<>();
    for (AnswerRule rule : rules) {
      if (rule instanceof AnswerRule.Drop(HeaderNames names)) {
        for (String each : answer.names()) {
          String name = each.toLowerCase(Locale.ROOT);
          if (names.include(name)) {
            dropped.add(name);
          }
        }
      }
    }
    return dropped;
  }

  private static void put(
      String name, List<String> values, Merge merge, Passed passed, RequestScope scope) {
    int characters = values.stream().mapToInt(value -> name.length() + value.length()).sum();
    if (values.isEmpty()
        || (merge == Merge.FIRST && passed.names.contains(name))
        || passed.characters + characters > MOST_CHARACTERS) {
      return;
    }
    passed.characters += characters;
    passed.names.add(name);
    MultiMap client = scope.responseHeaders();
    switch (merge) {
      case FIRST, LAST -> client.set(name, values);
      case APPEND -> {
        List<String> before = client.getAll(name);
        String added = String.join(", ", values);
        client.set(name, before.isEmpty() ? added : before.getFirst() + ", " + added);
      }
      case ALL -> client.add(name, values);
      case RESTRICTIVE -> throw new IllegalStateException("merged by itself: " + name);
    }
  }

  private void cache(MultiMap answer, RequestScope scope) {
    CachePolicy policy = policy(scope);
    policy.meet(
        CacheDirectives.of(answer, System.currentTimeMillis()), CacheDirectives.age(answer));
    tell(policy, scope);
  }

  private static CachePolicy policy(RequestScope scope) {
    return scope.ofAnswer(Passed.class, Passed::new).cache;
  }

  private void tell(CachePolicy policy, RequestScope scope) {
    if (dependsOnClient || scope.caller().isAuthenticated()) {
      policy.keepToOneClient();
    }
    scope.cacheTold();
    scope.responseHeaders().set(HttpHeaders.CACHE_CONTROL, policy.toString());
  }
}
