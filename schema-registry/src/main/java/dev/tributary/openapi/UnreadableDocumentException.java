package dev.tributary.openapi;

import java.util.List;

/**
 * Thrown when text is not an OpenAPI document, or what goes with it does not fit; the message says
 * why.
 */
public final class UnreadableDocumentException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  UnreadableDocumentException(String message) {
    this(List.of(message));
  }

  UnreadableDocumentException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The document itself under a name. */
  UnreadableDocumentException of(String document) {
    return new UnreadableDocumentException(
        problems.stream().map(problem -> document + ": " + problem).toList());
  }

  /** What is wrong, each with the file and, where it is known, the line. */
  public List<String> problems() {
    return problems;
  }
}
