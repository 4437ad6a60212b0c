package dev.tributary.cache;

/**
 * An answer that was found, and still holds.
 *
 * @param use what it may be used for; never {@link CachedAnswer.Use#NONE}
 */
public record Found(CachedAnswer answer, CachedAnswer.Use use) {}
