package dev.tributary.execute;

import dev.tributary.policy.Policies;

/**
 * What is done about parts of an operation that its caller may not see.
 *
 * @param telling where a caller is told of what was cut, in mode {@link Mode#FILTER}
 * @param policies decides what {@code @policy} names
 */
public record Authorization(Mode mode, Telling telling, Policies policies) {

  public static final Authorization DEFAULT =
      new Authorization(Mode.FILTER, Telling.ERRORS, Policies.NONE);

  public enum Mode {
    /** They are not fetched, and null in the answer. */
    FILTER,
    /** The operation is refused. */
    REJECT
  }

  public enum Telling {
    /** Among the answer's errors. */
    ERRORS,
    /** In the answer's extensions, as {@code authorizationErrors}. */
    EXTENSIONS,
    /** Nowhere: null is all that the caller sees. */
    NOWHERE
  }
}
