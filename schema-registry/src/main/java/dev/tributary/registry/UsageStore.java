package dev.tributary.registry;

import dev.tributary.check.RecordedOperation;
import dev.tributary.operation.OperationSignature;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where usage is kept, added up by day. All methods block, may be called by any thread, and throw
 * {@link RegistryStoreException} when the store is broken or closed.
 */
public interface UsageStore {

  /**
   * Of these operations, those that are not known yet, or whose coordinates were read by another
   * supergraph.
   *
   * @param supergraph the content hash of the one that is served
   */
  Set<String> unknown(GraphId graph, Set<String> hashes, String supergraph);

  /**
   * Keeps operations, as long as there are fewer than so many. Those that are known get the
   * coordinates as well that they did not have.
   *
   * @param supergraph the content hash of the one that the coordinates were read by
   * @param now also the time of their first execution
   */
  void addOperations(
      GraphId graph, List<NewOperation> operations, String supergraph, Instant now, int most);

  /**
   * @param coordinates what it uses of the schema; as far as can be said
   */
  record NewOperation(OperationSignature signature, Set<String> coordinates) {}

  /** Adds executions of operations that are known; those of others are dropped. */
  void add(GraphId graph, LocalDate day, List<UsageReport.Entry> entries);

  /** Forgets what was before a day. */
  void forget(LocalDate before);

  /** Executions of all operations since a day. */
  long executions(GraphId graph, LocalDate since);

  /** An operation and what was run of it. */
  record OperationUsage(
      String hash,
      String name,
      String kind,
      UsageTotals totals,
      long clients,
      LocalDate lastSeen) {}

  /**
   * Operations by how often they ran, most often first.
   *
   * @param offset leaves out so many
   * @param limit at most so many
   */
  List<OperationUsage> operations(GraphId graph, LocalDate since, int offset, int limit);

  /** One day of something. */
  record DayUsage(LocalDate day, UsageTotals totals) {}

  /** A client and what it ran. */
  record ClientUsage(String client, String version, UsageTotals totals, long operations) {}

  /** Everything about one operation. */
  record OperationDetail(
      OperationUsage usage,
      String document,
      Set<String> coordinates,
      List<ClientUsage> clients,
      List<DayUsage> days) {}

  Optional<OperationDetail> operation(GraphId graph, String hash, LocalDate since);

  /** Clients by how much they ran, most first. */
  List<ClientUsage> clients(GraphId graph, LocalDate since, int limit);

  /** All operations together, by day. */
  List<DayUsage> days(GraphId graph, LocalDate since);

  /** What was used of the schema. */
  record CoordinateUsage(String coordinate, long executions, long operations) {}

  /** Coordinates in use, by name. */
  List<CoordinateUsage> coordinates(GraphId graph, LocalDate since);

  /** How often operations ran that use a coordinate. */
  long executionsUsing(GraphId graph, String coordinate, LocalDate since);

  /** Operations that use a coordinate, most often run first, with those who ran them. */
  List<RecordedOperation> using(GraphId graph, String coordinate, LocalDate since, int limit);

  /** Operations that ran, most often run first, with those who ran them. */
  List<RecordedOperation> recorded(GraphId graph, LocalDate since, int limit);

  /** Most of those who ran an operation that are told of. */
  int MOST_CLIENTS = 20;
}
