package dev.tributary.registry;

/**
 * How much one graph and one publish may hold.
 *
 * @param maxSdlBytes of one subgraph's SDL, in UTF-8
 * @param maxSubgraphs in one graph
 * @param maxUrlLength in characters
 * @param maxMessageLength in characters
 */
public record RegistryLimits(
    int maxSdlBytes, int maxSubgraphs, int maxUrlLength, int maxMessageLength) {

  /** 4 MiB of SDL is some 20 times the largest subgraphs that are met with. */
  public static final RegistryLimits DEFAULT = new RegistryLimits(4 << 20, 1_000, 2_048, 2_000);
}
