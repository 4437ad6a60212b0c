package dev.tributary.auth;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.tributary.auth.JwtIssuer.KeyTiming;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One issuer's public keys, kept fresh in the background.
 *
 * <p>Threads: {@link #usable} only reads a reference. {@link #refreshIfDue} is called by a timer
 * and never blocks; {@link #having} blocks, for virtual threads. Documents are loaded by one thread
 * at a time.
 */
final class IssuerKeys {

  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

  private static final int SMALLEST_RSA_BITS = 2048;
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** More than these do not wait for keys: who sends made-up key names must not fill our memory. */
  private static final int MOST_WAITING = 256;

  /** Unknown keys may ask so many times at once, before {@link KeyTiming#unknownKey} holds. */
  private static final int BURST = 3;

  /**
   * Keys at one time. The same instance as long as the issuer's document says the same.
   *
   * @param keys only those that can verify
   */
  record Keys(List<JWK> keys, String document) {}

  private record Held(Keys keys, Instant until) {}

  private final String issuer;
  private final KeyDocument document;
  private final KeyTiming timing;
  private final Clock clock;
  private final Executor worker;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private volatile @Nullable Held held;

  // Guarded by this.
  private @Nullable CompletableFuture<?> loading;
  private Instant due;
  private Instant bucket;
  private boolean failing;

  /**
   * @param issuer for logs
   * @param worker runs what blocks
   */
  IssuerKeys(String issuer, KeyDocument document, KeyTiming timing, Clock clock, Executor worker) {
    this.issuer = issuer;
    this.document = document;
    this.timing = timing;
    this.clock = clock;
    this.worker = worker;
    this.due = clock.instant();
    this.bucket = Instant.EPOCH;
  }

  /** What verifies now; null when keys were never had, or were had too long ago. */
  @Nullable Keys usable() {
    Held now = held;
    return now == null || !clock.instant().isBefore(now.until) ? null : now.keys;
  }

  /** Loads the keys when it is time to. */
  void refreshIfDue() {
    synchronized (this) {
      if (loading == null && !clock.instant().isBefore(due)) {
        load();
      }
    }
  }

  /**
   * Keys as they are wanted, for which the issuer is asked when it may be asked that often; else
   * what is usable. Blocks.
   */
  @Nullable Keys having(Predicate<Keys> wanted) {
    Keys now = usable();
    if (now != null && wanted.test(now)) {
      return now;
    }
    if (!waiting.tryAcquire()) {
      return usable();
    }
    try {
      CompletableFuture<?> before;
      synchronized (this) {
        before = loading;
      }
      if (before != null) {
        join(before);
        // It may have begun before the key was there, so that it proves nothing when it is not.
        now = usable();
        if (now != null && wanted.test(now)) {
          return now;
        }
      }
      CompletableFuture<?> own;
      synchronized (this) {
        own = loading != null ? loading : mayAsk() ? load() : null;
      }
      if (own != null) {
        join(own);
      }
      return usable();
    } finally {
      waiting.release();
    }
  }

  private static void join(CompletableFuture<?> load) {
    // It ends by itself: every load has a time limit.
    load.completeOnTimeout(null, 30, TimeUnit.SECONDS).join();
  }

  /** A bucket of {@link #BURST} that fills by one each {@link KeyTiming#unknownKey}. */
  private boolean mayAsk() {
    Instant now = clock.instant();
    Instant fullSince = now.minus(timing.unknownKey().multipliedBy(BURST));
    Instant from = bucket.isBefore(fullSince) ? fullSince : bucket;
    Instant next = from.plus(timing.unknownKey());
    if (next.isAfter(now)) {
      return false;
    }
    bucket = next;
    return true;
  }

  private CompletableFuture<?> load() {
    CompletableFuture<?> begun = new CompletableFuture<>();
    loading = begun;
    worker.execute(
        () -> {
          try {
            loaded(document.load());
          } catch (IOException | ParseException | RuntimeException e) {
            failed(e);
          } finally {
            synchronized (this) {
              loading = null;
            }
            begun.complete(null);
          }
        });
    return begun;
  }

  private void loaded(String text) throws ParseException {
    Held before = held;
    Keys keys = before != null && before.keys.document.equals(text) ? before.keys : parse(text);
    Instant now = clock.instant();
    synchronized (this) {
      due = now.plus(timing.refresh());
      if (failing) {
        LOG.info("The keys of {} can be had again", issuer);
      }
      failing = false;
    }
    held = new Held(keys, now.plus(timing.refresh()).plus(timing.outage()));
    if (before == null || before.keys != keys) {
      LOG.info("{} has {} keys", issuer, keys.keys.size());
    }
  }

  private void failed(Exception cause) {
    synchronized (this) {
      Instant retry = clock.instant().plus(RETRY);
      Instant usual = clock.instant().plus(timing.refresh());
      due = usual.isBefore(retry) ? usual : retry;
      if (!failing) {
        LOG.warn(
            "The keys of {} cannot be had: {}",
            issuer,
            cause instanceof ParseException ? "not a JWK Set" : cause.getMessage());
      }
      failing = true;
    }
  }

  private static Keys parse(String text) throws ParseException {
    List<JWK> usable =
        JWKSet.parse(text).getKeys().stream()
            .filter(IssuerKeys::isUsable)
            .map(JWK::toPublicJWK)
            .toList();
    return new Keys(usable, text);
  }

  /** Secrets have no place in a public document, and weak keys verify nothing. */
  private static boolean isUsable(JWK key) {
    return switch (key) {
      case RSAKey rsa -> rsa.size() >= SMALLEST_RSA_BITS;
      case ECKey ec -> true;
      case OctetKeyPair pair -> Ed25519.isPublicKey(pair);
      default -> false;
    };
  }
}
