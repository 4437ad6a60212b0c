package dev.tributary.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what has become of graphs: of each graph in the order of its revisions, of
 * several changes perhaps only the last.
 *
 * @param <T> what is told
 */
final class Announcements<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
  private static final int LOCKS = 64;

  private final String what;
  private final Function<GraphId, Optional<T>> now;
  private final ToLongFunction<T> revision;
  private final List<ReentrantLock> turns =
      IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock(true)).toList();

  /** The last revision that listeners were told of; no more graphs than are stored. */
  private final Map<GraphId, Long> announced = new ConcurrentHashMap<>();

  private final CopyOnWriteArrayList<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param what is told, for the log
   * @param now reads it; empty when there is nothing to tell yet; blocks
   */
  Announcements(String what, Function<GraphId, Optional<T>> now, ToLongFunction<T> revision) {
    this.what = what;
    this.now = now;
    this.revision = revision;
  }

  /**
   * @return ends the subscription
   */
  Runnable listen(Consumer<T> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A graph may have changed, by whomever. */
  void moved(GraphId graph) {
    try {
      now.apply(graph).ifPresent(found -> announce(graph, found));
    } catch (RegistryStoreException e) {
      // What was changed is stored. Whoever waits finds it when the wait ends.
      LOG.warn("The changed {} of {} cannot be read", what, graph, e);
    }
  }

  /**
   * The same where what has become of it is known: it is told once, and nothing earlier after it.
   */
  void announce(GraphId graph, T found) {
    ReentrantLock turn = turns.get(Math.floorMod(graph.hashCode(), LOCKS));
    turn.lock();
    try {
      if (announced.getOrDefault(graph, 0L) < revision.applyAsLong(found)) {
        announced.put(graph, revision.applyAsLong(found));
        tell(graph, found);
      }
    } finally {
      turn.unlock();
    }
  }

  private void tell(GraphId graph, T found) {
    for (Consumer<T> listener : listeners) {
      try {
        listener.accept(found);
      } catch (RuntimeException e) {
        LOG.error("A listener failed on the {} of {}", what, graph, e);
      }
    }
  }
}
