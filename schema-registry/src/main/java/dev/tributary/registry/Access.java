package dev.tributary.registry;

import dev.tributary.registry.Problem.Codes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a request may do what it asks for. */
sealed interface Access {

  record Granted(StoredToken token) implements Access {}

  /**
   * @param challenge what the header {@code WWW-Authenticate} says (RFC 6750)
   */
  record Denied(Problem problem, String challenge) implements Access {
    Reply reply() {
      return Reply.problem(problem).with("www-authenticate", challenge);
    }
  }

  String REALM = "Bearer realm=\"tributary registry\"";

  /**
   * Looks at a request's token. Blocks on the store.
   *
   * @param graph empty for what is not about one graph: that takes a token for all
   */
  static Access of(
      @Nullable String authorization, Tokens tokens, TokenRole needed, Optional<GraphId> graph) {
    return switch (known(authorization, tokens)) {
      case Denied denied -> denied;
      case Granted(StoredToken token) -> allowed(token, needed, graph);
    };
  }

  /** Any token of this registry will do. Blocks on the store. */
  static Access known(@Nullable String authorization, Tokens tokens) {
    Optional<String> presented = bearer(authorization);
    if (presented.isEmpty()) {
      return new Denied(
          new Problem(
              401,
              Codes.UNAUTHENTICATED,
              "Send a token of this registry: Authorization: Bearer tributary_..."),
          REALM);
    }
    Optional<StoredToken> token = tokens.authenticate(presented.get());
    if (token.isEmpty()) {
      return new Denied(
          new Problem(
              401, Codes.UNAUTHENTICATED, "The token is none of this registry's, or was revoked."),
          REALM + ", error=\"invalid_token\"");
    }
    return new Granted(token.get());
  }

  private static Access allowed(StoredToken token, TokenRole needed, Optional<GraphId> graph) {
    TokenScope scope = token.scope();
    boolean covered = graph.map(scope::covers).orElse(scope instanceof TokenScope.EveryGraph);
    if (!covered) {
      return forbidden(
          "The token is for %s, not for %s."
              .formatted(scope, graph.map(GraphId::toString).orElse("all graphs")));
    }
    if (!token.role().allows(needed)) {
      return forbidden(
          "The token has the role %s; this takes %s."
              .formatted(token.role().label(), needed.label()));
    }
    return new Granted(token);
  }

  private static Denied forbidden(String detail) {
    return new Denied(
        new Problem(403, Codes.FORBIDDEN, detail), REALM + ", error=\"insufficient_scope\"");
  }

  private static Optional<String> bearer(@Nullable String authorization) {
    String scheme = "Bearer ";
    return authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
        ? Optional.of(authorization.substring(scheme.length()).strip())
        : Optional.empty();
  }
}
