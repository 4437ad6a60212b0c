package dev.tributary.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * What was written to a client and is not yet with its network: how much that is, and whether it
 * moves. Told by the writes themselves, since a queue that counts messages may be far from full
 * with a few large ones. Confined to one event loop.
 */
final class Unsent {

  /** Enough to keep a connection busy. */
  private static final long MUCH = 256L * 1024;

  private final Vertx vertx;
  private final long stalledMillis;
  private final Listener listener;
  private long bytes;
  private long timer;
  private boolean isFull;
  private boolean isOver;

  /** What is done about it. */
  interface Listener {

    /** No more should be taken on for this client. */
    void full();

    /** There is room again. */
    void room();

    /** Nothing has moved for too long. */
    void stalled();
  }

  /**
   * @param stalled how long what was written may stay before it is too long
   */
  Unsent(Vertx vertx, Duration stalled, Listener listener) {
    this.vertx = vertx;
    this.stalledMillis = stalled.toMillis();
    this.listener = listener;
  }

  /**
   * Something was written.
   *
   * @param length in bytes, or about
   * @return completes when it has left; perhaps never, when {@link Listener#stalled} is told
   */
  Future<Void> add(Future<Void> write, int length) {
    if (write.isComplete() || isOver) {
      return write.otherwiseEmpty();
    }
    if (bytes == 0) {
      watch();
    }
    bytes += length;
    if (bytes > MUCH && !isFull) {
      isFull = true;
      listener.full();
    }
    return write
        .onComplete(
            sent -> {
              bytes -= length;
              vertx.cancelTimer(timer);
              if (isOver) {
                return;
              }
              if (bytes > 0) {
                watch();
              }
              if (isFull && bytes <= MUCH / 2) {
                isFull = false;
                listener.room();
              }
            })
        .otherwiseEmpty();
  }

  private void watch() {
    timer = vertx.setTimer(stalledMillis, due -> listener.stalled());
  }

  /** Whether everything has left. */
  boolean isEmpty() {
    return bytes == 0;
  }

  /** Nobody is to be told any more. */
  void end() {
    isOver = true;
    vertx.cancelTimer(timer);
  }
}
