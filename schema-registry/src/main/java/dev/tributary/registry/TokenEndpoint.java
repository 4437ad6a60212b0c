package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.registry.Problem.Codes;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens over HTTP: issue, list, revoke. Blocks. */
final class TokenEndpoint {

  private final Tokens tokens;

  TokenEndpoint(Tokens tokens) {
    this.tokens = tokens;
  }

  Reply list() {
    return Reply.json(
        200,
        RegistryJson.object()
            .set("tokens", RegistryJson.array(tokens.list(), TokenEndpoint::json)));
  }

  /** The one answer that holds a token's secret. */
  Reply issue(@Nullable String contentType, Buffer body, String actor)
      throws UnreadableRequestException {
    JsonNode json = ChangeSetReader.jsonObject(contentType, body);
    ChangeSetReader.members(json, Set.of("label", "role", "scope"), "The body");
    String label = ChangeSetReader.required(json, "label", "The body");
    if (!Tokens.isLabel(label)) {
      throw invalid("'label' must have 1 to 100 characters that can be printed.");
    }
    TokenRole role =
        TokenRole.parse(ChangeSetReader.required(json, "role", "The body"))
            .orElseThrow(() -> invalid("'role' must be read, publish or admin."));
    TokenScope scope =
        TokenScope.parse(ChangeSetReader.required(json, "scope", "The body"))
            .orElseThrow(
                () -> invalid("'scope' must be a graph, such as shop or shop@prod, or * for all."));
    IssuedToken issued = tokens.issue(label, role, scope, actor);
    return Reply.json(201, json(issued.token()).put("token", issued.secret()))
        .with("cache-control", "no-store");
  }

  Reply revoke(String id, String actor) {
    return tokens.revoke(id, actor)
        ? Reply.noContent()
        : Reply.problem(
            new Problem(404, Codes.UNKNOWN_TOKEN, "There is no such token that is still good."));
  }

  private static ObjectNode json(StoredToken token) {
    ObjectNode json =
        RegistryJson.object()
            .put("id", token.id())
            .put("label", token.label())
            .put("role", token.role().label())
            .put("scope", token.scope().toString())
            .put("issuedAt", token.issuedAt().toString());
    token.revokedAt().ifPresent(at -> json.put("revokedAt", at.toString()));
    return json;
  }

  private static UnreadableRequestException invalid(String detail) {
    return new UnreadableRequestException(new Problem(400, Codes.INVALID_BODY, detail));
  }
}
