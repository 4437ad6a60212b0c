package dev.tributary.execute;

import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.supergraph.Value;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds the outermost fields of a selection that a variable goes into, themselves or below. */
final class FilledFields {
  private FilledFields() {}

  /** Their data keys. */
  static Set<String> of(SelectionSet selections, String variable) {
    Set<String> keys = new LinkedHashSet<>();
    for (SelectionSet.Selection selection : selections.selections()) {
      switch (selection) {
        case Fragment fragment -> keys.addAll(of(fragment.selections(), variable));
        case Field field -> {
          SelectionSet below = field.selections();
          boolean filled = field.arguments().containsValue(new Value.Variable(variable));
          if (filled || (below != null && !of(below, variable).isEmpty())) {
            keys.add(field.responseKey());
          }
        }
      }
    }
    return keys;
  }
}
