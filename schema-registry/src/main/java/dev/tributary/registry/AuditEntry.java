package dev.tributary.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * One change of what the registry keeps.
 *
 * @param id grows with each entry
 * @param actor the label of the token that it was done with
 * @param graph empty for what is about no one graph
 * @param detail one line about it, without secrets
 */
public record AuditEntry(
    long id, Instant at, String actor, Action action, Optional<GraphId> graph, String detail) {

  /** Stable: programs may act on the names. */
  public enum Action {
    /** Subgraphs were published, replaced or retired, or an earlier version was published again. */
    SUPERGRAPH_PUBLISHED,
    TOKEN_ISSUED,
    TOKEN_REVOKED,
    LINT_RULES_CHANGED,
    CONTRACT_SET,
    CONTRACT_REMOVED,
    CLIENT_KEY_CREATED,
    CLIENT_KEY_REVOKED,
    QUOTAS_SET,
    DOCUMENTS_ADDED,
    DOCUMENT_REMOVED,
    ALERT_SET,
    ALERT_REMOVED
  }
}
