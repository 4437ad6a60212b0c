package dev.tributary.compose;

import java.util.List;

/**
 * Something worth knowing that does not keep subgraphs from composing.
 *
 * @param code the public Federation hint reference's where it has one
 */
public record Hint(
    String code, Level level, String message, String coordinate, List<SourceLocation> nodes) {
  public Hint {
    nodes = List.copyOf(nodes);
  }

  public enum Level {
    WARN,
    INFO,
    DEBUG
  }
}
