package dev.tributary.plan;

import dev.tributary.supergraph.CacheHint.Scope;

/**
 * How long, and for whom, the answer to a fetch may be kept, as far as the schema says.
 *
 * @param maxAge in seconds; 0 when it must not be kept
 */
public record FetchPolicy(int maxAge, Scope scope) {

  /** Not at all. */
  public static final FetchPolicy NEVER = new FetchPolicy(0, Scope.PUBLIC);

  /** What holds for two answers that are given as one. */
  public FetchPolicy and(FetchPolicy other) {
    return new FetchPolicy(
        Math.min(maxAge, other.maxAge), scope == Scope.PRIVATE ? Scope.PRIVATE : other.scope);
  }

  @Override
  public String toString() {
    return maxAge + " " + scope;
  }
}
