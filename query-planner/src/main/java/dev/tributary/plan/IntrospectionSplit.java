package dev.tributary.plan;

import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import java.util.ArrayList;
import java.util.List;

/** Splits off what is answered in process: {@code __schema} and {@code __type}. */
final class IntrospectionSplit {
  private IntrospectionSplit() {}

  static List<Selection> introspection(List<Selection> selections) {
    List<Selection> result = new ArrayList<>();
    for (Selection selection : selections) {
      switch (selection) {
        case Field field -> {
          if (DemandReader.isIntrospection(field.name())) {
            result.add(field);
          }
        }
        case Fragment(String type, var condition, SelectionSet inside) -> {
          List<Selection> found = introspection(inside.selections());
          if (!found.isEmpty()) {
            result.add(new Fragment(type, condition, new SelectionSet(found)));
          }
        }
      }
    }
    return result;
  }
}
