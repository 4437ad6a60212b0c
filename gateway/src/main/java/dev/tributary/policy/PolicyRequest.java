package dev.tributary.policy;

import dev.tributary.auth.Caller;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy may look at.
 *
 * @param headers the client's request headers. They may hold credentials: not for logs
 * @param operationName null when the operation has none
 * @param variables the operation's coerced variables: what JSON can hold, by name
 */
public record PolicyRequest(
    Caller caller,
    MultiMap headers,
    @Nullable String operationName,
    Map<String, @Nullable Object> variables) {}
