package dev.tributary.openapi;

import java.util.Optional;

/**
 * What a subgraph is made of. The same sources always give the same subgraph.
 *
 * @param document OpenAPI, in JSON or YAML
 * @param mapping what the subgraph's owner wants otherwise than the document has it, in YAML
 */
public record ImportSources(SourceText document, Optional<SourceText> mapping) {

  /** A document as it is. */
  public static ImportSources of(SourceText document) {
    return new ImportSources(document, Optional.empty());
  }

  public ImportSources withMapping(SourceText text) {
    return new ImportSources(document, Optional.of(text));
  }
}
