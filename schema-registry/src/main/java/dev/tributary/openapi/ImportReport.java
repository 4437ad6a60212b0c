package dev.tributary.openapi;

import java.util.List;

/**
 * What an import made, and what it could not map.
 *
 * @param imported how many operations have become fields
 * @param skipped operations that have not
 * @param warnings what was mapped to less than the document says
 */
public record ImportReport(int imported, List<Note> skipped, List<Note> warnings) {

  public ImportReport {
    skipped = List.copyOf(skipped);
    warnings = List.copyOf(warnings);
  }

  /**
   * A remark.
   *
   * @param where an operation such as {@code GET /pets}, or the place of a schema
   * @param reason what was not mapped and why
   */
  public record Note(String where, String reason) {}
}
