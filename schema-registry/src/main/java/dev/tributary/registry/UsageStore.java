package dev.tributary.registry;

import dev.tributary.operation.OperationSignature;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * Takes usage in and keeps it, added up by day. All methods block, may be called by any thread, and
 * throw {@link RegistryStoreException} when the store is broken or closed.
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

  /**
   * Adds a report's executions of operations that are known; those of others are dropped.
   *
   * @return false, with nothing added, when this report was added before
   */
  boolean add(GraphId graph, LocalDate day, UsageReport report);

  /**
   * Forgets what was before a day.
   *
   * @param reporters forgets those too that did not report since this day
   */
  void forget(LocalDate before, LocalDate reporters);

  /** What was recorded. */
  RecordedUsage recorded();
}
