package dev.tributary.cache;

import org.jspecify.annotations.Nullable;

/**
 * Which invalidations are known when a fetch begins.
 *
 * @param local the last one of this process
 * @param epoch which log of Redis the other number is of; null when there was none
 * @param shared the last one in Redis that is known here
 */
public record Mark(long local, @Nullable String epoch, long shared) {}
