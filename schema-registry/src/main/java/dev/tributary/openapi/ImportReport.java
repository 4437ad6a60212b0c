package dev.tributary.openapi;

import java.util.List;

/**
 * What became of a document.
 *
 * @param operations how many the document has
 * @param imported how many of them are fields now
 * @param types how many types the subgraph defines, scalars and roots left out
 * @param findings everything that could not be mapped, ordered by place
 * @param renamings names that differ from the document's
 */
public record ImportReport(
    int operations, int imported, int types, List<Finding> findings, List<Renaming> renamings) {
  public ImportReport {
    findings = List.copyOf(findings);
    renamings = List.copyOf(renamings);
  }

  /** For people: a line of counts, then one for each finding. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(imported).append(" of ").append(operations).append(" operations, ");
    text.append(types).append(" types, ").append(findings.size()).append(" findings\n");
    for (Finding finding : findings) {
      text.append(finding.code()).append(' ').append(finding.pointer());
      text.append(": ").append(finding.message()).append('\n');
    }
    for (Renaming renaming : renamings) {
      text.append("RENAMED ").append(renaming.owner()).append(": ");
      text.append(renaming.wireName()).append(" is ").append(renaming.name()).append('\n');
    }
    return text.toString();
  }
}
