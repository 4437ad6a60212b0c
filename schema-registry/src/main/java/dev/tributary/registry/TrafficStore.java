package dev.tributary.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Where the traffic of graphs is kept, added up. Methods behave as those of {@link RegistryStore}.
 * What was added may be lost by the death of the process.
 */
interface TrafficStore {

  /** How much time is added up in one row. */
  enum Width {
    MINUTE(ChronoUnit.MINUTES),
    HOUR(ChronoUnit.HOURS);

    private final ChronoUnit unit;

    Width(ChronoUnit unit) {
      this.unit = unit;
    }

    Instant of(Instant instant) {
      return instant.truncatedTo(unit);
    }

    int seconds() {
      return (int) unit.getDuration().toSeconds();
    }
  }

  /**
   * @param since when the stretch of time began
   * @param traffic without its codes
   */
  record Slot(Instant since, Traffic traffic) {}

  /**
   * Adds traffic to the minute and the hour that it is reported in.
   *
   * @return false, with nothing added, when this report was added before
   */
  boolean add(GraphId graph, Instant at, TrafficReport report);

  /** Rows that are not empty, in order. */
  List<Slot> slots(GraphId graph, Width width, Instant since);

  /** Requests by code of all rows together. */
  Map<String, Long> codes(GraphId graph, Width width, Instant since);

  /** Removes rows of all graphs that began before. */
  void forget(Width width, Instant before);

  /** Forgets reporters, of usage too, that did not report since a day. */
  void forgetReporters(LocalDate before);
}
