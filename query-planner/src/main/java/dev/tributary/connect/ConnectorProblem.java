package dev.tributary.connect;

/**
 * Something wrong with the connectors of one service's schema.
 *
 * @param coordinate such as {@code inventory:Product.stock[0]}, or {@code inventory} alone
 * @param message what is wrong and what would mend it
 * @param line in the schema document, from 1; inside a mapping when it is about a mapping
 * @param column from 1
 */
public record ConnectorProblem(
    ConnectorCode code, String coordinate, String message, int line, int column) {}
