package dev.tributary.access;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import dev.tributary.operation.SelectionSet.Sight;
import java.util.ArrayList;
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

  /** The operation without what is withheld. */
  public Operation shown() {
    return cuts.isEmpty()
        ? operation
        : new Operation(
            operation.kind(),
            operation.name(),
            operation.rootType(),
            operation.variables(),
            shown(operation.selections()),
            operation.directives(),
            operation.fingerprint());
  }

  private static SelectionSet shown(SelectionSet set) {
    List<Selection> shown = new ArrayList<>();
    for (Selection selection : set.selections()) {
      switch (selection) {
        case Fragment(String type, Condition condition, SelectionSet inside) ->
            shown.add(new Fragment(type, condition, shown(inside)));
        case Field field when field.sight() == Sight.OPEN -> {
          SelectionSet below = field.selections();
          shown.add(field.with(below == null ? null : shown(below), Sight.OPEN));
        }
        case Field _ -> {}
      }
    }
    return new SelectionSet(shown);
  }
}
