package dev.tributary.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The WebSockets and event streams that were opened under one configuration, so that they can be
 * ended when another holds. Safe to share between event loops.
 */
final class OpenStreams {

  private final Vertx vertx;

  /** Each with its event loop; as many as are counted. */
  private final Map<Draining, Context> open = new ConcurrentHashMap<>();

  /** Within this time those end that are open yet; null as long as they need not. */
  private volatile @Nullable Duration ending;

  OpenStreams(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What stays open, confined to its event loop. */
  interface Draining {
    /** Takes nothing more on, and ends in an orderly way. */
    void drain();
  }

  /** To be called on its event loop. */
  void add(Draining stream) {
    open.put(stream, vertx.getOrCreateContext());
    Duration spread = ending;
    if (spread != null) {
      // Its request came when this configuration still held.
      drainWithin(spread, stream);
    }
  }

  void remove(Draining stream) {
    open.remove(stream);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Ends all, not all at once: their clients come back. */
  void drainWithin(Duration spread) {
    ending = spread;
    open.forEach((stream, context) -> context.runOnContext(turn -> drainWithin(spread, stream)));
  }

  private void drainWithin(Duration spread, Draining stream) {
    vertx.setTimer(
        1 + ThreadLocalRandom.current().nextLong(Math.max(1, spread.toMillis())),
        due -> {
          if (open.containsKey(stream)) {
            stream.drain();
          }
        });
  }
}
