package dev.tributary.registry;

import java.time.Instant;
import java.util.List;

/**
 * Where the trusted documents of graphs are kept. They move from one revision to the next, as
 * clients' keys do in {@link ClientStore}.
 *
 * <p>As with {@link RegistryStore}, all methods block and may be called by any thread.
 */
public interface DocumentStore {

  /** All that a graph has now. */
  DocumentSet documents(GraphId graph);

  /**
   * Adds documents, all or none.
   *
   * @param from the revision that they were looked up in
   * @param added none of whose ids is there
   * @param actor for the audit log
   * @return whether they were added; false, with nothing changed, when the documents have another
   *     revision by now
   */
  boolean add(GraphId graph, long from, List<TrustedDocument> added, Instant at, String actor);

  /**
   * Removes a document; the rest as with {@link #add}.
   *
   * @return false also when there is no such document
   */
  boolean remove(GraphId graph, long from, String id, Instant at, String actor);
}
