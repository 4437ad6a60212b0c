package dev.tributary.registry;

import java.util.Optional;

/**
 * A subgraph as its publisher hands it in.
 *
 * @param url where gateways reach it; absent to keep the URL that the subgraph has in the graph
 * @param sdl its schema document, or an {@linkplain RestDocument OpenAPI document} as it is kept
 */
public record ProposedSubgraph(String name, Optional<String> url, String sdl) {

  /** A REST service by its OpenAPI document. */
  public static ProposedSubgraph of(String name, Optional<String> url, RestDocument document) {
    return new ProposedSubgraph(name, url, document.text());
  }

  public ProposedSubgraph(String name, String url, String sdl) {
    this(name, Optional.of(url), sdl);
  }
}
