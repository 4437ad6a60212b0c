package dev.tributary.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A token as it is stored: its secret part cannot be had from this.
 *
 * @param id the token's public part, by which it is found
 * @param secretHash SHA-256 of the secret part, in hexadecimal digits
 * @param label whom it was issued to; stands in the history beside what it published
 * @param revokedAt absent while the token is good
 */
public record StoredToken(
    String id,
    String secretHash,
    String label,
    TokenRole role,
    TokenScope scope,
    Instant issuedAt,
    Optional<Instant> revokedAt) {}
