package dev.tributary.registry;

import java.time.Instant;

/**
 * A gateway that follows a graph, as the registry saw it last.
 *
 * @param serving what it said it serves
 * @param seenAt when it asked last; one that runs asks every half minute at least
 */
public record SeenGateway(ServingGateway serving, Instant seenAt) {}
