package dev.tributary.graph;

import java.util.BitSet;

/**
 * What moves cost: the calls they add, and the stages by which they make the plan longer. Calls to
 * the same subgraph for the same object are one.
 *
 * @param entered the subgraphs entered; never changed
 * @param elsewhere calls for other objects, such as those nested in a key
 */
public record Cost(BitSet entered, int elsewhere, int stages) {

  /** The price of one call, and of one stage. */
  public static final int UNIT = 1000;

  public static final Cost NONE = new Cost(new BitSet(0), 0, 0);

  /** Both, side by side. */
  public Cost and(Cost other) {
    if (other == NONE) {
      return this;
    }
    if (this == NONE) {
      return other;
    }
    BitSet union = (BitSet) entered.clone();
    union.or(other.entered);
    return new Cost(union, elsewhere + other.elsewhere, Math.max(stages, other.stages));
  }

  /** This first, then a call to {@code subgraph}. */
  Cost then(int subgraph) {
    BitSet union = (BitSet) entered.clone();
    union.set(subgraph);
    return new Cost(union, elsewhere, stages + 1);
  }

  /** As long as at least one stage after {@code earlier}. */
  Cost thenStage(Cost earlier) {
    return new Cost(entered, elsewhere, Math.max(stages, earlier.stages + 1));
  }

  /** This first, then {@code below} for objects further down. */
  Cost thenBelow(Cost below) {
    return below == NONE
        ? this
        : new Cost(
            entered,
            elsewhere + below.elsewhere + below.entered.cardinality(),
            stages + below.stages);
  }

  /** As one number. */
  public int total() {
    return UNIT * (entered.cardinality() + elsewhere + stages);
  }
}
