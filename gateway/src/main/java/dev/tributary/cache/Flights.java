package dev.tributary.cache;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is being fetched in this process, so that those who want the same may wait for it (and then
 * look it up: nothing is handed over here). Safe to share between event loops; nobody is blocked.
 */
final class Flights {

  /** Whoever comes when so many are under way fetches by himself. */
  private static final int MOST = 20_000;

  private final Vertx vertx;
  private final Map<CacheKey, Flight> flights = new ConcurrentHashMap<>();

  Flights(Vertx vertx) {
    this.vertx = vertx;
  }

  private record Flight(Promise<Void> landed) {}

  /**
   * Begins a flight, or waits for the one that there is.
   *
   * @param atMostMillis how long it is waited for
   * @return null when the caller is the one to fetch, and to end the flight in any case; otherwise
   *     completes on the caller's context when it has ended, or the time is over, and never fails
   */
  @Nullable Future<Void> join(CacheKey key, long atMostMillis) {
    if (flights.size() >= MOST) {
      return null;
    }
    Flight own = new Flight(Promise.promise());
    Flight other = flights.putIfAbsent(key, own);
    if (other == null) {
      return null;
    }
    Context context = vertx.getOrCreateContext();
    Promise<Void> waited = Promise.promise();
    long timer = vertx.setTimer(Math.max(1, atMostMillis), late -> waited.tryComplete());
    other
        .landed
        .future()
        .onComplete(
            landed ->
                context.runOnContext(
                    here -> {
                      vertx.cancelTimer(timer);
                      waited.tryComplete();
                    }));
    return waited.future();
  }

  /** Begins a flight, unless there is one or there are too many: whether it is the caller's. */
  boolean begin(CacheKey key) {
    return flights.size() < MOST
        && !flights.containsKey(key)
        && flights.putIfAbsent(key, new Flight(Promise.promise())) == null;
  }

  /** Ends a flight, whatever came of it. */
  void end(CacheKey key) {
    Flight flight = flights.remove(key);
    if (flight != null) {
      flight.landed.tryComplete();
    }
  }
}
