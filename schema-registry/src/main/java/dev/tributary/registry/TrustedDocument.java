package dev.tributary.registry;

import java.time.Instant;

/**
 * An operation that clients may name in place of sending it.
 *
 * @param id what they send: of the client's own choice, or the SHA-256 of the text
 * @param addedBy the label of the token that it was added with
 */
public record TrustedDocument(String id, String text, Instant addedAt, String addedBy) {}
