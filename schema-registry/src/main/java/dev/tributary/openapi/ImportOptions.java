package dev.tributary.openapi;

import org.jspecify.annotations.Nullable;

/**
 * How a document is imported.
 *
 * @param source the name of the {@code @source}
 * @param baseUrl the service's address, instead of the document's first server
 * @param maxDepth how many objects within each other one selection names
 * @param maxFields how many fields one selection names
 */
public record ImportOptions(String source, @Nullable String baseUrl, int maxDepth, int maxFields) {

  /** The defaults. */
  public static final ImportOptions DEFAULTS = new ImportOptions("api", null, 6, 200);

  public ImportOptions {
    if (maxDepth < 1 || maxFields < 1) {
      throw new IllegalArgumentException("maxDepth and maxFields are 1 or more");
    }
  }
}
