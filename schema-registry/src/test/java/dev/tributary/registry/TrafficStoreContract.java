package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.registry.Traffic.QuotaUse;
import dev.tributary.registry.TrafficLedger.Range;
import dev.tributary.registry.TrafficStore.Slot;
import dev.tributary.registry.TrafficStore.Width;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with traffic. */
abstract class TrafficStoreContract {

  private static final GraphId SHOP = new GraphId("shop", "current");
  private static final Instant NOW = Instant.parse("2026-03-10T08:17:30Z");

  private RegistryStore store;
  private TrafficStore traffic;

  abstract RegistryStore open();

  @BeforeEach
  void openStore() {
    store = open();
    traffic = store.traffic();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private static TrafficReport requests(
      long count, long errors, Map<String, Long> codes, int quota) {
    return new TrafficReport(
        new Traffic(
            new UsageTotals(count, errors, count * 1_000, count * 2, Latencies.of(3_000)),
            errors,
            0,
            codes,
            new QuotaUse(quota, "c" + quota)));
  }

  private boolean add(String reporter, long sequence, Instant at, long count) {
    return traffic.add(
        SHOP,
        at,
        new TrafficReport(
            Optional.of(new ReportId(reporter, sequence)),
            requests(count, 1, Map.of("A", 1L), 0).traffic()));
  }

  @Test
  void aReportThatComesAgainIsCountedOnce() {
    assertThat(add("one", 1, NOW, 5)).isTrue();
    assertThat(add("one", 1, NOW.plusSeconds(60), 5)).isFalse();
    assertThat(add("two", 1, NOW, 3)).isTrue();
    assertThat(add("one", 2, NOW, 2)).isTrue();

    assertThat(traffic.slots(SHOP, Width.MINUTE, Instant.EPOCH))
        .extracting(slot -> slot.traffic().totals().executions())
        .containsExactly(10L);
    assertThat(traffic.codes(SHOP, Width.HOUR, Instant.EPOCH)).isEqualTo(Map.of("A", 3L));
  }

  @Test
  void aReporterThatWasAwayForDaysIsForgotten() {
    LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    add("one", 1, NOW, 5);

    traffic.forgetReporters(today);
    assertThat(add("one", 1, NOW, 5)).isFalse();
    traffic.forgetReporters(today.plusDays(1));
    assertThat(add("one", 1, NOW, 5)).isTrue();
  }

  @Test
  void reportsOfOneMinuteAddUpAndTheFullestQuotaStays() {
    traffic.add(SHOP, NOW, requests(5, 1, Map.of("A", 1L), 80));
    traffic.add(SHOP, NOW.plusSeconds(20), requests(3, 2, Map.of("A", 1L, "B", 1L), 40));
    traffic.add(SHOP, NOW.plusSeconds(60), requests(2, 0, Map.of(), 0));

    List<Slot> minutes = traffic.slots(SHOP, Width.MINUTE, NOW.minusSeconds(60));
    assertThat(minutes)
        .extracting(Slot::since)
        .containsExactly(
            Instant.parse("2026-03-10T08:17:00Z"), Instant.parse("2026-03-10T08:18:00Z"));
    assertThat(minutes.getFirst().traffic().totals())
        .isEqualTo(new UsageTotals(8, 3, 8_000, 16, Latencies.of(3_000, 3_000)));
    assertThat(minutes.getFirst().traffic().quota()).isEqualTo(new QuotaUse(80, "c80"));
    assertThat(traffic.slots(SHOP, Width.HOUR, Instant.EPOCH)).hasSize(1);
    assertThat(traffic.codes(SHOP, Width.HOUR, Instant.EPOCH)).isEqualTo(Map.of("A", 2L, "B", 1L));
    assertThat(traffic.slots(new GraphId("shop", "other"), Width.HOUR, Instant.EPOCH)).isEmpty();
  }

  @Test
  void whatIsForgottenIsOfTheOneWidth() {
    traffic.add(SHOP, NOW, requests(5, 1, Map.of("A", 1L), 0));

    traffic.forget(Width.MINUTE, NOW.plusSeconds(60));

    assertThat(traffic.slots(SHOP, Width.MINUTE, Instant.EPOCH)).isEmpty();
    assertThat(traffic.codes(SHOP, Width.MINUTE, Instant.EPOCH)).isEmpty();
    assertThat(traffic.slots(SHOP, Width.HOUR, Instant.EPOCH)).hasSize(1);
  }

  @Test
  void codesBeyondABoundAreCountedTogether() {
    for (int report = 0; report < 4; report++) {
      int from = 40 * report;
      traffic.add(
          SHOP,
          NOW,
          requests(
              40,
              40,
              IntStream.range(from, from + 40)
                  .boxed()
                  .collect(Collectors.toMap(i -> "CODE_" + i, i -> 1L)),
              0));
    }

    Map<String, Long> codes = traffic.codes(SHOP, Width.MINUTE, Instant.EPOCH);

    assertThat(codes).hasSizeLessThanOrEqualTo(2 * Traffic.MOST_CODES + 1);
    assertThat(codes.get(Traffic.OTHER)).isEqualTo(80);
    assertThat(codes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(160);
  }

  @Test
  void aSeriesHasAPointForEveryStepOfItsRange() {
    AtomicReference<Instant> clock = new AtomicReference<>(NOW.minus(Duration.ofDays(3)));
    TrafficLedger ledger = new TrafficLedger(traffic, clock::get);
    ledger.record(SHOP, requests(7, 0, Map.of(), 0));
    clock.set(NOW);
    ledger.record(SHOP, requests(5, 1, Map.of("A", 1L), 0));

    TrafficLedger.Series day = ledger.series(SHOP, Range.DAY);
    assertThat(day.points()).hasSize(96);
    assertThat(day.points().getLast().since()).isEqualTo(Instant.parse("2026-03-10T08:15:00Z"));
    assertThat(day.points().getLast().traffic().totals().executions()).isEqualTo(5);
    assertThat(day.together().totals().executions()).isEqualTo(5);
    assertThat(day.together().codes()).isEqualTo(Map.of("A", 1L));
    TrafficLedger.Series week = ledger.series(SHOP, Range.WEEK);
    assertThat(week.points()).hasSize(84);
    assertThat(week.together().totals().executions()).isEqualTo(12);
    assertThat(ledger.lately(SHOP, Duration.ofMinutes(5)).errorPercent()).isEqualTo(20);
    // More than two days ago: its minute was forgotten.
    assertThat(traffic.slots(SHOP, Width.MINUTE, Instant.EPOCH)).hasSize(1);
  }
}
