package dev.tributary.cost;

import dev.tributary.cost.Arguments.Argument;
import dev.tributary.cost.Arguments.Slice;
import dev.tributary.operation.Condition;
import java.util.List;

/** A part of a cost formula. Parts refer to others by number; see {@link Terms}. */
sealed interface Term {

  record Constant(long value) implements Term {}

  record Sum(List<Integer> parts) implements Term {}

  record Product(int left, int right) implements Term {}

  record Maximum(List<Integer> parts) implements Term {}

  /** Nothing unless the condition holds. */
  record When(Condition condition, int term) implements Term {}

  /**
   * A list's size by the variables of the request.
   *
   * @param otherwise the size when no slice says any
   */
  record Size(List<Slice> slices, long otherwise) implements Term {}

  /** What an argument costs by the variables of the request. */
  record ArgumentPrice(Argument argument) implements Term {}
}
