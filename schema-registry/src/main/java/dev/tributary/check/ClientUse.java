package dev.tributary.check;

/**
 * How often a client ran an operation.
 *
 * @param client empty when it did not say
 * @param version empty likewise
 */
public record ClientUse(String client, String version, long executions) {}
