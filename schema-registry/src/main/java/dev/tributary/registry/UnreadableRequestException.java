package dev.tributary.registry;

/** A request is not what the API asks for. {@link RegistryRoutes} answers with the problem. */
final class UnreadableRequestException extends Exception {

  private final transient Problem problem;

  UnreadableRequestException(Problem problem) {
    // No stack trace: this is a client's mistake, not ours.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
