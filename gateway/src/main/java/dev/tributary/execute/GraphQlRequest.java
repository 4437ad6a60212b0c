package dev.tributary.execute;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A GraphQL request (GraphQL over HTTP, section 5).
 *
 * @param document the operation's text
 * @param operationName null when absent or null
 * @param variables the raw JSON object; null when absent or null
 * @param readOnly mutations are refused: the transport is safe and idempotent (GET)
 */
public record GraphQlRequest(
    String document,
    @Nullable String operationName,
    @Nullable Buffer variables,
    boolean readOnly) {}
