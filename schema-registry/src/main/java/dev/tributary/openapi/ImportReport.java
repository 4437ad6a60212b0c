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
 * @param proposals entities and relations that the document looks like having, as a mapping has
 *     them; may be empty
 */
public record ImportReport(
    int operations,
    int imported,
    int types,
    List<Finding> findings,
    List<Renaming> renamings,
    String proposals) {
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
    if (!proposals.isEmpty()) {
      text.append("PROPOSED for the mapping, or all with --apply-proposals:\n").append(proposals);
    }
    return text.toString();
  }
}
