package dev.tributary.gateway;

import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.SourceText;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that a REST service is described by. */
final class DocumentFiles {

  private DocumentFiles() {}

  /**
   * Reads them.
   *
   * @throws InputException when one cannot be read
   */
  static ImportSources sources(Path document, List<Path> overlays, @Nullable Path mapping) {
    ImportSources sources =
        ImportSources.of(text(document))
            .withOverlays(overlays.stream().map(DocumentFiles::text).toList());
    return mapping == null ? sources : sources.withMapping(text(mapping));
  }

  private static SourceText text(Path file) {
    return new SourceText(file.toString(), InputException.read(file));
  }
}
