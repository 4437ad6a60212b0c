package dev.tributary.openapi;

/**
 * A subgraph made of a document.
 *
 * @param sdl its schema with connectors; the same document always gives the same text
 */
public record ImportedSubgraph(String sdl, ImportReport report) {}
