package dev.tributary.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the clients of graphs are kept: their API keys and their quotas. A graph's settings move
 * from one revision to the next, for one of those who saw the same revision, so that no change is
 * lost, whichever process it came from.
 *
 * <p>As with {@link RegistryStore}, all methods block and may be called by any thread.
 */
public interface ClientStore {

  /** What a graph's gateways are told now. */
  ClientSettings settings(GraphId graph);

  /** All keys of a graph that are good, newest first, and then of the others so many. */
  List<StoredKey> keys(GraphId graph, int revoked);

  /** The key with a hash, revoked or not. */
  Optional<StoredKey> key(GraphId graph, String hash);

  /** How many keys of a graph are not revoked. */
  int count(GraphId graph);

  /** One step of a graph's settings. */
  sealed interface Change {

    /** A key is added. */
    record KeyCreated(StoredKey key) implements Change {}

    /** A key is added whose client gets a tier with it. */
    record KeyCreatedInTier(StoredKey key, QuotaSettings quotas) implements Change {}

    /** A key that is good is revoked. */
    record KeyRevoked(ClientKey key) implements Change {}

    /**
     * The quotas are set.
     *
     * @param summary for the audit log
     */
    record QuotasSet(QuotaSettings quotas, String summary) implements Change {}
  }

  /**
   * Stores a change, whole or not at all.
   *
   * @param from the revision that it was made from
   * @param actor for the audit log
   * @return whether it was stored; false, with nothing changed, when the settings have another
   *     revision by now
   */
  boolean append(GraphId graph, long from, Change change, Instant at, String actor);
}
