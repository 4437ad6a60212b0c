package dev.tributary.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A client's key as the registry keeps it.
 *
 * @param createdBy the label of the token that it was made with
 * @param revokedAt empty while it is good
 */
public record StoredKey(
    ClientKey key, Instant createdAt, String createdBy, Optional<Instant> revokedAt) {}
