package dev.tributary.upstream;

import dev.tributary.cache.CacheKey;
import dev.tributary.cache.CacheStore;
import dev.tributary.cache.CacheStore.Placement;
import dev.tributary.cache.CachedAnswer;
import dev.tributary.cache.CachedAnswer.Use;
import dev.tributary.cache.Found;
import dev.tributary.cache.Mark;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.plan.FetchHint;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.telemetry.CacheUse;
import dev.tributary.telemetry.CacheUse.Outcome;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One query that is answered from the cache as far as it can be. What is not there is asked for,
 * and kept if it may be. Confined to one event loop.
 */
final class CachedFetch {

  /** Who waits longer for another's fetch makes his own. */
  private static final long MOST_WAIT_MILLIS = 2_000;

  /** Asks the service. */
  interface Call {
    /**
     * @param since told apart from calls that were begun before an invalidation
     */
    Future<ServiceAnswer> make(Buffer body, RequestScope scope, Mark since);
  }

  private final FetchCache cache;
  private final CacheStore store;
  private final FetchCacheOptions options;
  private final FetchStep step;

  /** Taken from the scope at first: what is asked anew has a scope of its own. */
  private final FetchHint hint;

  private final RequestScope scope;
  private final long mostMillis;
  private final Call call;
  private final Consumer<CacheUse> told;
  private final FetchUnits units;
  private final FetchCache.Keys keys;
  private final @Nullable Found[] found;

  /**
   * @param address where the service is
   * @param sent header fields that are sent for the caller's sake
   * @param said what the body says of the caller
   * @param mostMillis how long a call may take of which no client waits for the end
   * @param told what became of it, at its end
   */
  CachedFetch(
      FetchCache cache,
      FetchCacheOptions options,
      FetchStep step,
      String address,
      Buffer body,
      List<String> sent,
      String said,
      RequestScope scope,
      long mostMillis,
      Call call,
      Consumer<CacheUse> told) {
    this.cache = cache;
    this.store = cache.store();
    this.options = options;
    this.step = step;
    this.hint = scope.hint(step);
    this.scope = scope;
    this.mostMillis = mostMillis;
    this.call = call;
    this.told = told;
    this.units = FetchUnits.of(step, body);
    this.keys =
        FetchCache.keys(
            step.subgraph().service(), address, units, options, sent, said, scope.caller());
    this.found = new @Nullable Found[units.count()];
  }

  Future<ServiceAnswer> answer() {
    List<Integer> all = IntStream.range(0, units.count()).boxed().toList();
    Future<Void> looked = lookUp(all);
    return looked.isComplete() ? proceed(all) : looked.compose(done -> proceed(all));
  }

  /** Looks for some of the parts. Never fails. */
  private Future<Void> lookUp(List<Integer> some) {
    Future<Void> looked = Future.succeededFuture();
    List<CacheKey> person = keys.person();
    if (hint.isPrivate()) {
      // What was kept for others was so before the schema called it private.
      if (person != null) {
        some.forEach(unit -> take(unit, store.here(person.get(unit))));
      }
      return looked;
    }
    for (List<CacheKey> personal : keys.personal()) {
      for (int unit : some) {
        take(unit, store.here(personal.get(unit)));
      }
    }
    for (List<CacheKey> shared : keys.shared()) {
      looked =
          looked.isComplete()
              ? lookUp(some, shared)
              : looked.compose(before -> lookUp(some, shared));
    }
    return looked;
  }

  /** Looks where other gateways keep answers as well. */
  private Future<Void> lookUp(List<Integer> some, List<CacheKey> shared) {
    List<Integer> missing = some.stream().filter(unit -> !isFresh(unit)).toList();
    if (missing.isEmpty()) {
      return Future.succeededFuture();
    }
    return store
        .find(missing.stream().map(shared::get).toList(), Placement.SHARED)
        .map(
            others -> {
              for (int i = 0; i < missing.size(); i++) {
                take(missing.get(i), others.get(i));
              }
              return null;
            });
  }

  private void take(int unit, @Nullable Found one) {
    Found known = found[unit];
    if (one != null && (known == null || one.use().compareTo(known.use()) < 0)) {
      found[unit] = one;
    }
  }

  private boolean isFresh(int unit) {
    Found one = found[unit];
    return one != null && one.use() == Use.FRESH;
  }

  private boolean isUsable(int unit) {
    Found one = found[unit];
    return one != null && one.use().compareTo(Use.WHILE_REVALIDATING) <= 0;
  }

  private Future<ServiceAnswer> proceed(List<Integer> all) {
    List<Integer> missing = all.stream().filter(unit -> !isFresh(unit)).toList();
    if (missing.isEmpty()) {
      told.accept(use(Outcome.HIT, all.size(), null));
      return Future.succeededFuture(kept());
    }
    if (all.stream().allMatch(this::isUsable)) {
      told.accept(use(Outcome.STALE, all.size(), null));
      ServiceAnswer stale = kept();
      revalidate(missing);
      return Future.succeededFuture(stale);
    }
    return cache.isKept(keys.operation()) ? together(missing) : fetch(missing, List.of());
  }

  /** Asks for what nobody else asks for, and waits for the rest. */
  private Future<ServiceAnswer> together(List<Integer> missing) {
    List<Integer> own = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    List<Future<Void>> waiting = new ArrayList<>();
    long most =
        Math.min(MOST_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos()) / 2);
    for (int unit : missing) {
      Future<Void> flight = store.join(flight(unit), most);
      if (flight == null) {
        own.add(unit);
      } else {
        others.add(unit);
        waiting.add(flight);
      }
    }
    if (others.isEmpty()) {
      return fetch(own, own);
    }
    if (!own.isEmpty()) {
      // In one call after all: two would bring two answers to make one of.
      return fetch(missing, own);
    }
    return Future.join(waiting)
        .compose(landed -> lookUp(missing))
        .compose(
            looked -> {
              List<Integer> left = missing.stream().filter(unit -> !isFresh(unit)).toList();
              if (left.isEmpty()) {
                told.accept(use(Outcome.HIT, units.count(), null));
                return Future.succeededFuture(kept());
              }
              return fetch(left, List.of());
            });
  }

  /** Under what a flight is known: only those meet who may be given the same. */
  private CacheKey flight(int unit) {
    List<CacheKey> person = keys.person();
    return (person == null ? keys.own() : person).get(unit);
  }

  /** Asks anew for what is stale, unless somebody does. Nobody waits for it. */
  private void revalidate(List<Integer> stale) {
    List<Integer> own = stale.stream().filter(unit -> store.begin(flight(unit))).toList();
    if (own.isEmpty()) {
      return;
    }
    RequestScope after = scope.afterwards(Duration.ofMillis(mostMillis));
    Mark mark = store.mark();
    long asked = store.nowMillis();
    call.make(units.asking(own), after, mark)
        .onComplete(
            done -> {
              if (done.succeeded()) {
                keep(done.result(), own, mark, asked);
              }
              own.forEach(unit -> store.end(flight(unit)));
            });
  }

  /**
   * @param flights the parts whose flights are to be ended
   */
  private Future<ServiceAnswer> fetch(List<Integer> asked, List<Integer> flights) {
    Mark mark = store.mark();
    long askedMillis = store.nowMillis();
    Promise<ServiceAnswer> promise = Promise.promise();
    call.make(units.asking(asked), scope, mark)
        .onComplete(
            done -> {
              try {
                if (done.succeeded()) {
                  answered(done.result(), asked, mark, askedMillis, promise);
                } else {
                  failed(done.cause(), asked, promise);
                }
              } catch (RuntimeException bug) {
                promise.tryFail(bug);
              } finally {
                flights.forEach(unit -> store.end(flight(unit)));
              }
            });
    return promise.future();
  }

  private void failed(Throwable cause, List<Integer> asked, Promise<ServiceAnswer> promise) {
    if (asked.stream().allMatch(unit -> found[unit] != null) && mayStandInFor(cause)) {
      told.accept(use(Outcome.STALE, units.count(), "service failed"));
      promise.tryComplete(kept());
      return;
    }
    told.accept(use(outcome(asked), units.count() - asked.size(), "service failed"));
    promise.tryFail(cause);
  }

  private static boolean mayStandInFor(Throwable cause) {
    return cause instanceof UpstreamFailure failure
        && switch (failure.code()) {
          case UPSTREAM_UNREACHABLE, UPSTREAM_TIMEOUT, UPSTREAM_CIRCUIT_OPEN, UPSTREAM_OVERLOADED ->
              true;
          case UPSTREAM_HTTP_ERROR -> KeptAnswer.FAILURES.contains(failure.status());
          case UPSTREAM_INVALID_RESPONSE,
              UPSTREAM_RESPONSE_TOO_LARGE,
              SUBSCRIPTION_NOT_SUPPORTED,
              SUBSCRIPTION_BROKEN,
              UPSTREAM_CANCELLED,
              SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE ->
              false;
        };
  }

  private Outcome outcome(List<Integer> asked) {
    return asked.size() < units.count() ? Outcome.PARTIAL : Outcome.MISS;
  }

  private void answered(
      ServiceAnswer answer,
      List<Integer> asked,
      Mark mark,
      long askedMillis,
      Promise<ServiceAnswer> promise) {
    Kept kept = keep(answer, asked, mark, askedMillis);
    told.accept(use(outcome(asked), units.count() - asked.size(), kept.why()));
    EntityGroup group = units.group();
    if (group == null || asked.size() == units.count()) {
      promise.tryComplete(answer);
      return;
    }
    FetchAnswer read = kept.answer();
    if (read == null) {
      // Nothing can be made of it together with what was kept: the whole is asked for as if
      // nothing had been.
      call.make(units.asking(IntStream.range(0, units.count()).boxed().toList()), scope, mark)
          .onComplete(promise);
      return;
    }
    List<byte @Nullable []> all = new ArrayList<>(Collections.nCopies(units.count(), null));
    for (int unit = 0; unit < units.count(); unit++) {
      Found one = found[unit];
      if (one != null) {
        all.set(unit, one.answer().bytes());
      }
    }
    for (int i = 0; i < asked.size(); i++) {
      all.set(asked.get(i), read.given().get(i));
    }
    MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
    headers.add(HttpHeaders.CACHE_CONTROL, remaining());
    promise.tryComplete(
        new ServiceAnswer(
            answer.status(),
            headers,
            Buffer.buffer(FetchAnswer.joined(group, all, read.errors(), asked))));
  }

  /**
   * What became of an answer.
   *
   * @param answer null when it is not what was asked for
   * @param why it is not kept; null when it is
   */
  private record Kept(@Nullable FetchAnswer answer, @Nullable String why) {}

  private Kept keep(ServiceAnswer answer, List<Integer> asked, Mark mark, long askedMillis) {
    FetchAnswer read = FetchAnswer.read(answer.body().getBytes(), units.group(), asked.size());
    String why = read == null ? "errors" : keep(answer, read, asked, mark, askedMillis);
    cache.isKept(keys.operation(), why == null);
    return new Kept(read, why);
  }

  /** Null when it is kept, or what could be of it. */
  private @Nullable String keep(
      ServiceAnswer answer, FetchAnswer read, List<Integer> asked, Mark mark, long askedMillis) {
    if (!answer.isSuccess() || (read.errors() != null && !units.isOfEntities())) {
      return "errors";
    }
    switch (FetchLifetime.of(answer.headers(), options, hint, askedMillis, store.nowMillis())) {
      case FetchLifetime.None(String why) -> {
        return why;
      }
      case FetchLifetime.Some lifetime -> {
        List<CacheKey> under = under(lifetime);
        if (under == null) {
          return FetchLifetime.NOBODY;
        }
        Placement placement =
            keys.shared().stream().anyMatch(list -> list == under)
                ? Placement.SHARED
                : Placement.PROCESS;
        FetchTags tags = FetchTags.of(step, units, hint);
        if (tags == null) {
          return "@cacheTag without a value";
        }
        boolean any = false;
        for (int i = 0; i < asked.size(); i++) {
          byte[] bytes = read.units().get(i);
          List<String> own = bytes == null ? null : tags.of(units, asked.get(i));
          if (bytes != null && own != null) {
            any |= store.put(under.get(asked.get(i)), lifetime.answer(bytes, own), mark, placement);
          }
        }
        return any ? null : read.errors() != null ? "errors" : "too old or too large";
      }
    }
  }

  /** Null when there is nobody that an answer may be kept for. */
  private @Nullable List<CacheKey> under(FetchLifetime.Some lifetime) {
    if (lifetime.isPrivate()) {
      return keys.person();
    }
    List<CacheKey> everybody = keys.everybody();
    return lifetime.isForShared() && everybody != null ? everybody : keys.own();
  }

  /** The answer made of what was found. */
  private ServiceAnswer kept() {
    List<byte @Nullable []> all = new ArrayList<>(found.length);
    for (Found one : found) {
      all.add(Objects.requireNonNull(one).answer().bytes());
    }
    EntityGroup group = units.group();
    byte[] body =
        group == null
            ? Objects.requireNonNull(all.getFirst())
            : FetchAnswer.joined(group, all, null, List.of());
    MultiMap headers = HttpHeaders.headers().add(HttpHeaders.CACHE_CONTROL, remaining());
    return new ServiceAnswer(200, headers, Buffer.buffer(body));
  }

  /** How long what was found may be kept by others: as {@code Cache-Control}. */
  private String remaining() {
    long fresh = Math.max(0, leftSeconds());
    long stale = left(CachedAnswer::revalidatingUntilMillis) - fresh;
    return (keys.isOfCaller() || keys.person() != null ? "private, " : "")
        + "max-age="
        + fresh
        + (stale > 0 ? ", stale-while-revalidate=" + stale : ", must-revalidate");
  }

  private long leftSeconds() {
    return left(CachedAnswer::freshUntilMillis);
  }

  /** The seconds that are left of all that was found, until each one's end of something. */
  private long left(ToLongFunction<CachedAnswer> end) {
    long left = Long.MAX_VALUE;
    for (Found one : found) {
      if (one != null) {
        left = Math.min(left, end.applyAsLong(one.answer()) - store.nowMillis());
      }
    }
    return left == Long.MAX_VALUE ? 0 : Math.floorDiv(left, 1000L);
  }

  private CacheUse use(Outcome outcome, int parts, @Nullable String why) {
    long age = 0;
    for (Found one : found) {
      if (one != null) {
        age = Math.max(age, one.answer().ageSeconds(store.nowMillis()));
      }
    }
    return new CacheUse(outcome, parts, units.count(), why, age, leftSeconds());
  }
}
