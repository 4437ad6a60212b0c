package dev.tributary.registry;

import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.openapi.UnreadableDocumentException;
import dev.tributary.subgraph.SubgraphSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schemas of subgraphs, those of OpenAPI documents made once and remembered for a while. */
final class ImportedSchemas {

  /** Those of the documents that were used last. */
  private static final int MOST_REMEMBERED = 32;

  private final Map<String, String> byHash =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** What to compose: SDL as it is, an OpenAPI document as the schema that it becomes. */
  SubgraphSource schema(SubgraphSource kept) {
    Optional<RestDocument> document = RestDocument.of(kept.sdl());
    if (document.isEmpty()) {
      return kept;
    }
    try {
      return new SubgraphSource(kept.name(), kept.url(), sdl(kept.sdl(), document.get()));
    } catch (UnreadableDocumentException e) {
      // It was importable when it was published; what composition says of it is error enough.
      return kept;
    }
  }

  /** Why a document is no subgraph; nothing when it is one. */
  List<String> problems(String kept) {
    Optional<RestDocument> document = RestDocument.of(kept);
    if (document.isPresent()) {
      try {
        sdl(kept, document.get());
      } catch (UnreadableDocumentException e) {
        return e.problems();
      }
    }
    return List.of();
  }

  private String sdl(String kept, RestDocument document) throws UnreadableDocumentException {
    String hash = ContentHash.ofDocument(kept);
    synchronized (byHash) {
      String known = byHash.get(hash);
      if (known != null) {
        return known;
      }
    }
    String sdl = OpenApiImport.read(document.sources(), ImportOptions.DEFAULTS).sdl();
    synchronized (byHash) {
      byHash.put(hash, sdl);
    }
    return sdl;
  }
}
