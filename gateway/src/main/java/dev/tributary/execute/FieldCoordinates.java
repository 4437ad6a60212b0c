package dev.tributary.execute;

import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** The fields that an operation selects, as {@code Type.field}. */
final class FieldCoordinates {

  private FieldCoordinates() {}

  /** Each once, however often it is selected; {@code __typename} left out. */
  static Set<String> of(Operation operation) {
    Set<String> coordinates = new LinkedHashSet<>();
    add(operation.selections(), operation.rootType(), coordinates);
    return coordinates;
  }

  private static void add(SelectionSet selections, String type, Set<String> to) {
    for (SelectionSet.Selection selection : selections.selections()) {
      switch (selection) {
        case SelectionSet.Fragment fragment ->
            add(fragment.selections(), fragment.typeCondition(), to);
        case SelectionSet.Field field -> {
          if (!field.name().startsWith("__")) {
            to.add(type + "." + field.name());
            SelectionSet below = field.selections();
            if (below != null) {
              add(below, field.type().namedType(), to);
            }
          }
        }
      }
    }
  }
}
