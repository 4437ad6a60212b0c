package dev.tributary.access;

import dev.tributary.operation.Operation;
import java.util.List;

/**
 * An operation as one sort of caller may have it.
 *
 * @param operation with what is not to be seen marked as withheld
 * @param cuts every place that was cut, in the operation's order, each path once
 * @param isEmpty whether nothing at all is left
 */
public record FilteredOperation(Operation operation, List<Cut> cuts, boolean isEmpty) {
  public FilteredOperation {
    cuts = List.copyOf(cuts);
  }
}
