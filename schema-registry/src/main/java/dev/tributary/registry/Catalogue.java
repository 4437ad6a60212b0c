package dev.tributary.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the registry keeps, looked up for many at once: however many keys a method is given, it asks
 * the database a fixed number of questions for each few hundred of them. What is not there is not
 * in the answer.
 *
 * <p>All methods block, may be called by any thread, and throw {@link RegistryStoreException} when
 * the store is broken or closed.
 */
public interface Catalogue {

  /** One version of a graph. */
  record VersionId(GraphId graph, long number) {}

  /** A subgraph of a graph, whatever its version. */
  record SubgraphId(GraphId graph, String name) {}

  /** An operation that gateways ran. */
  record OperationId(GraphId graph, String hash) {}

  /**
   * A version of a subgraph without its document.
   *
   * @param documentHash by which {@link #documents} has it
   */
  record SubgraphEntry(
      GraphId graph,
      String id,
      String name,
      String url,
      String documentHash,
      Instant publishedAt,
      String publishedBy,
      String message) {}

  /** Every variant of every graph, by name; of ten thousand at most. */
  List<GraphId> variants();

  /** The newest version of graphs. */
  Map<GraphId, SupergraphVersion> newest(Set<GraphId> graphs);

  /** Versions without their documents. */
  Map<VersionId, SupergraphVersion> versions(Set<VersionId> ids);

  /** The same with hints and what clients see of them. */
  Map<VersionId, VersionDetail> details(Set<VersionId> ids);

  /** What versions are made of, by name. */
  Map<VersionId, List<SubgraphEntry>> members(Set<VersionId> ids);

  /** What was ever published as a subgraph, newest first; the newest 200 of each. */
  Map<SubgraphId, List<SubgraphEntry>> published(Set<SubgraphId> ids);

  /** Documents by their hash. */
  Map<String, String> documents(Set<String> hashes);

  /** What makes graphs contracts; those that are none are not in it. */
  Map<GraphId, ContractVariant> contracts(Set<GraphId> graphs);

  /** The contracts that show parts of graphs, by name. */
  Map<GraphId, List<ContractVariant>> contractsOf(Set<GraphId> sources);

  /** Gateways that follow graphs and were seen since then, by id. */
  Map<GraphId, List<SeenGateway>> gateways(Set<GraphId> graphs, Instant since);

  /** The texts of recorded operations, without literals. */
  Map<OperationId, String> operationTexts(Set<OperationId> ids);

  /** What recorded operations use of the schema, by name. */
  Map<OperationId, List<String>> operationCoordinates(Set<OperationId> ids);
}
