package dev.tributary.registry;

import dev.tributary.check.ChangeUse;
import dev.tributary.check.CheckedUsage;
import dev.tributary.check.RecordedOperation;
import dev.tributary.check.Replay;
import dev.tributary.check.ReplayReport;
import dev.tributary.check.SchemaChange;
import dev.tributary.check.UsedCoordinates;
import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.OperationSignature;
import dev.tributary.registry.RecordedUsage.CoordinateUsage;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What gateways ran: taken in from their reports, kept by day, and asked when a change is checked.
 *
 * <p>All methods block on the store and may be called by any thread.
 */
public final class UsageLedger {

  /** Days that are kept. */
  public static final int KEPT_DAYS = 90;

  /** Days that changes are measured against, unless told otherwise. */
  public static final int CHECKED_DAYS = 30;

  /** A report that comes once more does so within minutes. */
  static final int REPORTERS_DAYS = 2;

  /** Different operations of one graph; what comes beyond is not recorded. */
  private static final int MOST_OPERATIONS = 50_000;

  private static final int MOST_REPLAYED = 2_000;
  private static final int MOST_TOLD = 20;

  /** On a page. */
  private static final int MOST_SHOWN = 50;

  /** Replayed operations of which it is told who ran them. */
  private static final int MOST_NAMED = 100;

  private final RegistryStore store;
  private final UsageStore usage;
  private final RecordedUsage recorded;
  private final FieldRanking ranking;
  private final InstantSource clock;
  private volatile LocalDate forgotten = LocalDate.MIN;
  private volatile Optional<Parsed> parsed = Optional.empty();

  /** The supergraph that was needed last: reports come in a row for the same one. */
  private record Parsed(String contentHash, Optional<Supergraph> supergraph) {

    /** Nothing when the operation was written for another version of the graph. */
    Set<String> used(OperationSignature signature) {
      return supergraph
          .map(
              latest ->
                  new OperationReader(latest, OperationLimits.DEFAULT)
                              .read(signature.document(), null)
                          instanceof OperationResult.Valid(Operation operation)
                      ? UsedCoordinates.of(latest, operation)
                      : Set.<String>of())
          .orElse(Set.of());
    }
  }

  UsageLedger(RegistryStore store, InstantSource clock) {
    this.store = store;
    this.usage = store.usage();
    this.recorded = usage.recorded();
    this.ranking = new FieldRanking(recorded::coordinates, clock);
    this.clock = clock;
  }

  /** Takes a gateway's report in; one that was taken in before changes nothing. */
  public void record(GraphId graph, UsageReport report) {
    Instant now = clock.instant();
    LocalDate today = today();
    Map<String, OperationSignature> operations = new LinkedHashMap<>();
    report.entries().forEach(entry -> operations.put(entry.operation().hash(), entry.operation()));
    Optional<SupergraphVersion> version = store.latestVersion(graph);
    String served = version.map(SupergraphVersion::contentHash).orElse("");
    Set<String> unknown = usage.unknown(graph, operations.keySet(), served);
    if (!unknown.isEmpty()) {
      Parsed latest = parsed(graph, served, version);
      usage.addOperations(
          graph,
          unknown.stream()
              .map(operations::get)
              .map(signature -> new UsageStore.NewOperation(signature, latest.used(signature)))
              .toList(),
          served,
          now,
          MOST_OPERATIONS);
    }
    usage.add(graph, today, report);
    if (!forgotten.equals(today)) {
      // Twice in one moment does no harm.
      forgotten = today;
      usage.forget(today.minusDays(KEPT_DAYS), today.minusDays(REPORTERS_DAYS));
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** The first of so many days, the last of which is today. */
  public LocalDate since(int days) {
    return today().minusDays(Math.clamp(days, 1, KEPT_DAYS) - 1L);
  }

  /** Where to look up what was recorded. */
  public RecordedUsage recorded() {
    return recorded;
  }

  /** The fields that operations used most, the most used first; some minutes old at most. */
  List<CoordinateUsage> mostUsed(GraphId graph, int days) {
    return ranking.of(graph, since(days));
  }

  /** Has the store read once what pages rank: it reads all operations there are. */
  void prepareRankings(GraphId graph) {
    mostUsed(graph, CHECKED_DAYS);
    mostUsed(graph, 1);
  }

  /** Has the store read once what pages list, which takes it a moment. */
  void prepareLists(GraphId graph) {
    recorded.operations(graph, since(CHECKED_DAYS), 0, MOST_SHOWN);
    recorded.clients(graph, since(CHECKED_DAYS), MOST_SHOWN);
    recorded.days(graph, since(CHECKED_DAYS));
  }

  private Parsed parsed(GraphId graph, String hash, Optional<SupergraphVersion> version) {
    Optional<Parsed> known = parsed;
    if (known.isPresent() && known.get().contentHash().equals(hash)) {
      return known.get();
    }
    Optional<Supergraph> supergraph =
        version
            .flatMap(served -> store.release(graph, served.number()))
            .flatMap(release -> read(release.sdl()));
    Parsed now = new Parsed(hash, supergraph);
    parsed = Optional.of(now);
    return now;
  }

  private static Optional<Supergraph> read(String sdl) {
    try {
      return Optional.of(SupergraphReader.read(sdl));
    } catch (InvalidSupergraphException e) {
      return Optional.empty();
    }
  }

  /**
   * Measures changes against what was recorded.
   *
   * @param days how many days back
   * @param before the SDL of the supergraph that is served
   * @param after the SDL of the proposed one
   */
  CheckedUsage check(
      GraphId graph,
      List<SchemaChange> changes,
      int days,
      String before,
      String after,
      Replay replay) {
    LocalDate since = since(days);
    long executions = recorded.executions(graph, since);
    if (executions == 0) {
      return CheckedUsage.NONE;
    }
    List<ChangeUse> uses =
        changes.stream()
            .filter(change -> change.severity() != SchemaChange.Severity.SAFE)
            .map(change -> use(graph, change, since))
            .toList();
    ReplayReport replayed =
        before.equals(after)
            ? ReplayReport.NONE
            : replay.between(before, after, recorded.recorded(graph, since, MOST_REPLAYED));
    return new CheckedUsage(days, executions, uses, withClients(graph, since, replayed));
  }

  /**
   * Of the operations that were replayed, few are told of: only of those it is asked who ran them.
   */
  private ReplayReport withClients(GraphId graph, LocalDate since, ReplayReport replayed) {
    List<RecordedOperation> told =
        Stream.concat(
                replayed.broken().stream().limit(MOST_NAMED).map(ReplayReport.Broken::operation),
                replayed.changed().stream().limit(MOST_NAMED).map(ReplayReport.Changed::operation))
            .toList();
    Map<String, RecordedOperation> named =
        recorded.withClients(graph, since, told).stream()
            .collect(
                Collectors.toMap(RecordedOperation::hash, Function.identity(), (one, same) -> one));
    return new ReplayReport(
        replayed.replayed(),
        replayed.leftOut(),
        replayed.broken().stream()
            .map(
                broken ->
                    new ReplayReport.Broken(
                        named.getOrDefault(broken.operation().hash(), broken.operation()),
                        broken.reason()))
            .toList(),
        replayed.changed().stream()
            .map(
                changed ->
                    new ReplayReport.Changed(
                        named.getOrDefault(changed.operation().hash(), changed.operation()),
                        changed.before(),
                        changed.after()))
            .toList());
  }

  private ChangeUse use(GraphId graph, SchemaChange change, LocalDate since) {
    String coordinate = UsedCoordinates.touchedBy(change);
    long executions = recorded.executionsUsing(graph, coordinate, since);
    return new ChangeUse(
        change,
        executions,
        executions == 0 ? List.of() : recorded.using(graph, coordinate, since, MOST_TOLD));
  }
}
