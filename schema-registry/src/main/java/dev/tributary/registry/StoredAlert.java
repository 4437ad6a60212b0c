package dev.tributary.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A rule and how it stands.
 *
 * @param secret deliveries are signed with it; never told again after the alert was made
 * @param changedAt when the state last changed, or a publish last failed
 * @param told what came of the last delivery; empty when there was none
 */
record StoredAlert(
    GraphId graph,
    AlertRule rule,
    String secret,
    State state,
    Optional<Instant> changedAt,
    String told) {

  enum State {
    FINE,
    FIRING
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "StoredAlert[%s, %s, %s]".formatted(graph, rule, state);
  }
}
