package dev.tributary.supergraph;

import java.util.List;

/**
 * A text is not a supergraph that can be served. Carries every problem found, not only the first.
 */
public final class InvalidSupergraphException extends RuntimeException {

  private final transient List<String> problems;

  /**
   * @param problems one sentence each; at least one
   */
  public InvalidSupergraphException(List<String> problems) {
    super(
        problems.size() == 1
            ? "The supergraph is not valid: " + problems.getFirst()
            : "The supergraph has " + problems.size() + " problems; first: " + problems.getFirst());
    this.problems = List.copyOf(problems);
  }

  /** Each says where it is and what is wrong; at least one. */
  public List<String> problems() {
    return problems;
  }
}
