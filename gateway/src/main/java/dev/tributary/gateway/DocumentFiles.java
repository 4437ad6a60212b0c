package dev.tributary.gateway;

import dev.tributary.openapi.DocumentBundle;
import dev.tributary.openapi.ImportSources;
import dev.tributary.openapi.SourceText;
import dev.tributary.openapi.UnreadableDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that a REST service is described by. */
final class DocumentFiles {

  private DocumentFiles() {}

  /**
   * Reads them; those that the document refers to become a part of it.
   *
   * @throws InputException when one cannot be read
   */
  static ImportSources sources(Path document, List<Path> overlays, @Nullable Path mapping) {
    ImportSources sources =
        ImportSources.of(bundled(document))
            .withOverlays(overlays.stream().map(DocumentFiles::text).toList());
    return mapping == null ? sources : sources.withMapping(text(mapping));
  }

  private static SourceText text(Path file) {
    return new SourceText(file.toString(), InputException.read(file));
  }

  private static SourceText bundled(Path document) {
    SourceText text = text(document);
    Path directory = document.toAbsolutePath().getParent();
    try {
      return directory == null ? text : DocumentBundle.of(text, path -> below(directory, path));
    } catch (UnreadableDocumentException e) {
      throw new InputException(String.valueOf(e.getMessage()));
    }
  }

  /** The text of a file that is in a directory, also after all links are followed. */
  private static @Nullable String below(Path directory, String path) {
    try {
      Path file = directory.resolve(path).toRealPath();
      return file.startsWith(directory.toRealPath()) && Files.isRegularFile(file)
          ? Files.readString(file)
          : null;
    } catch (IOException unreadable) {
      return null;
    }
  }
}
