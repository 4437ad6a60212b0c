package dev.tributary.cache;

import dev.tributary.redis.Breaker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gateways share in Redis: answers, and the log of invalidations. It is never needed: while it
 * does not answer in time, it holds nothing. Safe to share between event loops.
 */
final class SharedTier {

  private static final Logger LOG = LoggerFactory.getLogger(SharedTier.class);

  /** Two of them are the second within which an invalidation is known. */
  private static final long FOLLOW_MILLIS = 400;

  private static final long FOLLOW_TIMEOUT_MILLIS = 2_000;

  /** Invalidating is waited for by an operator, and not by a client. */
  private static final long APPEND_TIMEOUT_MILLIS = 2_000;

  private static final int PAGE = 1_000;
  private static final int MOST_IN_FLIGHT = 512;

  /** More keys in one command would keep Redis from others. */
  private static final int MOST_KEYS = 100;

  private final Vertx vertx;
  private final SharedOptions options;
  private final int mostTags;
  private final Redis redis;
  private final Breaker breaker = new Breaker(System::nanoTime);
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicBoolean following = new AtomicBoolean();
  private final UntoldTags untold;
  private final LongAdder failures = new LongAdder();
  private final String script = script();
  private final long timer;

  /** The log that is known here; null before Redis has answered for the first time. */
  private volatile @Nullable Known known;

  private volatile long inTouchNanos;

  /**
   * @param mostTags how many invalidated tags are remembered
   */
  SharedTier(Vertx vertx, SharedOptions options, int mostTags) {
    this.vertx = vertx;
    this.options = options;
    this.mostTags = mostTags;
    this.untold = new UntoldTags(mostTags);
    this.redis = options.servers().client(vertx, 4 * MOST_IN_FLIGHT);
    this.inTouchNanos = System.nanoTime();
    this.timer = vertx.setPeriodic(0, FOLLOW_MILLIS, tick -> follow());
  }

  /** A log and its name. Another name is another log. */
  record Known(String epoch, InvalidationLog log) {}

  @Nullable Known known() {
    return known;
  }

  /** Whether invalidations would have been heard of lately. */
  boolean isInTouch() {
    return System.nanoTime() - inTouchNanos <= options.aloneAtMost().toNanos();
  }

  long failures() {
    return failures.sum();
  }

  boolean isUnavailable() {
    return breaker.isOpen();
  }

  private String key(CacheKey key) {
    return options.prefix() + key.hex();
  }

  /**
   * Looks answers up. Those that do not hold any more are left out.
   *
   * @return one for each key, null when there is none in time; completes on the caller's context,
   *     and never fails
   */
  Future<List<@Nullable SharedValue>> get(List<CacheKey> keys) {
    if (known == null || keys.size() > MOST_KEYS || !enter(reads)) {
      return Future.succeededFuture(nothing(keys.size()));
    }
    if (!breaker.admits()) {
      reads.decrementAndGet();
      return Future.succeededFuture(nothing(keys.size()));
    }
    Context context = vertx.getOrCreateContext();
    Promise<List<@Nullable SharedValue>> promise = Promise.promise();
    long limit =
        vertx.setTimer(
            Math.max(1, options.timeout().toMillis()),
            late -> {
              if (!promise.future().isComplete()) {
                failed(null);
                promise.tryComplete(nothing(keys.size()));
              }
            });
    Request request = Request.cmd(Command.MGET);
    keys.forEach(key -> request.arg(key(key)));
    redis
        .send(request)
        .onComplete(
            reply -> {
              reads.decrementAndGet();
              context.runOnContext(
                  here -> {
                    vertx.cancelTimer(limit);
                    if (promise.future().isComplete()) {
                      return;
                    }
                    if (reply.succeeded()) {
                      breaker.succeeded();
                      promise.tryComplete(values(keys.size(), reply.result()));
                    } else {
                      failed(reply.cause());
                      promise.tryComplete(nothing(keys.size()));
                    }
                  });
            });
    return promise.future();
  }

  private static List<@Nullable SharedValue> nothing(int size) {
    return Collections.nCopies(size, null);
  }

  private List<@Nullable SharedValue> values(int size, Response reply) {
    Known now = known;
    if (reply.size() != size || now == null) {
      return nothing(size);
    }
    List<@Nullable SharedValue> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Response value = reply.get(i);
      SharedValue read = value == null ? null : SharedValue.read(value.toBytes());
      boolean holds =
          read != null
              // Before the log: a tag leaves the one when it is in the other.
              && !untold.has(read.answer().tags())
              && read.epoch().equals(now.epoch())
              && now.log().holds(read.mark(), read.answer().tags());
      values.add(holds ? read : null);
    }
    return values;
  }

  /** Keeps an answer for as long as it is of any use. Nobody waits for it. */
  void put(CacheKey key, CachedAnswer answer, Mark since, long nowMillis) {
    String epoch = since.epoch();
    long left = answer.endMillis() - nowMillis;
    if (epoch == null
        || left <= 0
        || answer.bytes().length > options.largestBytes()
        || !enter(writes)) {
      return;
    }
    if (!breaker.admits()) {
      writes.decrementAndGet();
      return;
    }
    redis
        .send(
            Request.cmd(Command.SET)
                .arg(key(key))
                .arg(new SharedValue(epoch, since.shared(), answer).toBytes())
                .arg("PX")
                .arg(left))
        .onComplete(
            reply -> {
              writes.decrementAndGet();
              // That it takes answers does not show that it gives them in time.
              if (reply.failed()) {
                failed(reply.cause());
              }
            });
  }

  /**
   * Tags are invalidated at this gateway. From now on it uses nothing that others have kept with
   * them, until they are known to all.
   *
   * @return for {@link #append}
   */
  long announce(Collection<String> tags) {
    return untold.add(tags);
  }

  /**
   * Invalidates tags for all gateways.
   *
   * @param number of their announcement
   * @return completes when it is written down and known here; fails when it may not be, and is then
   *     tried again whenever the log is read
   */
  Future<Void> append(Collection<String> tags, long number) {
    List<String> arguments = new ArrayList<>();
    arguments.add("append");
    arguments.add(UUID.randomUUID().toString());
    arguments.add(Integer.toString(mostTags));
    arguments.addAll(tags);
    return limited(evaluate(arguments), APPEND_TIMEOUT_MILLIS)
        .onFailure(this::failed)
        .compose(written -> limited(read(), APPEND_TIMEOUT_MILLIS))
        .onSuccess(known -> untold.told(tags, number));
  }

  /** Tells what Redis has not taken before. */
  private Future<Void> tellAgain() {
    if (untold.isEmpty()) {
      return Future.succeededFuture();
    }
    long number = untold.latest();
    if (!untold.isTooMany()) {
      return append(untold.some(PAGE), number);
    }
    // Too many to remember which: without its log, nothing in Redis holds any more.
    LOG.warn("Redis did not take invalidations for long: nothing of what it holds is used");
    return limited(
            redis.send(Request.cmd(Command.DEL).arg(log() + ":state").arg(log() + ":tags")),
            APPEND_TIMEOUT_MILLIS)
        .compose(forgotten -> limited(read(), APPEND_TIMEOUT_MILLIS))
        .onSuccess(known -> untold.toldAll(number));
  }

  /** Reads what is new in the log, unless it is being read. */
  private void follow() {
    if (following.compareAndSet(false, true)) {
      limited(read(), FOLLOW_TIMEOUT_MILLIS)
          .compose(read -> tellAgain())
          .onComplete(
              read -> {
                following.set(false);
                if (read.failed()) {
                  failed(read.cause());
                }
              });
    }
  }

  private Future<Void> read() {
    return read(known);
  }

  /**
   * @param from what is known; a log that is new here is not, until it has been read to its end
   */
  private Future<Void> read(@Nullable Known from) {
    long begun = System.nanoTime();
    return evaluate(
            List.of(
                "read",
                UUID.randomUUID().toString(),
                from == null ? "" : from.epoch(),
                from == null ? "0" : Long.toString(from.log().latest()),
                Integer.toString(PAGE)))
        .compose(
            reply -> {
              String epoch = reply.get(0).toString();
              Known log =
                  from != null && from.epoch().equals(epoch)
                      ? from
                      : new Known(epoch, new InvalidationLog(mostTags));
              log.log().raiseFloor(reply.get(1).toLong());
              for (int i = 2; i + 1 < reply.size(); i += 2) {
                log.log().note(reply.get(i).toString(), reply.get(i + 1).toLong());
              }
              if (reply.size() >= 2 + 2 * PAGE) {
                return read(log);
              }
              known = log;
              inTouchNanos = begun;
              return Future.succeededFuture();
            });
  }

  /** What the log's keys begin with: both in one slot of a cluster. */
  private String log() {
    return options.prefix() + "{log}";
  }

  private Future<Response> evaluate(List<String> arguments) {
    Request request =
        Request.cmd(Command.EVAL).arg(script).arg(2).arg(log() + ":state").arg(log() + ":tags");
    arguments.forEach(request::arg);
    return redis.send(request);
  }

  /** Fails when it takes longer, whatever becomes of it then. */
  private <T> Future<T> limited(Future<T> future, long millis) {
    return future.isComplete() ? future : future.timeout(millis, TimeUnit.MILLISECONDS);
  }

  private void failed(@Nullable Throwable cause) {
    failures.increment();
    if (cause != null) {
      LOG.debug("Redis did not serve the cache", cause);
    }
    if (breaker.failed()) {
      LOG.warn("Redis does not answer: each gateway keeps answers for itself until it does");
    }
  }

  private static boolean enter(AtomicInteger inFlight) {
    if (inFlight.incrementAndGet() <= MOST_IN_FLIGHT) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  Future<Void> close() {
    vertx.cancelTimer(timer);
    return redis.close();
  }

  private static String script() {
    try (InputStream in = Objects.requireNonNull(SharedTier.class.getResourceAsStream("log.lua"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
