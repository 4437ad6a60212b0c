package dev.tributary.openapi;

import org.jspecify.annotations.Nullable;

/**
 * How a document is imported.
 *
 * @param source the name of the {@code @source}
 * @param baseUrl the service's address, instead of the document's first server
 * @param typePrefix before the names of all types
 * @param plain whether each connector has a selection of all fields, as other gateways need it;
 *     otherwise values are mapped by their types
 * @param maxDepth when plain, how many objects within each other one selection names
 * @param maxFields when plain, how many fields one selection names
 */
public record ImportOptions(
    String source,
    @Nullable String baseUrl,
    @Nullable String typePrefix,
    boolean plain,
    int maxDepth,
    int maxFields) {

  /** The defaults. */
  public static final ImportOptions DEFAULTS = new ImportOptions("api", null, false, 6, 200);

  public ImportOptions {
    if (maxDepth < 1 || maxFields < 1) {
      throw new IllegalArgumentException("maxDepth and maxFields are 1 or more");
    }
  }

  /** Without a prefix. */
  public ImportOptions(
      String source, @Nullable String baseUrl, boolean plain, int maxDepth, int maxFields) {
    this(source, baseUrl, null, plain, maxDepth, maxFields);
  }

  /** The same with that before the names of all types. */
  public ImportOptions withTypePrefix(String prefix) {
    return new ImportOptions(source, baseUrl, prefix, plain, maxDepth, maxFields);
  }
}
