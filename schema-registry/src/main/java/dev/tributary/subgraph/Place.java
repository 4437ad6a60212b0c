package dev.tributary.subgraph;

/**
 * A place in a subgraph's document.
 *
 * @param line from 1
 * @param column from 1
 */
public record Place(String subgraph, int line, int column) {}
