package dev.tributary.auth;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A secret that names a client, as it is kept: without the secret.
 *
 * @param id names the key, not the secret, in listings
 * @param hash from {@link ApiKeyHash}
 * @param client who holds it
 * @param scopes what it allows
 * @param expires from when on it is refused; null for never
 */
public record ApiKey(
    String id, String hash, String client, Set<String> scopes, @Nullable Instant expires) {

  public ApiKey {
    if (client.isBlank()) {
      throw new IllegalArgumentException("the key " + id + " names no client");
    }
    scopes = Set.copyOf(scopes);
  }
}
