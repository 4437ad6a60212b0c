package dev.tributary.registry;

/**
 * What one step in a graph's history did to one subgraph.
 *
 * @param versionId the version that serves since, or the one that was taken away
 */
public record SubgraphChange(Kind kind, String subgraph, String versionId) {

  public enum Kind {
    /** The subgraph is new. */
    ADDED,
    /** Another version took the place of the one before. */
    REPLACED,
    /** The subgraph is gone. */
    RETIRED
  }
}
