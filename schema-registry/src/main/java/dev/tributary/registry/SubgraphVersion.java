package dev.tributary.registry;

import dev.tributary.subgraph.SubgraphSource;
import java.time.Instant;

/**
 * One version of a subgraph. It never changes, and its id is the hash of its content: who published
 * the same name, URL and SDL before gets the same version again.
 *
 * @param id SHA-256 over name, URL and SDL, in hexadecimal digits
 * @param source what was published
 * @param publishedAt when this content first came to the graph
 * @param publishedBy the label of the token that brought it
 * @param message what its publisher said about it; may be empty
 */
public record SubgraphVersion(
    String id, SubgraphSource source, Instant publishedAt, String publishedBy, String message) {

  static SubgraphVersion of(SubgraphSource source, Instant at, String by, String message) {
    String id = ContentHash.ofParts(source.name(), source.url(), source.sdl());
    return new SubgraphVersion(id, source, at, by, message);
  }

  public String name() {
    return source.name();
  }
}
