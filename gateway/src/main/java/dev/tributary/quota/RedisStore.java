package dev.tributary.quota;

import dev.tributary.redis.Breaker;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what clients have spent in Redis or Valkey, for all gateways together: one round trip for
 * all limits of a client, by the server's clock. Keys are hashes and expire when nothing is owed
 * any more. How many operations run at once is counted in each process.
 *
 * <p>Every request waits for the time limit at most. While the store does not answer, {@link
 * RedisStoreOptions.Unavailable} says what is done.
 */
public final class RedisStore implements QuotaStore {

  private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);

  /** Commands that wait for a connection. */
  private static final int WAITING = 20_000;

  private final Vertx vertx;
  private final RedisStoreOptions options;
  private final Redis redis;
  private final Breaker breaker = new Breaker(System::nanoTime);
  private final LocalStore running;
  private final LocalStore alone;
  private final String script;
  private final String digest;
  private final LongAdder failures = new LongAdder();

  /** Each tier as this process may spend it by itself. Tiers are as many as are configured. */
  private final Map<Tier, Tier> shares = new ConcurrentHashMap<>();

  /**
   * @param clients how many clients are remembered in this process at most
   */
  public RedisStore(Vertx vertx, RedisStoreOptions options, int clients) {
    this.vertx = vertx;
    this.options = options;
    this.running = new LocalStore(clients);
    this.alone = new LocalStore(clients);
    this.script = script();
    this.digest = sha1(script);
    this.redis = options.servers().client(vertx, WAITING);
  }

  @Override
  public long failures() {
    return failures.sum();
  }

  @Override
  public boolean isUnavailable() {
    return breaker.isOpen();
  }

  @Override
  public Future<Decision> reserve(QuotaClient client, long[] units) {
    Decision place = running.decide(placeOf(client), new long[0]);
    if (place instanceof Decision.Refused) {
      return Future.succeededFuture(place);
    }
    if (client.tier().limits().isEmpty()) {
      return Future.succeededFuture(place);
    }
    if (!breaker.admits()) {
      return Future.succeededFuture(placed(without(client, units), place));
    }
    Promise<Decision> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            Math.max(1, options.timeout().toMillis()),
            late -> {
              if (!promise.future().isComplete()) {
                failed();
                promise.tryComplete(without(client, units));
              }
            });
    evaluate(client, reserveArguments(client, units))
        .map(reply -> decision(client, units, reply))
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.failed()) {
                if (!promise.future().isComplete()) {
                  LOG.debug("Redis did not take a client's quota", result.cause());
                  failed();
                  promise.tryComplete(without(client, units));
                }
                return;
              }
              breaker.succeeded();
              if (!promise.tryComplete(result.result())
                  && result.result() instanceof Decision.Admitted(Reservation reservation, var l)) {
                // Too late: what it took is nobody's.
                settleShared(reservation, new long[units.length]);
              }
            });
    return promise.future().map(decision -> placed(decision, place));
  }

  /** A place among those that run at once is given back when the request is refused after all. */
  private Decision placed(Decision decision, Decision place) {
    if (decision instanceof Decision.Refused
        && place instanceof Decision.Admitted(Reservation reservation, var limits)) {
      running.settle(reservation, new long[0]);
    }
    return decision;
  }

  private static QuotaClient placeOf(QuotaClient client) {
    return new QuotaClient(
        client.key(), new Tier(client.tier().name(), List.of(), client.tier().concurrent()));
  }

  private void failed() {
    failures.increment();
    if (breaker.failed()) {
      LOG.warn("Redis does not answer: quotas are {} until it does", options.unavailable());
    }
  }

  /** What is decided without the store. */
  private Decision without(QuotaClient client, long[] units) {
    return switch (options.unavailable()) {
      case OPEN ->
          new Decision.Admitted(
              new Reservation(client, new long[units.length], units, units, this), List.of());
      case CLOSED ->
          new Decision.Refused(
              Decision.UNAVAILABLE, 0, 0, units.length == 0 ? 0 : units[0], 1_000, List.of());
      case LOCAL -> {
        Tier share = shares.computeIfAbsent(client.tier(), this::share);
        yield switch (alone.decide(new QuotaClient(client.key(), share), units)) {
          case Decision.Refused refused -> refused;
          case Decision.Admitted(Reservation reservation, var limits) -> {
            yield new Decision.Admitted(
                new Reservation(
                    reservation.client(),
                    reservation.units(),
                    reservation.ends(),
                    reservation.refunds(),
                    new Alone()),
                limits);
          }
        };
      }
    };
  }

  /** Settles where a request was admitted without the store, and gives its place back. */
  private final class Alone implements QuotaStore {
    @Override
    public Future<Decision> reserve(QuotaClient client, long[] units) {
      return RedisStore.this.reserve(client, units);
    }

    @Override
    public void settle(Reservation reservation, long[] actual) {
      leave(reservation.client());
      alone.settle(reservation, actual);
    }
  }

  private Tier share(Tier tier) {
    List<Limit> limits = new ArrayList<>();
    for (Limit limit : tier.limits()) {
      limits.add(
          new Limit(
              limit.name(),
              limit.unit(),
              Math.max(1, limit.quota() / options.share()),
              limit.period(),
              Math.max(1, limit.burst() / options.share()),
              limit.service(),
              limit.operation()));
    }
    return new Tier(tier.name(), limits, 0);
  }

  @Override
  public void settle(Reservation reservation, long[] actual) {
    leave(reservation.client());
    settleShared(reservation, actual);
  }

  private void leave(QuotaClient client) {
    running.settle(
        new Reservation(placeOf(client), new long[0], new long[0], new long[0], running),
        new long[0]);
  }

  private void settleShared(Reservation reservation, long[] actual) {
    if (java.util.Arrays.equals(reservation.units(), actual) || isEmpty(reservation.units())) {
      return;
    }
    if (!breaker.isOpen()) {
      evaluate(reservation.client(), settleArguments(reservation, actual))
          .onFailure(
              cause -> {
                failed();
                LOG.debug("Redis did not settle a client's quota", cause);
              });
    }
  }

  private static boolean isEmpty(long[] units) {
    for (long each : units) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<String> limitArguments(Limit limit, long units) {
    return List.of(
        Long.toString(limit.quota()),
        Long.toString(limit.periodTicks()),
        Long.toString(limit.capacity()),
        Long.toString(limit.tickMicros()),
        // More than the burst is never admitted: how much more makes no difference.
        Long.toString(Math.min(units, limit.burst() + 1)));
  }

  private static List<String> reserveArguments(QuotaClient client, long[] units) {
    List<String> arguments = new ArrayList<>();
    arguments.add("reserve");
    for (int i = 0; i < units.length; i++) {
      arguments.addAll(limitArguments(client.tier().limits().get(i), units[i]));
    }
    return arguments;
  }

  private static List<String> settleArguments(Reservation reservation, long[] actual) {
    List<String> arguments = new ArrayList<>();
    arguments.add("settle");
    for (int i = 0; i < actual.length; i++) {
      Limit limit = reservation.client().tier().limits().get(i);
      arguments.addAll(limitArguments(limit, reservation.units()[i]));
      arguments.add(Long.toString(Math.min(actual[i], Limit.GREATEST)));
      arguments.add(Long.toString(reservation.ends()[i]));
      arguments.add(Long.toString(reservation.refunds()[i]));
    }
    return arguments;
  }

  /** By its digest; with the whole script when the server does not know it yet. */
  private Future<Response> evaluate(QuotaClient client, List<String> arguments) {
    return redis
        .send(request(Command.EVALSHA, digest, client, arguments))
        .recover(
            failure ->
                String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                    ? redis.send(request(Command.EVAL, script, client, arguments))
                    : Future.failedFuture(failure));
  }

  private Request request(
      Command command, String program, QuotaClient client, List<String> arguments) {
    Request request =
        Request.cmd(command).arg(program).arg(1).arg(options.prefix() + client.key().hex());
    arguments.forEach(request::arg);
    return request;
  }

  private Decision decision(QuotaClient client, long[] units, Response reply) {
    List<Limit> limits = client.tier().limits();
    long wait = reply.get(0).toLong();
    int refusing = reply.get(1).toInteger();
    long[] ends = new long[units.length];
    long[] refunds = new long[units.length];
    List<LimitStatus> status = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      ends[i] = reply.get(3 * i + 3).toLong();
      refunds[i] = reply.get(3 * i + 4).toLong();
      if (units[i] > 0) {
        status.add(Gcra.status(limits.get(i), reply.get(3 * i + 2).toLong()));
      }
    }
    return wait == 0
        ? new Decision.Admitted(new Reservation(client, units, ends, refunds, this), status)
        : Refusals.of(limits.get(refusing), units[refusing], wait, status);
  }

  @Override
  public Future<Void> close() {
    return redis.close();
  }

  private static String script() {
    try (InputStream in =
        Objects.requireNonNull(RedisStore.class.getResourceAsStream("quota.lua"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Redis calls a script by. */
  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
