package dev.tributary.execute;

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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /** Before the body: what the client may be told, and the body's tag. */
  private static final int TAG_BYTES = AnswerAge.TAG_LENGTH;

  private static final int HEAD_BYTES = Integer.BYTES + TAG_BYTES;

  private final Caching options;
  private final @Nullable CacheStore store;
  private final Upstream upstream;

  ResponseCache(Caching options, Upstream upstream) {
    this.options = options;
    this.store = options.store();
    this.upstream = upstream;
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

    /** For nobody. */
    record ForNobody() implements Keep {}
  }

  /**
   * Answers a request with what was kept, or keeps what it comes to.
   *
   * @param keepable null when the operation's answers are not kept
   * @param run works the answer out
   */
  Future<GraphQlAnswer> answer(
      @Nullable Keepable keepable,
      VariableValues variables,
      Spending spending,
      RequestScope scope,
      Supplier<Future<GraphQlAnswer>> run) {
    if (keepable == null) {
      return run.get();
    }
    Keep keep = keep(keepable, variables, scope);
    CacheStore answers = store;
    CacheKey key =
        switch (keep) {
          case Keep.ForAll(CacheKey all, Scope scopeOfAll) -> all;
          case Keep.ForOne(CacheKey one) -> one;
          case Keep.ForNobody nobody -> null;
        };
    if (answers == null || key == null || keepable.tags().isNamed()) {
      Freshness freshness = scope.watchFreshness();
      return run.get().map(answer -> told(answer, keepable, keep, freshness, scope));
    }
    Found here = answers.here(key);
    if (here != null && here.use() == CachedAnswer.Use.FRESH) {
      return Future.succeededFuture(kept(here.answer(), keep, answers, spending, scope));
    }
    Use use = new Use(answers, key, keep, keepable, spending, scope, run);
    return answers
        .find(List.of(key), use.placement())
        .compose(
            found -> {
              GraphQlAnswer fresh = use.fresh(found.getFirst());
              return fresh == null ? use.fetchOnce() : Future.succeededFuture(fresh);
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
    private final Supplier<Future<GraphQlAnswer>> run;

    Use(
        CacheStore answers,
        CacheKey key,
        Keep keep,
        Keepable keepable,
        Spending spending,
        RequestScope scope,
        Supplier<Future<GraphQlAnswer>> run) {
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

    @Nullable GraphQlAnswer fresh(@Nullable Found found) {
      return found != null && found.use() == CachedAnswer.Use.FRESH
          ? kept(found.answer(), keep, answers, spending, scope)
          : null;
    }

    /** Of many who ask at once, one has it worked out; who waited in vain does so alone. */
    Future<GraphQlAnswer> fetchOnce() {
      Future<Void> other =
          answers.join(key, Math.max(1, TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos())));
      if (other != null) {
        return other.compose(
            over -> {
              GraphQlAnswer fresh = fresh(answers.here(key));
              return fresh == null ? fetch() : Future.succeededFuture(fresh);
            });
      }
      Future<GraphQlAnswer> fetched;
      try {
        fetched = fetch();
      } catch (RuntimeException bug) {
        answers.end(key);
        throw bug;
      }
      return fetched.onComplete(over -> answers.end(key));
    }

    private Future<GraphQlAnswer> fetch() {
      scope.record().cached("miss");
      Mark since = answers.mark();
      Freshness freshness = scope.watchFreshness();
      return run.get()
          .map(
              answer -> {
                if (isWhole(answer, scope)
                    && (keep instanceof Keep.ForOne || !freshness.isOfOneCaller())) {
                  put(answer, since, freshness);
                }
                return told(answer, keepable, keep, freshness, scope);
              });
    }

    private void put(GraphQlAnswer answer, Mark since, Freshness freshness) {
      int most = keepable.policy().maxAge();
      int seconds = freshness.seconds(most);
      if (seconds == 0) {
        return;
      }
      List<String> tags = keepable.tags().tags();
      byte[] body = answer.body().getBytes();
      byte[] bytes =
          ByteBuffer.allocate(HEAD_BYTES + body.length)
              .putInt(freshness.clientSeconds(most))
              .put(AnswerAge.tagOf(body).getBytes(StandardCharsets.US_ASCII))
              .put(body)
              .array();
      long now = answers.nowMillis();
      long end = now + TimeUnit.SECONDS.toMillis(seconds);
      answers.put(key, new CachedAnswer(bytes, now, end, end, end, tags), since, placement());
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

  private GraphQlAnswer kept(
      CachedAnswer answer, Keep keep, CacheStore answers, Spending spending, RequestScope scope) {
    spending.answeredByWhatWasKept();
    scope.record().cached("hit");
    scope.record().fetched();
    scope.record().projected();
    byte[] bytes = answer.bytes();
    // Nobody writes into an answer: all who are given it may read the same bytes.
    Buffer body =
        BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES));
    GraphQlAnswer whole = new GraphQlAnswer(Outcome.EXECUTED, body);
    return options.telling() == Telling.NOTHING
        ? whole
        : whole.with(
            new AnswerAge(
                ByteBuffer.wrap(bytes).getInt(),
                keep instanceof Keep.ForAll(CacheKey key, Scope all) ? all : Scope.PRIVATE,
                answer.ageSeconds(answers.nowMillis()),
                new String(bytes, Integer.BYTES, TAG_BYTES, StandardCharsets.US_ASCII)));
  }

  private Keep keep(Keepable keepable, VariableValues variables, RequestScope scope) {
    boolean same = true;
    CacheKey.Parts parts = null;
    for (Subgraph service : keepable.services()) {
      switch (upstream.personal(service, scope)) {
        case Personal.Nothing nothing -> {}
        case Personal.Untold untold -> {
          return new Keep.ForNobody();
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
        ? new Keep.ForNobody()
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
