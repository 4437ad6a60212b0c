package dev.tributary.operation;

import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import java.util.List;
import java.util.stream.Collectors;

/** Compact GraphQL syntax of selections: one line, no blank that the grammar does not need. */
final class SelectionPrinter {
  private SelectionPrinter() {}

  static String print(SelectionSet set) {
    return set.selections().stream()
        .map(SelectionPrinter::print)
        .collect(Collectors.joining(" ", "{", "}"));
  }

  static String print(Selection selection) {
    return switch (selection) {
      case Field field -> {
        StringBuilder out = new StringBuilder();
        if (!field.responseKey().equals(field.name())) {
          out.append(field.responseKey()).append(':');
        }
        out.append(field.name());
        if (!field.arguments().isEmpty()) {
          out.append(
              field.arguments().entrySet().stream()
                  .map(argument -> argument.getKey() + ":" + argument.getValue())
                  .collect(Collectors.joining(",", "(", ")")));
        }
        out.append(directives(field.condition()));
        if (field.selections() != null) {
          out.append(print(field.selections()));
        }
        yield out.toString();
      }
      case Fragment fragment ->
          "...on "
              + fragment.typeCondition()
              + directives(fragment.condition())
              + print(fragment.selections());
    };
  }

  /**
   * A conjunction prints as the directives that GraphQL has. A disjunction has no such form:
   * whoever sends text upstream splits it into several selections first, and here it prints as a
   * comment would, for people.
   */
  private static String directives(Condition condition) {
    return switch (condition) {
      case Condition.Always() -> "";
      case Condition.Variable(String name, boolean negated) ->
          (negated ? "@skip(if:$" : "@include(if:$") + name + ")";
      case Condition.And(List<Condition> all) ->
          all.stream().map(SelectionPrinter::directives).collect(Collectors.joining());
      case Condition.Or or -> "@when(" + or + ")";
    };
  }
}
