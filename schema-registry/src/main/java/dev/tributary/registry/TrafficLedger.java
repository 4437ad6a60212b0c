package dev.tributary.registry;

import dev.tributary.registry.TrafficStore.Slot;
import dev.tributary.registry.TrafficStore.Width;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What gateways answered over time: taken in from their reports and kept added up. All methods
 * block on the store and may be called by any thread.
 */
public final class TrafficLedger {

  /** How long minutes are kept. */
  static final Duration MINUTES = Duration.ofDays(2);

  /** How long hours are kept. */
  static final Duration HOURS = Duration.ofDays(90);

  private final TrafficStore store;
  private final InstantSource clock;
  private volatile Instant forgotten = Instant.MIN;

  /** Stretches of time that charts are drawn of. */
  public enum Range {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1), Width.MINUTE),
    DAY(Duration.ofDays(1), Duration.ofMinutes(15), Width.MINUTE),
    WEEK(Duration.ofDays(7), Duration.ofHours(2), Width.HOUR),
    MONTH(Duration.ofDays(30), Duration.ofHours(12), Width.HOUR);

    private final Duration length;
    private final Duration step;
    private final Width width;

    Range(Duration length, Duration step, Width width) {
      this.length = length;
      this.step = step;
      this.width = width;
    }

    public Duration length() {
      return length;
    }

    /** What one point of a chart is about. */
    public Duration step() {
      return step;
    }
  }

  /**
   * @param points one for each step, in order, those without a request too
   * @param together all of them, with codes
   */
  record Series(Range range, List<Slot> points, Traffic together) {}

  TrafficLedger(TrafficStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Takes a gateway's report in; one that was taken in before changes nothing. */
  public void record(GraphId graph, TrafficReport report) {
    Instant now = clock.instant();
    store.add(graph, now, report);
    if (forgotten.isBefore(now.minus(Duration.ofHours(1)))) {
      // Twice in one moment does no harm.
      forgotten = now;
      store.forget(Width.MINUTE, now.minus(MINUTES));
      store.forget(Width.HOUR, now.minus(HOURS));
      store.forgetReporters(
          LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(UsageLedger.REPORTERS_DAYS));
    }
  }

  /** Has the store read once what the page of analytics asks for, the longest time last. */
  void prepare(GraphId graph) {
    for (Range range : Range.values()) {
      series(graph, range);
    }
  }

  Series series(GraphId graph, Range range) {
    Instant now = clock.instant();
    long step = range.step().toSeconds();
    // On whole steps, so that a point does not change with the moment that it is asked for.
    long last = Math.floorDiv(now.getEpochSecond(), step) * step;
    SortedMap<Instant, Traffic> points = new TreeMap<>();
    for (long at = last - range.length().toSeconds() + step; at <= last; at += step) {
      points.put(Instant.ofEpochSecond(at), Traffic.NONE);
    }
    Instant first = points.firstKey();
    Traffic together = Traffic.NONE;
    for (Slot slot : store.slots(graph, range.width, first)) {
      Instant point =
          Instant.ofEpochSecond(Math.floorDiv(slot.since().getEpochSecond(), step) * step);
      points.merge(point, slot.traffic(), Traffic::plus);
      together = together.plus(slot.traffic());
    }
    List<Slot> inOrder = new ArrayList<>();
    points.forEach((since, traffic) -> inOrder.add(new Slot(since, traffic)));
    return new Series(range, inOrder, with(together, store.codes(graph, range.width, first)));
  }

  private static Traffic with(Traffic traffic, Map<String, Long> codes) {
    return new Traffic(
        traffic.totals(), traffic.refused(), traffic.unauthenticated(), codes, traffic.quota());
  }

  /** What was reported in the last minutes, without codes. */
  Traffic lately(GraphId graph, Duration window) {
    return store.slots(graph, Width.MINUTE, clock.instant().minus(window)).stream()
        .map(Slot::traffic)
        .reduce(Traffic.NONE, Traffic::plus);
  }

  /** Codes, the most frequent first. */
  static List<Map.Entry<String, Long>> sorted(Map<String, Long> codes) {
    return codes.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }
}
