package dev.tributary.http;

import dev.tributary.redis.Breaker;
import dev.tributary.redis.RedisServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations that clients registered, in Redis or Valkey, so that what one gateway was told is
 * known at the others. It saves clients a round trip and is never needed: while it does not answer,
 * what it holds counts as unknown. What it says is believed only if the hash is that of the text,
 * so that who writes to it cannot have another operation run. Safe to share between event loops.
 */
public final class SharedDocuments {

  private static final Logger LOG = LoggerFactory.getLogger(SharedDocuments.class);

  /** Longer texts, in UTF-8, stay where they were registered. */
  static final int MOST_BYTES = 128 * 1024;

  /** Look-ups in flight, and as many registrations. */
  private static final int MOST_IN_FLIGHT = 256;

  private static final int HASH_LENGTH = 64;

  private final Vertx vertx;
  private final Redis redis;
  private final String prefix;
  private final Duration expires;
  private final Duration timeout;
  private final Breaker breaker = new Breaker(System::nanoTime);
  private final AtomicInteger lookUps = new AtomicInteger();
  private final AtomicInteger registrations = new AtomicInteger();
  private final AtomicBoolean forgeryTold = new AtomicBoolean();
  private final LongAdder failures = new LongAdder();

  /**
   * @param prefix what keys begin with; the hash follows
   * @param expires how long a document is kept after it was registered, in whole seconds
   * @param timeout the most that a request waits for it
   */
  public SharedDocuments(
      Vertx vertx, RedisServers servers, String prefix, Duration expires, Duration timeout) {
    this.vertx = vertx;
    this.redis = servers.client(vertx, 2 * MOST_IN_FLIGHT);
    this.prefix = prefix;
    this.expires = expires;
    this.timeout = timeout;
  }

  /**
   * Looks a document up.
   *
   * @param hash what a client says is the SHA-256 of a text, in lower-case hexadecimal digits
   * @return the text, or null when it is not known in time; completes on the caller's context, and
   *     never fails
   */
  Future<@Nullable String> find(String hash) {
    if (!isHash(hash) || !enter(lookUps)) {
      return Future.succeededFuture(null);
    }
    if (!breaker.admits()) {
      lookUps.decrementAndGet();
      return Future.succeededFuture(null);
    }
    Context context = vertx.getOrCreateContext();
    Promise<@Nullable String> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            Math.max(1, timeout.toMillis()),
            late -> {
              if (!promise.future().isComplete()) {
                // Before anybody goes on: the next one may look whether it is asked at all.
                failed();
                promise.tryComplete(null);
              }
            });
    // One byte more than is kept is a text that cannot be right; more is never received.
    redis
        .send(Request.cmd(Command.GETRANGE).arg(prefix + hash).arg(0).arg(MOST_BYTES))
        .onComplete(
            reply -> {
              lookUps.decrementAndGet();
              context.runOnContext(
                  here -> {
                    vertx.cancelTimer(timer);
                    if (reply.succeeded()) {
                      breaker.succeeded();
                      if (!promise.future().isComplete()) {
                        promise.tryComplete(text(hash, reply.result()));
                      }
                    } else if (!promise.future().isComplete()) {
                      LOG.debug("Redis did not look a document up", reply.cause());
                      failed();
                      promise.tryComplete(null);
                    }
                  });
            });
    return promise.future();
  }

  /** Null when it is not there, or is not what it should be. */
  private @Nullable String text(String hash, @Nullable Response reply) {
    String text = reply == null ? "" : reply.toString(StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return null;
    }
    if (hash.equals(Documents.hash(text))) {
      return text;
    }
    failures.increment();
    if (forgeryTold.compareAndSet(false, true)) {
      LOG.warn("Redis holds a document under {}, which is not its hash: it is not run", hash);
    }
    return null;
  }

  /**
   * Tells other gateways of a document. Nobody waits for it.
   *
   * @param hash of the text
   */
  void register(String hash, String text) {
    byte @Nullable [] bytes =
        text.length() > MOST_BYTES ? null : text.getBytes(StandardCharsets.UTF_8);
    if (bytes == null || bytes.length > MOST_BYTES || !enter(registrations)) {
      return;
    }
    if (!breaker.admits()) {
      registrations.decrementAndGet();
      return;
    }
    redis
        .send(
            Request.cmd(Command.SET)
                .arg(prefix + hash)
                .arg(bytes)
                .arg("EX")
                .arg(Math.max(1, expires.toSeconds())))
        .onComplete(
            reply -> {
              registrations.decrementAndGet();
              if (reply.succeeded()) {
                breaker.succeeded();
              } else {
                LOG.debug("Redis did not take a document", reply.cause());
                failed();
              }
            });
  }

  private void failed() {
    failures.increment();
    if (breaker.failed()) {
      LOG.warn("Redis does not answer: documents that are registered elsewhere are not known here");
    }
  }

  private static boolean enter(AtomicInteger inFlight) {
    if (inFlight.incrementAndGet() <= MOST_IN_FLIGHT) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  private static boolean isHash(String hash) {
    return hash.length() == HASH_LENGTH
        && hash.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }

  /** How often it has not answered in time, or not with what it should. */
  long failures() {
    return failures.sum();
  }

  Future<Void> close() {
    return redis.close();
  }
}
