package dev.tributary.registry;

/** How it stands with following a registry. */
public sealed interface FollowerStatus {

  /** It has not answered yet. */
  record Connecting() implements FollowerStatus {}

  /** It answers; nothing was published to the graph yet. */
  record NothingPublished() implements FollowerStatus {}

  /**
   * It answers, and what it has was handed on.
   *
   * @param contentHash SHA-256 of the supergraph, in hexadecimal digits
   */
  record Following(String contentHash) implements FollowerStatus {}

  /**
   * It cannot be reached or refuses. What was handed on before is still the latest that is known.
   *
   * @param attempts how often in a row
   */
  record Failing(String reason, int attempts) implements FollowerStatus {}
}
