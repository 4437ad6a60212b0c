package dev.tributary.registry;

import java.time.Instant;
import java.util.List;

/**
 * One step in a graph's history: when and by whom which subgraphs were changed. The document that
 * it led to is in {@link SupergraphRelease}.
 *
 * @param number counts from 1, without gaps, within the graph
 * @param contentHash SHA-256 of the supergraph's SDL in hexadecimal digits. Two versions may share
 *     it: a comment changed in a subgraph is a new version of the same supergraph.
 * @param publishedBy the label of the token that brought it
 * @param message what its publisher said about it; may be empty
 */
public record SupergraphVersion(
    GraphId graph,
    long number,
    String contentHash,
    Instant publishedAt,
    String publishedBy,
    String message,
    List<SubgraphChange> changes) {
  public SupergraphVersion {
    changes = List.copyOf(changes);
  }
}
