package dev.tributary.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A token as its registry tells of it: nothing secret is in it.
 *
 * @param id by which it is revoked
 * @param label whom it was issued to
 * @param revokedAt absent while it is good
 */
public record KnownToken(
    String id,
    String label,
    TokenRole role,
    TokenScope scope,
    Instant issuedAt,
    Optional<Instant> revokedAt) {

  static KnownToken read(JsonNode json) {
    return new KnownToken(
        json.path("id").asText(),
        json.path("label").asText(),
        TokenRole.parse(json.path("role").asText()).orElseThrow(),
        TokenScope.parse(json.path("scope").asText()).orElseThrow(),
        Instant.parse(json.path("issuedAt").asText()),
        Optional.of(json.path("revokedAt").asText())
            .filter(at -> !at.isEmpty())
            .map(Instant::parse));
  }
}
