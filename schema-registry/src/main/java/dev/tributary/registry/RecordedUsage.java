package dev.tributary.registry;

import dev.tributary.check.RecordedOperation;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What gateways ran, looked up. All methods block, may be called by any thread, and throw {@link
 * RegistryStoreException} when the store is broken or closed.
 */
public interface RecordedUsage {

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

  /** Operations that ran, most often run first; of nobody: ask {@link #withClients}. */
  List<RecordedOperation> recorded(GraphId graph, LocalDate since, int limit);

  /** The same operations, with those who ran them. */
  List<RecordedOperation> withClients(
      GraphId graph, LocalDate since, List<RecordedOperation> operations);

  /** Most of those who ran an operation that are told of. */
  int MOST_CLIENTS = 20;
}
