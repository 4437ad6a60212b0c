package dev.tributary.execute;

import java.util.List;

/** What of a request, besides its operation, reaches a service and may have a say in its answer. */
public sealed interface Personal {

  /** Nothing, whoever sends the request. */
  record Nothing() implements Personal {}

  /**
   * These values: requests with equal ones would have the same answer.
   *
   * @param values names and values, in the order sent
   */
  record Values(List<String> values) implements Personal {
    public Values {
      values = List.copyOf(values);
    }
  }

  /** It cannot be told, or the answer brings more than its body: it is for this request alone. */
  record Untold() implements Personal {}

  /** The only one of its kind. */
  Personal NOTHING = new Nothing();

  /** The only one of its kind. */
  Personal UNTOLD = new Untold();
}
