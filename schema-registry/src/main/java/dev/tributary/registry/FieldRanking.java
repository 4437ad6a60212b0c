package dev.tributary.registry;

import dev.tributary.registry.RecordedUsage.CoordinateUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which fields operations used most. To count that takes every operation and all that it uses, so
 * what was counted is told until it was counted again, and only those wait who ask before it was
 * counted once. For use by many threads.
 */
final class FieldRanking {

  private static final Logger LOG = LoggerFactory.getLogger(FieldRanking.class);

  static final Duration RECOUNTED = Duration.ofMinutes(1);

  /** What is counted so soon is counted each time. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final int MOST_RANKED = 200;
  private static final int MOST_KEPT = 32;

  private final BiFunction<GraphId, LocalDate, List<CoordinateUsage>> recorded;
  private final InstantSource clock;

  /** To count takes a processor, and of several who ask first one does it for all. */
  private final ReentrantLock first = new ReentrantLock();

  private final AtomicBoolean counting = new AtomicBoolean();
  private final Map<Asked, Counted> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Counted> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private record Asked(GraphId graph, LocalDate since) {}

  /**
   * @param took how long it took to count them
   */
  private record Counted(List<CoordinateUsage> fields, Instant at, Duration took) {}

  /**
   * @param recorded how often each coordinate was used since a day
   */
  FieldRanking(
      BiFunction<GraphId, LocalDate, List<CoordinateUsage>> recorded, InstantSource clock) {
    this.recorded = recorded;
    this.clock = clock;
  }

  /** The most used first; {@value #MOST_RANKED} at most. */
  List<CoordinateUsage> of(GraphId graph, LocalDate since) {
    Asked asked = new Asked(graph, since);
    Counted known = known(asked);
    if (known == null) {
      return countFirst(asked);
    }
    if (known.fields().isEmpty() || known.took().compareTo(SOON) < 0) {
      return count(asked);
    }
    if (known.at().isBefore(clock.instant().minus(RECOUNTED))
        && counting.compareAndSet(false, true)) {
      Thread.startVirtualThread(() -> recount(asked));
    }
    return known.fields();
  }

  private List<CoordinateUsage> countFirst(Asked asked) {
    first.lock();
    try {
      Counted meanwhile = known(asked);
      return meanwhile == null ? count(asked) : meanwhile.fields();
    } finally {
      first.unlock();
    }
  }

  private void recount(Asked asked) {
    try {
      count(asked);
    } catch (RegistryStoreException e) {
      LOG.warn("The fields that {} uses most were not counted again", asked.graph(), e);
    } finally {
      counting.set(false);
    }
  }

  private List<CoordinateUsage> count(Asked asked) {
    long begun = System.nanoTime();
    List<CoordinateUsage> fields =
        recorded.apply(asked.graph(), asked.since()).stream()
            .filter(use -> use.coordinate().contains(".") && !use.coordinate().contains("("))
            .sorted(
                Comparator.comparing(CoordinateUsage::executions, Comparator.reverseOrder())
                    .thenComparing(CoordinateUsage::coordinate))
            .limit(MOST_RANKED)
            .toList();
    synchronized (kept) {
      kept.put(
          asked, new Counted(fields, clock.instant(), Duration.ofNanos(System.nanoTime() - begun)));
    }
    return fields;
  }

  private @Nullable Counted known(Asked asked) {
    synchronized (kept) {
      return kept.get(asked);
    }
  }
}
