package dev.tributary.supergraph;

/** Leaves the descent of {@link SdlParser}, which turns it into a value again. */
final class SdlSyntaxException extends RuntimeException {

  final int at;
  final String problem;

  /**
   * @param at where, as an offset into the text
   */
  SdlSyntaxException(int at, String problem) {
    super(problem, null, false, false);
    this.at = at;
    this.problem = problem;
  }
}
