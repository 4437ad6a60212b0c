package dev.tributary.plan;

import dev.tributary.graph.Cost;

/**
 * What is expected to be added to a plan.
 *
 * @param calls further calls
 * @param stages how many of them follow one another
 */
record Foreseen(int calls, int stages) {

  static final Foreseen NOTHING = new Foreseen(0, 0);

  /** It cannot be had at all. */
  static final Foreseen IMPOSSIBLE = new Foreseen(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** One call beside others. */
  static final Foreseen CALL = new Foreseen(1, 0);

  static Foreseen of(Cost cost) {
    return new Foreseen(cost.entered().cardinality() + cost.elsewhere(), cost.stages());
  }

  boolean isPossible() {
    return this != IMPOSSIBLE;
  }

  /** Both, side by side. */
  Foreseen and(Foreseen other) {
    if (this == NOTHING || other == IMPOSSIBLE) {
      return other;
    }
    if (other == NOTHING || this == IMPOSSIBLE) {
      return this;
    }
    return new Foreseen(calls + other.calls, Math.max(stages, other.stages));
  }

  /** This first, then the other. */
  Foreseen then(Foreseen other) {
    if (this == NOTHING || other == IMPOSSIBLE) {
      return other;
    }
    if (other == NOTHING || this == IMPOSSIBLE) {
      return this;
    }
    return new Foreseen(calls + other.calls, stages + other.stages);
  }

  /** One of the two, not known which. */
  Foreseen or(Foreseen other) {
    return this == IMPOSSIBLE || other == IMPOSSIBLE
        ? IMPOSSIBLE
        : new Foreseen(Math.max(calls, other.calls), Math.max(stages, other.stages));
  }

  /** As one number. */
  int total() {
    return this == IMPOSSIBLE ? Integer.MAX_VALUE : Cost.UNIT * (calls + stages);
  }
}
