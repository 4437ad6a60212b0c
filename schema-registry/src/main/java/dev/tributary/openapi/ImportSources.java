package dev.tributary.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a subgraph is made of. The same sources always give the same subgraph.
 *
 * @param document OpenAPI, in JSON or YAML
 * @param overlays OpenAPI Overlays, in JSON or YAML, which change the document one after the other
 * @param mapping what the subgraph's owner wants otherwise than the document has it, in YAML
 */
public record ImportSources(
    SourceText document, List<SourceText> overlays, Optional<SourceText> mapping) {

  public ImportSources {
    overlays = List.copyOf(overlays);
  }

  /** A document as it is. */
  public static ImportSources of(SourceText document) {
    return new ImportSources(document, List.of(), Optional.empty());
  }

  public ImportSources withMapping(SourceText text) {
    return new ImportSources(document, overlays, Optional.of(text));
  }

  /** With overlays after those that there are. */
  public ImportSources withOverlays(List<SourceText> texts) {
    List<SourceText> all = new ArrayList<>(overlays);
    all.addAll(texts);
    return new ImportSources(document, all, mapping);
  }
}
