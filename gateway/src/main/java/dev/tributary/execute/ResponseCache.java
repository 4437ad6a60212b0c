package dev.tributary.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tributary.auth.Caller;
import dev.tributary.cache.CacheKey;
import dev.tributary.cache.CacheStore;
import dev.tributary.cache.CacheStore.Placement;
import dev.tributary.cache.CachedAnswer;
import dev.tributary.cache.Found;
import dev.tributary.cache.Mark;
import dev.tributary.execute.Caching.Keeping;
import dev.tributary.execute.Caching.Telling;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.supergraph.CacheHint.Scope;
import dev.tributary.supergraph.Subgraph;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps whole answers, and says how long they may be kept elsewhere.
 *
 * <p>It is asked when all that may refuse a request has let it pass: whoever is given what was kept
 * has shown who they are, has paid, and is the same to authorization as whoever it was made for.
 * All else that could make two answers differ is in the key: what of the request reaches a service
 * of the plan. Where that cannot be told, nothing is kept.
 *
 * <p>Used on the event loops of its requests.
 */
final class ResponseCache {

  private static final Logger LOG = LoggerFactory.getLogger(ResponseCache.class);

  /** Before the body: what the client may be told, and the body's tag. */
  private static final int TAG_BYTES = AnswerAge.TAG_LENGTH;

  private static final int HEAD_BYTES = Integer.BYTES + TAG_BYTES;

  /** How many keys are remembered whose answers may not be kept, and for how long. */
  private static final int MOST_IN_VAIN = 10_000;

  private static final Duration IN_VAIN = Duration.ofSeconds(10);

  /** How many answers are worked out anew at a time that nobody waits for. */
  private static final int MOST_REFRESHING = 256;

  private final Caching options;
  private final @Nullable CacheStore store;
  private final Upstream upstream;
  private final AtomicInteger refreshing = new AtomicInteger();

  /**
   * What was not kept the last time: nobody waits for it, to be given nothing. So a burst of
   * requests for it waits once, and not again while it lasts.
   */
  private final Cache<CacheKey, Boolean> inVain;

  ResponseCache(Caching options, Upstream upstream) {
    this.options = options;
    this.store = options.store();
    this.upstream = upstream;
    CacheStore clock = store;
    this.inVain =
        Caffeine.newBuilder()
            .maximumSize(MOST_IN_VAIN)
            .expireAfterWrite(IN_VAIN)
            .ticker(
                clock == null
                    ? Ticker.disabledTicker()
                    : () -> TimeUnit.MILLISECONDS.toNanos(clock.nowMillis()))
            .build();
  }

  /** For whom an answer may be kept. */
  private sealed interface Keep {
    /**
     * For all who have the same key.
     *
     * @param scope {@code PUBLIC} when these are all there are
     */
    record ForAll(CacheKey key, Scope scope) implements Keep {}

    /** For one caller. */
    record ForOne(CacheKey key) implements Keep {}

    /**
     * For nobody.
     *
     * @param why one of few texts of ours
     */
    record ForNobody(String why) implements Keep {}
  }

  /** Works an answer out. */
  interface Run {
    /**
     * @param scope the request's, or one of its own when nobody waits for the answer
     * @param spending likewise
     */
    Future<GraphQlAnswer> in(RequestScope scope, Spending spending);
  }

  /**
   * Answers a request with what was kept, or keeps what it comes to.
   *
   * @param keepable null when the operation's answers are not kept
   */
  Future<GraphQlAnswer> answer(
      @Nullable Keepable keepable,
      VariableValues variables,
      Spending spending,
      RequestScope scope,
      Run run) {
    if (keepable == null) {
      if (store != null) {
        scope.record().notKept("never kept of this operation");
      }
      return run.in(scope, spending);
    }
    Keep keep = keep(keepable, variables, scope);
    CacheStore answers = store;
    CacheKey key =
        switch (keep) {
          case Keep.ForAll(CacheKey all, Scope scopeOfAll) -> all;
          case Keep.ForOne(CacheKey one) -> one;
          case Keep.ForNobody nobody -> {
            if (answers != null) {
              scope.record().notKept(nobody.why());
            }
            yield null;
          }
        };
    if (answers == null || key == null) {
      Freshness freshness = scope.watchFreshness();
      return run.in(scope, spending).map(answer -> told(answer, keepable, keep, freshness, scope));
    }
    Found here = answers.here(key);
    if (here != null && here.use() == CachedAnswer.Use.FRESH) {
      return Future.succeededFuture(kept(here.answer(), "hit", keep, answers, spending, scope));
    }
    Use use = new Use(answers, key, keep, keepable, spending, scope, run);
    return here == null && inVain.getIfPresent(key) != null
        ? use.fetch()
        : answers
            .find(List.of(key), use.placement())
            .compose(
                found -> {
                  GraphQlAnswer usable = use.usable(found.getFirst());
                  return usable == null ? use.fetchOnce() : Future.succeededFuture(usable);
                });
  }

  /** One request that has not found its answer in this process. */
  private final class Use {
    private final CacheStore answers;
    private final CacheKey key;
    private final Keep keep;
    private final Keepable keepable;
    private final Spending spending;
    private final RequestScope scope;
    private final Run run;

    Use(
        CacheStore answers,
        CacheKey key,
        Keep keep,
        Keepable keepable,
        Spending spending,
        RequestScope scope,
        Run run) {
      this.answers = answers;
      this.key = key;
      this.keep = keep;
      this.keepable = keepable;
      this.spending = spending;
      this.scope = scope;
      this.run = run;
    }

    /** What one caller alone may be given does not leave the process. */
    Placement placement() {
      return keep instanceof Keep.ForOne ? Placement.PROCESS : Placement.SHARED;
    }

    /** Null when nothing was found that can be used now. */
    @Nullable GraphQlAnswer usable(@Nullable Found found) {
      return found == null
          ? null
          : switch (found.use()) {
            case FRESH -> kept(found.answer(), "hit", keep, answers, spending, scope);
            case WHILE_REVALIDATING -> {
              refresh();
              yield kept(found.answer(), "stale", keep, answers, spending, scope);
            }
            case ON_ERROR, NONE -> null;
          };
    }

    /** Of many who ask at once, one has it worked out; who waited in vain does so alone. */
    Future<GraphQlAnswer> fetchOnce() {
      Future<Void> other =
          answers.join(key, Math.max(1, TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos())));
      if (other != null) {
        return other.compose(
            over -> {
              GraphQlAnswer usable = usable(answers.here(key));
              return usable == null ? fetch() : Future.succeededFuture(usable);
            });
      }
      return endingFlight(this::fetch);
    }

    Future<GraphQlAnswer> fetch() {
      scope.record().cached("miss");
      return fetch(scope, spending);
    }

    private Future<GraphQlAnswer> endingFlight(Supplier<Future<GraphQlAnswer>> fetching) {
      Future<GraphQlAnswer> fetched;
      try {
        fetched = fetching.get();
      } catch (RuntimeException bug) {
        answers.end(key);
        throw bug;
      }
      return fetched.onComplete(over -> answers.end(key));
    }

    /**
     * Works the answer out anew, unless somebody does (RFC 5861, 3). Nobody waits for it, and
     * nobody pays: whoever is given the stale one has paid for that.
     */
    private void refresh() {
      if (refreshing.get() >= MOST_REFRESHING || !answers.begin(key)) {
        return;
      }
      refreshing.incrementAndGet();
      RequestScope after = scope.afterwards();
      Future<GraphQlAnswer> fetched;
      try {
        fetched = endingFlight(() -> fetch(after, Spending.UNCOUNTED));
      } catch (RuntimeException bug) {
        fetched = Future.failedFuture(bug);
      }
      fetched
          .onComplete(over -> refreshing.decrementAndGet())
          .onFailure(bug -> LOG.error("An answer could not be worked out anew", bug));
    }

    private Future<GraphQlAnswer> fetch(RequestScope in, Spending spent) {
      Mark since = answers.mark();
      Freshness freshness = in.watchFreshness();
      if (keepable.tags().isNamed()) {
        freshness.wantNames();
      }
      return run.in(in, spent)
          .map(
              answer -> {
                String why = keep(answer, since, freshness, in);
                if (why == null) {
                  inVain.invalidate(key);
                } else {
                  inVain.put(key, true);
                  in.record().notKept(why);
                }
                return told(answer, keepable, keep, freshness, in);
              });
    }

    /** Null when it is kept; otherwise why not. */
    private @Nullable String keep(
        GraphQlAnswer answer, Mark since, Freshness freshness, RequestScope in) {
      if (!isWhole(answer, in)) {
        return "errors";
      }
      if (freshness.isOfOneCaller() && !(keep instanceof Keep.ForOne)) {
        return "service says private";
      }
      return put(answer, since, freshness)
          ? null
          : Objects.requireNonNullElse(freshness.why(), "too old, too large or invalidated");
    }

    private boolean put(GraphQlAnswer answer, Mark since, Freshness freshness) {
      int most = keepable.policy().maxAge();
      int seconds = freshness.seconds(most);
      int stale = freshness.staleSeconds(keepable.staleSeconds());
      if (seconds == 0 && stale == 0) {
        return false;
      }
      byte[] body = answer.body().getBytes();
      byte[] bytes =
          ByteBuffer.allocate(HEAD_BYTES + body.length)
              .putInt(freshness.clientSeconds(most))
              .put(AnswerAge.tagOf(body).getBytes(StandardCharsets.US_ASCII))
              .put(body)
              .array();
      long now = answers.nowMillis();
      long end = now + TimeUnit.SECONDS.toMillis(seconds);
      long staleEnd = end + TimeUnit.SECONDS.toMillis(stale);
      return answers.put(
          key,
          new CachedAnswer(bytes, now, end, staleEnd, end, tags(freshness)),
          since,
          placement());
    }

    private List<String> tags(Freshness freshness) {
      List<String> tags = keepable.tags().tags();
      if (freshness.names().isEmpty()) {
        return tags;
      }
      List<String> all = new ArrayList<>(tags);
      all.addAll(freshness.names());
      return all;
    }
  }

  private static boolean isWhole(GraphQlAnswer answer, RequestScope scope) {
    return answer.outcome() == Outcome.EXECUTED && !scope.record().hasErrors();
  }

  /** The answer as it is given for the first time. */
  private GraphQlAnswer told(
      GraphQlAnswer answer, Keepable keepable, Keep keep, Freshness freshness, RequestScope scope) {
    if (options.telling() == Telling.NOTHING || !isWhole(answer, scope)) {
      return answer;
    }
    Scope told =
        keep instanceof Keep.ForAll(CacheKey key, Scope all) && !freshness.isOfOneCaller()
            ? all
            : Scope.PRIVATE;
    return answer.with(
        new AnswerAge(freshness.clientSeconds(keepable.policy().maxAge()), told, null, null));
  }

  /**
   * @param how it was found
   */
  private GraphQlAnswer kept(
      CachedAnswer answer,
      String how,
      Keep keep,
      CacheStore answers,
      Spending spending,
      RequestScope scope) {
    spending.answeredByWhatWasKept();
    scope.record().answeredByWhatWasKept(how);
    byte[] bytes = answer.bytes();
    GraphQlAnswer whole = whole(answer, keep);
    return options.telling() == Telling.NOTHING
        ? whole
        : whole.with(
            new AnswerAge(
                ByteBuffer.wrap(bytes).getInt(),
                keep instanceof Keep.ForAll(CacheKey key, Scope all) ? all : Scope.PRIVATE,
                answer.ageSeconds(answers.nowMillis()),
                new String(bytes, Integer.BYTES, TAG_BYTES, StandardCharsets.US_ASCII)));
  }

  /** What one caller alone is given is not copied: it is to be gone when it does not hold. */
  private static GraphQlAnswer whole(CachedAnswer answer, Keep keep) {
    SentBodies.Body body =
        keep instanceof Keep.ForAll(CacheKey key, Scope all) && all == Scope.PUBLIC
            ? SentBodies.ofThread().of(key, answer, HEAD_BYTES)
            : null;
    if (body != null) {
      return new GraphQlAnswer(Outcome.EXECUTED, body.buffer(), body.release());
    }
    byte[] bytes = answer.bytes();
    // Nobody writes into an answer: all who are given it may read the same bytes.
    return new GraphQlAnswer(
        Outcome.EXECUTED,
        BufferInternal.buffer(
            Unpooled.wrappedBuffer(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES)));
  }

  private Keep keep(Keepable keepable, VariableValues variables, RequestScope scope) {
    boolean same = true;
    CacheKey.Parts parts = null;
    for (Subgraph service : keepable.services()) {
      switch (upstream.personal(service, scope)) {
        case Personal.Nothing nothing -> {}
        case Personal.Untold untold -> {
          return new Keep.ForNobody("a service may be told more of the caller");
        }
        case Personal.Values(List<String> values) -> {
          same = false;
          parts = parts == null ? CacheKey.of("personal") : parts;
          parts.add(service.name()).add(values.size());
          values.forEach(parts::add);
        }
      }
    }
    CacheKey key = keepable.key();
    if (parts != null) {
      key = CacheKey.of("response of").add(key).add(parts.key()).key();
    }
    if (!variables.isEmpty()) {
      CacheKey.Parts with = CacheKey.of("response with").add(key);
      variables.addTo(with);
      key = with.key();
    }
    Caller caller = scope.caller();
    if (keepable.policy().scope() == Scope.PUBLIC) {
      boolean forEveryone = same && !keepable.demanding() && !caller.isAuthenticated();
      return new Keep.ForAll(key, forEveryone ? Scope.PUBLIC : Scope.PRIVATE);
    }
    String client = caller.client();
    return client == null || options.ofOneCaller() == Keeping.NEVER
        ? new Keep.ForNobody(client == null ? "private, caller anonymous" : "private")
        : new Keep.ForOne(keyOf(caller, client, key));
  }

  /** All that is known of a caller is the caller: nobody else has the same. */
  private static CacheKey keyOf(Caller caller, String client, CacheKey key) {
    CacheKey.Parts parts = CacheKey.of("response for").add(key).add(client);
    List<String> scopes = caller.scopes().stream().sorted().toList();
    parts.add(scopes.size());
    scopes.forEach(parts::add);
    return parts.add(new JsonObject(new TreeMap<>(caller.claims())).encode()).key();
  }
}
