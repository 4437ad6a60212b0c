package dev.tributary.registry;

import dev.tributary.check.SchemaChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the registry keeps graphs and tokens. Everything but the revocation of a token is only ever
 * added, and {@link #append} is the one way in which a graph moves on: it succeeds for one of those
 * who saw the same version, so that no publish is lost, whichever process it came from.
 *
 * <p>All methods block, may be called by any thread, and throw {@link RegistryStoreException} when
 * the store is broken or closed. What a returned method stored survives the death of the process.
 */
public interface RegistryStore extends AutoCloseable {

  /** The newest version of a graph; empty when nothing was published to it. */
  Optional<SupergraphRelease> latest(GraphId graph);

  /** The same without its document. */
  Optional<SupergraphVersion> latestVersion(GraphId graph);

  /** One version of a graph without its document. */
  Optional<VersionDetail> detail(GraphId graph, long number);

  /**
   * Keeps what clients see of a version, so that it need not be worked out again. May be lost by
   * the death of the process.
   */
  void keepSchemaChanges(GraphId graph, long number, List<SchemaChange> changes);

  /**
   * What was kept of a graph's newest version to be shown.
   *
   * @param form of what, and in which form; empty unless it is that
   */
  Optional<byte[]> shownSchema(GraphId graph, String form);

  /** Keeps that in the place of what was kept before. May be lost by the death of the process. */
  void keepShownSchema(GraphId graph, String form, byte[] content);

  /** The newest version of every graph, by name; of ten thousand graphs at most. */
  List<SupergraphVersion> newest();

  /** One version of a graph. */
  Optional<SupergraphRelease> release(GraphId graph, long number);

  /** The subgraphs that a version is made of, by name; empty when there is no such version. */
  List<SubgraphVersion> subgraphs(GraphId graph, long number);

  /**
   * A graph's versions, newest first.
   *
   * @param before only versions with a lower number
   * @param limit at most so many
   */
  List<SupergraphVersion> history(GraphId graph, long before, int limit);

  /**
   * Stores the next version of a graph, whole or not at all.
   *
   * @param release its number is one more than the version it was made from
   * @param subgraphs all that it is made of; those that its changes name are stored, unless they
   *     were before, and the others must have been
   * @return whether it was stored; false, with nothing changed, when the graph's latest version is
   *     not the one before
   */
  boolean append(SupergraphRelease release, List<SubgraphVersion> subgraphs);

  /** Who is told what may have moved on. */
  interface Watcher {

    /** There may be a new version of a graph. */
    void supergraphMoved(GraphId graph);

    /** A graph's keys or quotas may have changed. */
    void clientsMoved(GraphId graph);

    /** A graph's trusted documents may have changed. */
    void documentsMoved(GraphId graph);
  }

  /**
   * Tells a watcher of graphs that may have moved on, from now until the store is closed: within a
   * second for what other processes append, perhaps also for what this one does. It is called by a
   * thread of the store's own, which it holds up, and may read the store.
   */
  void watch(Watcher watcher);

  /**
   * Keeps what a gateway said of itself in place of what it said before. Of one graph, a thousand
   * are kept, and none that was not seen for a day. May be lost by the death of the process.
   */
  void keep(GraphId graph, SeenGateway gateway);

  /** Gateways seen since then, by id. */
  List<SeenGateway> gateways(GraphId graph, Instant since);

  /** Where the usage of graphs is kept; the same store, and closed with it. */
  UsageStore usage();

  /** Where the traffic of graphs is kept; likewise. */
  TrafficStore traffic();

  /** Where the alerts of graphs are kept; likewise. */
  AlertStore alerts();

  /** Where the clients of graphs are kept; likewise. */
  ClientStore clients();

  /** Where the trusted documents of graphs are kept; likewise. */
  DocumentStore documents();

  /** The same for many at once; likewise. */
  Catalogue catalogue();

  /**
   * Changes, newest first. Each is there with what it changed, or neither is.
   *
   * @param graph empty for those of all graphs and of none
   * @param before only entries with a lower id
   * @param limit at most so many
   */
  List<AuditEntry> audit(Optional<GraphId> graph, long before, int limit);

  /** What makes a variant a contract; empty when it is none. */
  Optional<ContractVariant> contract(GraphId graph);

  /** The contracts that show parts of a variant, by name. */
  List<ContractVariant> contractsOf(GraphId source);

  /**
   * Makes a variant a contract, or changes what it shows.
   *
   * @param actor for the audit log
   */
  void setContract(ContractVariant contract, Instant at, String actor);

  /**
   * Makes a variant one like others; what it serves stays.
   *
   * @param actor for the audit log
   * @return whether it was a contract
   */
  boolean removeContract(GraphId graph, Instant at, String actor);

  /** A graph's lint rules, as they were set last; empty when they never were. */
  Optional<String> lintRules(GraphId graph);

  /**
   * Sets a graph's lint rules.
   *
   * @param actor for the audit log
   */
  void setLintRules(GraphId graph, String rules, Instant at, String actor);

  /**
   * Stores a token whose id is not taken yet.
   *
   * @param actor for the audit log
   */
  void addToken(StoredToken token, String actor);

  /** The same of nobody's doing. */
  default void addToken(StoredToken token) {
    addToken(token, "");
  }

  /** The token of an id, revoked or not. */
  Optional<StoredToken> token(String id);

  /** All tokens, revoked ones too, oldest first. */
  List<StoredToken> tokens();

  /**
   * Revokes a token.
   *
   * @param actor for the audit log
   * @return whether there was such a token that had not been revoked before
   */
  boolean revokeToken(String id, Instant at, String actor);

  /** The same of nobody's doing. */
  default boolean revokeToken(String id, Instant at) {
    return revokeToken(id, at, "");
  }

  @Override
  void close();
}
