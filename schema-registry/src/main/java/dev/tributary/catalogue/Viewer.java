package dev.tributary.catalogue;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.StoredToken;
import dev.tributary.registry.TokenRole;
import dev.tributary.registry.TokenScope;

/** Who asks: what the token is not good for is as if it did not exist. */
record Viewer(StoredToken token) {

  boolean sees(GraphId graph) {
    return token.scope().covers(graph);
  }

  /**
   * @throws Refusal when the token's role does not reach
   */
  void require(TokenRole needed) {
    if (!token.role().allows(needed)) {
      throw new Refusal(
          "FORBIDDEN",
          "The token has the role %s; this takes %s."
              .formatted(token.role().label(), needed.label()));
    }
  }

  /**
   * @throws Refusal when the token is not for the whole registry
   */
  void requireEveryGraph() {
    if (!(token.scope() instanceof TokenScope.EveryGraph)) {
      throw new Refusal(
          "FORBIDDEN", "The token is for %s; this takes one for *.".formatted(token.scope()));
    }
  }
}
