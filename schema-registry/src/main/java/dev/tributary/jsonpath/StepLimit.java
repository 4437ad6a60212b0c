package dev.tributary.jsonpath;

/** How many nodes may still be looked at, by one query or by several together; of one thread. */
public final class StepLimit {

  private long left;

  /**
   * @param most of all queries that are given it
   */
  public StepLimit(long most) {
    left = most;
  }

  void take(long steps) throws JsonPathException {
    left -= steps;
    if (left < 0) {
      throw new JsonPathException("it looks at too many nodes");
    }
  }
}
