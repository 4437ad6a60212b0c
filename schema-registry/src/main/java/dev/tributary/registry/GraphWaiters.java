package dev.tributary.registry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Those who wait for something new of a graph. Waiters enter and leave on event loops; whoever
 * changes a graph wakes them from a thread of its own.
 *
 * @param <T> what is new
 */
final class GraphWaiters<T> {

  private final int max;
  private final Semaphore places;
  private final Map<GraphId, Set<Waiter>> waiting = new ConcurrentHashMap<>();
  private volatile boolean ended;

  GraphWaiters(int max) {
    this.max = max;
    this.places = new Semaphore(max);
  }

  /** One who waits; must {@link #leave} in the end. */
  final class Waiter {
    private final GraphId graph;
    private final Promise<T> promise = Promise.promise();
    private final AtomicBoolean left = new AtomicBoolean();

    private Waiter(GraphId graph) {
      this.graph = graph;
    }

    /**
     * Completes on the changing thread, with the first news since it entered; fails when the server
     * is about to stop.
     */
    Future<T> woken() {
      return promise.future();
    }

    private void end() {
      promise.tryFail("stopping");
    }

    void leave() {
      if (left.compareAndSet(false, true)) {
        waiting.computeIfPresent(
            graph,
            (id, others) -> {
              others.remove(this);
              return others.isEmpty() ? null : others;
            });
        places.release();
      }
    }
  }

  /** Empty when too many wait already. */
  Optional<Waiter> enter(GraphId graph) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    Waiter waiter = new Waiter(graph);
    waiting.compute(
        graph,
        (id, others) -> {
          Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          all.add(waiter);
          return all;
        });
    if (ended) {
      // Whoever ended all waits may have gone past before this one was there to be seen.
      waiter.end();
    }
    return Optional.of(waiter);
  }

  int count() {
    return max - places.availablePermits();
  }

  /** Ends every wait, also those that begin from now on, for the server is about to stop. */
  void endAll() {
    ended = true;
    waiting.values().forEach(all -> all.forEach(Waiter::end));
  }

  void wake(GraphId graph, T news) {
    Set<Waiter> woken = waiting.get(graph);
    if (woken != null) {
      woken.forEach(waiter -> waiter.promise.tryComplete(news));
    }
  }
}
