package dev.tributary.quota;

/**
 * How a client stands with one limit.
 *
 * @param remaining units that could be spent at once now
 * @param resetMillis until all of the burst is there again
 */
public record LimitStatus(Limit limit, long remaining, long resetMillis) {}
