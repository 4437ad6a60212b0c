package dev.tributary.subgraph;

/**
 * A subgraph as its team hands it in.
 *
 * @param name unique within the graph
 * @param url where the gateway reaches it; may be empty for a subgraph of connectors only
 * @param sdl its schema document
 */
public record SubgraphSource(String name, String url, String sdl) {}
