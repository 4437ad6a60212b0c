package dev.tributary.connect;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange is judged, and what a failed one says: {@code isSuccess}, {@code errors.message},
 * {@code errors.extensions}; each null when not written.
 */
public record Outcome(
    @Nullable Mapping isSuccess, @Nullable Mapping message, @Nullable Mapping extensions) {

  static final Outcome DEFAULT = new Outcome(null, null, null);
}
