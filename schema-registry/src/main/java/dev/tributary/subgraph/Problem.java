package dev.tributary.subgraph;

import java.util.List;

/**
 * Something that is wrong, or worth knowing, about one or several subgraphs.
 *
 * @param code stable; the public Federation error or hint reference's where it has one
 * @param message what is wrong and what would mend it
 * @param coordinate the schema coordinate it is about; empty when about a whole document
 * @param places where it stands
 */
public record Problem(
    Severity severity, String code, String message, String coordinate, List<Place> places) {

  public Problem {
    places = List.copyOf(places);
  }

  /** Errors keep subgraphs from composing; the others do not. */
  public enum Severity {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }
}
