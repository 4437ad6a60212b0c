package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tributary.check.ClientUse;
import dev.tributary.check.RecordedOperation;
import dev.tributary.operation.OperationSignature;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with usage. */
abstract class UsageStoreContract {

  private static final GraphId SHOP = new GraphId("shop", "current");
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-10");
  private static final OperationSignature NAMES = signature("query Names { users { name } }");
  private static final OperationSignature IDS = signature("query Ids { users { id } }");

  private RegistryStore store;
  private UsageStore usage;
  private RecordedUsage recorded;

  abstract RegistryStore open();

  @BeforeEach
  void openStore() {
    store = open();
    usage = store.usage();
    recorded = usage.recorded();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void anOperationIsUnknownUntilItIsAddedAndWhenTheSupergraphIsAnother() {
    assertThat(unknown("s1")).containsExactlyInAnyOrder(NAMES.hash(), IDS.hash());

    add(NAMES, "s1", "Query.users", "User.name");

    assertThat(unknown("s1")).containsExactly(IDS.hash());
    assertThat(unknown("s2")).containsExactlyInAnyOrder(NAMES.hash(), IDS.hash());
  }

  private Set<String> unknown(String supergraph) {
    return usage.unknown(SHOP, Set.of(NAMES.hash(), IDS.hash()), supergraph);
  }

  @Test
  void executionsAreAddedUpByClientAndDay() {
    add(NAMES, "s1", "Query.users", "User.name");
    add(SHOP, TODAY, List.of(entry(NAMES, "web", "1", 3), entry(NAMES, "ios", "", 1)));
    add(SHOP, TODAY, List.of(entry(NAMES, "web", "1", 4)));
    add(SHOP, TODAY.minusDays(1), List.of(entry(NAMES, "web", "1", 10)));
    add(new GraphId("other", "current"), TODAY, List.of(entry(NAMES, "web", "1", 1)));

    assertThat(recorded.executions(SHOP, TODAY)).isEqualTo(8);
    assertThat(recorded.executions(SHOP, TODAY.minusDays(1))).isEqualTo(18);
    assertThat(recorded.days(SHOP, TODAY.minusDays(5)))
        .extracting(day -> day.totals().executions())
        .containsExactly(10L, 8L);
    RecordedUsage.OperationDetail detail =
        recorded.operation(SHOP, NAMES.hash(), TODAY.minusDays(1)).orElseThrow();
    assertThat(detail.document()).isEqualTo(NAMES.document());
    assertThat(detail.coordinates()).containsExactly("Query.users", "User.name");
    assertThat(detail.usage().totals())
        .isEqualTo(new UsageTotals(18, 0, 18_000, 36, new Latencies(latencies(18))));
    assertThat(detail.clients())
        .extracting(RecordedUsage.ClientUsage::client)
        .containsExactly("web", "ios");
    assertThat(recorded.clients(SHOP, TODAY, 10)).hasSize(2);
  }

  @Test
  void operationsComeByHowOftenTheyRanAndInPages() {
    add(NAMES, "s1", "User.name");
    add(IDS, "s1", "User.id");
    add(SHOP, TODAY, List.of(entry(NAMES, "web", "1", 3), entry(IDS, "web", "1", 9)));

    assertThat(recorded.operations(SHOP, TODAY, 0, 10))
        .extracting(RecordedUsage.OperationUsage::name)
        .containsExactly("Ids", "Names");
    assertThat(recorded.operations(SHOP, TODAY, 1, 10))
        .extracting(RecordedUsage.OperationUsage::name)
        .containsExactly("Names");
    assertThat(recorded.withClients(SHOP, TODAY, recorded.recorded(SHOP, TODAY, 1)))
        .containsExactly(
            new RecordedOperation(
                IDS.hash(), "Ids", IDS.document(), 9, List.of(new ClientUse("web", "1", 9))));
  }

  /** It is known, and ran on other days or never. */
  @Test
  void whatDidNotRunInTheseDaysIsInNoList() {
    add(NAMES, "s1", "User.name");
    add(IDS, "s1", "User.name");
    add(SHOP, TODAY.minusDays(1), List.of(entry(IDS, "web", "1", 9)));
    LocalDate before = TODAY.minusDays(3);

    assertThat(recorded.operations(SHOP, before, 0, 10))
        .extracting(RecordedUsage.OperationUsage::name)
        .containsExactly("Ids");
    assertThat(recorded.operations(SHOP, before, 1, 10)).isEmpty();
    assertThat(recorded.using(SHOP, "User.name", before, 10))
        .extracting(RecordedOperation::name)
        .containsExactly("Ids");
    assertThat(recorded.coordinates(SHOP, before))
        .containsExactly(new RecordedUsage.CoordinateUsage("User.name", 9, 1));
    assertThat(recorded.recorded(SHOP, TODAY, 10)).isEmpty();
    assertThat(recorded.coordinates(SHOP, TODAY)).isEmpty();
  }

  @Test
  void whoUsesACoordinateIsFound() {
    add(NAMES, "s1", "Query.users", "User.name");
    add(IDS, "s1", "Query.users", "User.id");
    add(SHOP, TODAY, List.of(entry(NAMES, "web", "1", 3), entry(IDS, "web", "1", 9)));

    assertThat(recorded.executionsUsing(SHOP, "User.name", TODAY)).isEqualTo(3);
    assertThat(recorded.executionsUsing(SHOP, "Query.users", TODAY)).isEqualTo(12);
    assertThat(recorded.executionsUsing(SHOP, "User.email", TODAY)).isZero();
    assertThat(recorded.executionsUsing(SHOP, "User.name", TODAY.plusDays(1))).isZero();
    assertThat(recorded.using(SHOP, "User.name", TODAY, 10))
        .extracting(RecordedOperation::name)
        .containsExactly("Names");
    assertThat(recorded.coordinates(SHOP, TODAY))
        .containsExactly(
            new RecordedUsage.CoordinateUsage("Query.users", 12, 2),
            new RecordedUsage.CoordinateUsage("User.id", 9, 1),
            new RecordedUsage.CoordinateUsage("User.name", 3, 1));
  }

  @Test
  void coordinatesReadByAnotherSupergraphAreAddedToThoseThatWereThere() {
    add(NAMES, "s1", "User.name");
    add(NAMES, "s2", "Person.name", "User.name");
    add(SHOP, TODAY, List.of(entry(NAMES, "web", "1", 1)));

    assertThat(recorded.operation(SHOP, NAMES.hash(), TODAY).orElseThrow().coordinates())
        .containsExactly("Person.name", "User.name");
  }

  @Test
  void aClientIsToldWithTheOperationsThatItRanInTheseDays() {
    add(NAMES, "s1", "User.name");
    add(IDS, "s1", "User.id");
    add(
        SHOP,
        TODAY.minusDays(2),
        List.of(entry(NAMES, "web", "1", 3), entry(NAMES, "web", "2", 1)));
    add(SHOP, TODAY, List.of(entry(IDS, "web", "1", 1)));

    assertThat(recorded.clients(SHOP, TODAY.minusDays(2), 10))
        .extracting(RecordedUsage.ClientUsage::operations)
        .containsExactly(2L, 1L);
    assertThat(recorded.clients(SHOP, TODAY, 10))
        .extracting(RecordedUsage.ClientUsage::operations)
        .containsExactly(1L);
  }

  /**
   * Midnight comes to one registry earlier than to another; and of days, the older are forgotten.
   */
  @Test
  void whateverTheOrderInWhichDaysComeEachCountsFromItself() {
    List<OperationSignature> operations = List.of(NAMES, IDS);
    operations.forEach(operation -> add(operation, "s1", "Query.users"));
    Random random = new Random(5);
    long[][] ran = new long[operations.size()][7];
    for (int report = 0; report < 40; report++) {
      int operation = random.nextInt(operations.size());
      int ago = random.nextInt(7);
      int executions = 1 + random.nextInt(9);
      ran[operation][ago] += executions;
      add(
          SHOP,
          TODAY.minusDays(ago),
          List.of(entry(operations.get(operation), "c" + report % 3, "1", executions)));
    }
    sameFor(ran, 6);

    usage.forget(TODAY.minusDays(4), TODAY.minusDays(4));
    add(SHOP, TODAY.minusDays(2), List.of(entry(NAMES, "web", "1", 100)));
    ran[0][2] += 100;
    sameFor(ran, 4);
    assertThat(recorded.executionsUsing(SHOP, "Query.users", TODAY.minusDays(6)))
        .as("what was forgotten counts no more")
        .isEqualTo(recorded.executionsUsing(SHOP, "Query.users", TODAY.minusDays(4)));
  }

  private void sameFor(long[][] ran, int most) {
    for (int days = 0; days <= most; days++) {
      long names = LongStream.of(ran[0]).limit(days + 1).sum();
      long ids = LongStream.of(ran[1]).limit(days + 1).sum();
      LocalDate since = TODAY.minusDays(days);
      assertThat(recorded.recorded(SHOP, since, 10))
          .as("since %s", since)
          .extracting(RecordedOperation::hash, RecordedOperation::executions)
          .containsExactlyElementsOf(
              Stream.of(tuple(NAMES.hash(), names), tuple(IDS.hash(), ids))
                  .filter(each -> !each.toList().get(1).equals(0L))
                  .sorted(
                      Comparator.comparing((Tuple each) -> (Long) each.toList().get(1)).reversed())
                  .toList());
      assertThat(recorded.operations(SHOP, since, 0, 10))
          .extracting(each -> each.totals().executions())
          .isSortedAccordingTo(Comparator.reverseOrder())
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(names, ids).filter(executions -> executions > 0).toList());
      assertThat(recorded.executionsUsing(SHOP, "Query.users", since)).isEqualTo(names + ids);
      assertThat(recorded.coordinates(SHOP, since))
          .extracting(RecordedUsage.CoordinateUsage::executions)
          .containsExactly(names + ids);
    }
  }

  @Test
  void whatIsOldIsForgotten() {
    add(NAMES, "s1", "User.name");
    add(SHOP, TODAY.minusDays(3), List.of(entry(NAMES, "web", "1", 3)));
    add(SHOP, TODAY, List.of(entry(NAMES, "web", "1", 1)));

    usage.forget(TODAY, TODAY);
    assertThat(recorded.executions(SHOP, TODAY.minusDays(9))).isEqualTo(1);

    usage.forget(TODAY.plusDays(1), TODAY);
    assertThat(recorded.executions(SHOP, TODAY.minusDays(9))).isZero();
    assertThat(usage.unknown(SHOP, Set.of(NAMES.hash()), "s1")).containsExactly(NAMES.hash());
  }

  @Test
  void noMoreOperationsAreKeptThanAllowedAndTheirUsageIsDropped() {
    usage.addOperations(
        SHOP, List.of(new UsageStore.NewOperation(NAMES, Set.of("User.name"))), "s1", NOW, 1);
    usage.addOperations(
        SHOP, List.of(new UsageStore.NewOperation(IDS, Set.of("User.id"))), "s1", NOW, 1);
    add(SHOP, TODAY, List.of(entry(NAMES, "", "", 1), entry(IDS, "", "", 1)));

    assertThat(recorded.executions(SHOP, TODAY)).isEqualTo(1);
  }

  @Test
  void aReportThatComesAgainIsCountedOnce() {
    add(NAMES, "s1", "User.name");
    assertThat(add("one", 1, entry(NAMES, "web", "1", 3))).isTrue();
    assertThat(add("one", 1, entry(NAMES, "web", "1", 3))).isFalse();
    assertThat(add("other", 1, entry(NAMES, "web", "1", 3))).isTrue();
    assertThat(add("one", 2, entry(NAMES, "web", "1", 3))).isTrue();
    assertThat(add("one", 1, entry(NAMES, "web", "1", 3))).isFalse();

    assertThat(recorded.executions(SHOP, TODAY)).isEqualTo(9);
    assertThat(recorded.operation(SHOP, NAMES.hash(), TODAY).orElseThrow().usage().totals())
        .extracting(UsageTotals::executions)
        .isEqualTo(9L);
  }

  @Test
  void aReportThatIsDeliveredSeveralTimesAtOnceIsCountedOnce() throws Exception {
    add(NAMES, "s1", "User.name");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (long sequence = 1; sequence <= 10; sequence++) {
        long number = sequence;
        Callable<Boolean> delivery = () -> add("one", number, entry(NAMES, "web", "1", 1));
        int counted = 0;
        for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(4, delivery))) {
          counted += each.get() ? 1 : 0;
        }
        assertThat(counted).isEqualTo(1);
      }
    }
    assertThat(recorded.executions(SHOP, TODAY)).isEqualTo(10);
  }

  @Test
  void aReporterThatIsAwayForLongIsForgotten() {
    add(NAMES, "s1", "User.name");
    add("one", 1, entry(NAMES, "web", "1", 1));
    usage.forget(TODAY, TODAY);
    assertThat(add("one", 1, entry(NAMES, "web", "1", 1))).isFalse();

    usage.forget(TODAY, TODAY.plusDays(1));
    assertThat(add("one", 1, entry(NAMES, "web", "1", 1))).isTrue();
  }

  @Test
  void reportersAtOneTimeLoseNothing() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> reporters = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        reporters.add(
            () -> {
              add(NAMES, "s1", "User.name");
              add(IDS, "s1", "User.id");
              add(SHOP, TODAY, List.of(entry(IDS, "web", "1", 1), entry(NAMES, "", "", 2)));
              add(SHOP, TODAY.minusDays(1), List.of(entry(IDS, "web", "1", 5)));
              return null;
            });
      }
      for (Future<Void> reported : threads.invokeAll(reporters)) {
        reported.get();
      }
    }
    assertThat(recorded.executions(SHOP, TODAY)).isEqualTo(120);
    assertThat(recorded.recorded(SHOP, TODAY, 10))
        .extracting(RecordedOperation::executions)
        .containsExactly(80L, 40L);
    assertThat(recorded.recorded(SHOP, TODAY.minusDays(1), 10))
        .extracting(RecordedOperation::executions)
        .containsExactly(240L, 80L);
  }

  private void add(OperationSignature operation, String supergraph, String... coordinates) {
    usage.addOperations(
        SHOP,
        List.of(new UsageStore.NewOperation(operation, Set.of(coordinates))),
        supergraph,
        NOW,
        100);
  }

  private void add(GraphId graph, LocalDate day, List<UsageReport.Entry> entries) {
    assertThat(usage.add(graph, day, new UsageReport(entries))).isTrue();
  }

  private boolean add(String reporter, long sequence, UsageReport.Entry... entries) {
    return usage.add(
        SHOP,
        TODAY,
        new UsageReport(Optional.of(new ReportId(reporter, sequence)), List.of(entries)));
  }

  private static OperationSignature signature(String document) {
    return OperationSignature.of(document, null).orElseThrow();
  }

  private static UsageReport.Entry entry(
      OperationSignature operation, String client, String version, long executions) {
    return new UsageReport.Entry(
        operation,
        client,
        version,
        new UsageTotals(
            executions,
            0,
            executions * 1_000,
            executions * 2,
            new Latencies(latencies(executions))));
  }

  private static List<Long> latencies(long first) {
    List<Long> counts = new ArrayList<>(Latencies.NONE.counts());
    counts.set(0, first);
    return counts;
  }
}
