package dev.tributary.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A client's key as its registry tells of it: nothing secret is in it.
 *
 * @param id by which it is revoked
 * @param createdBy the label of the token that it was made with
 * @param revokedAt absent while it is good
 */
public record KnownKey(
    String id,
    String client,
    List<String> scopes,
    Optional<Instant> expires,
    Instant createdAt,
    String createdBy,
    Optional<Instant> revokedAt) {

  public KnownKey {
    scopes = List.copyOf(scopes);
  }

  /** Keys as one JSON list, each as the API has it. */
  public static String json(List<KnownKey> keys) {
    return RegistryJson.array(keys, ClientJson::known).toPrettyString();
  }
}
