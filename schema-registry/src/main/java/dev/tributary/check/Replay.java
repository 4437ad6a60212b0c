package dev.tributary.check;

import java.util.List;

/** Runs recorded operations against a proposed supergraph as far as planning goes. */
public interface Replay {

  /**
   * @param before the SDL of the supergraph that they ran on
   * @param after the SDL of the proposed one
   * @param operations those that matter most come first: when time runs out, the rest is left out
   */
  ReplayReport between(String before, String after, List<RecordedOperation> operations);

  /** Looks at none. */
  static Replay none() {
    return (before, after, operations) -> ReplayReport.NONE;
  }
}
