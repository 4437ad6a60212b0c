package dev.tributary.compose;

/**
 * A place in a subgraph's document.
 *
 * @param line from 1
 * @param column from 1
 */
public record SourceLocation(String subgraph, int line, int column) {}
