package dev.tributary.execute;

import dev.tributary.policy.Policies;

/**
 * What is done about parts of an operation that its caller may not see.
 *
 * @param telling where a caller is told of what was cut, in mode {@link Mode#FILTER}
 * @param introspection what the schema tells of itself
 * @param policies decides what {@code @policy} names
 */
public record Authorization(
    Mode mode, Telling telling, Introspected introspection, Policies policies) {

  public static final Authorization DEFAULT =
      new Authorization(Mode.FILTER, Telling.ERRORS, Introspected.ALL, Policies.NONE);

  /** Authorization under which introspection tells all. */
  public Authorization(Mode mode, Telling telling, Policies policies) {
    this(mode, telling, Introspected.ALL, policies);
  }

  public enum Mode {
    /** They are not fetched, and null in the answer. */
    FILTER,
    /** The operation is refused. */
    REJECT
  }

  public enum Introspected {
    /** All that there is. */
    ALL,
    /** What the caller may see. */
    VISIBLE
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
