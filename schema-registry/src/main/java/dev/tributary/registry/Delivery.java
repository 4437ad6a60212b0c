package dev.tributary.registry;

/** What a registry says to the question for a graph's latest supergraph. */
public sealed interface Delivery {

  /**
   * One that the asker does not have.
   *
   * @param sdl the supergraph
   * @param contentHash SHA-256 of the SDL in hexadecimal digits, to be shown when asking again
   * @param version its number in the graph's history
   */
  record Supergraph(String sdl, String contentHash, long version) implements Delivery {}

  /** The one that the asker has is the latest. */
  record NotModified() implements Delivery {}

  /** Nothing was published to the graph yet. */
  record NothingPublished() implements Delivery {}
}
