package dev.tributary.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which claims name the client, and which say what it may do.
 *
 * @param prefix put before the client's name
 */
record CallerNaming(List<ClaimPath> scopes, List<ClaimPath> client, String prefix) {

  /** Null when the token names nobody. */
  @Nullable Caller caller(TokenClaims claims) {
    String name = ClaimPath.firstText(client, claims.values());
    return name == null
        ? null
        : new Caller(prefix + name, ClaimPath.firstWords(scopes, claims.values()), claims.values());
  }
}
