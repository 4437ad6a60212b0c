package dev.tributary.operation;

import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Compact GraphQL syntax of selections: one line, no blank that the grammar does not need.
 *
 * <p>The text is valid GraphQL whatever the conditions. A directive may stand only once at one
 * place, so a conjunction of several goes onto fragments around the selection; and what is there
 * when any of several conditions holds is written once for each, to be merged by whoever executes
 * it.
 */
final class SelectionPrinter {
  private SelectionPrinter() {}

  static String print(SelectionSet set) {
    return set.selections().stream()
        .map(SelectionPrinter::print)
        .collect(Collectors.joining(" ", "{", "}"));
  }

  static String print(Selection selection) {
    String head = head(selection);
    if (!(selection instanceof Field field) || field.directives().isEmpty()) {
      return print(head, selection);
    }
    return field.directives().stream()
        .map(
            uses ->
                print(
                    uses.stream()
                        .map(DirectiveUse::toString)
                        .collect(Collectors.joining("", head, "")),
                    selection))
        .collect(Collectors.joining(" "));
  }

  private static String print(String head, Selection selection) {
    String below = below(selection);
    if (selection.condition() instanceof Condition.Always) {
      return head + below;
    }
    return Formula.of(selection.condition()).terms().stream()
        .map(term -> conditional(head, term, below))
        .collect(Collectors.joining(" "));
  }

  private static String head(Selection selection) {
    return switch (selection) {
      case Field field -> {
        String alias = field.responseKey().equals(field.name()) ? "" : field.responseKey() + ":";
        String arguments =
            field.arguments().isEmpty()
                ? ""
                : field.arguments().entrySet().stream()
                    .map(argument -> argument.getKey() + ":" + argument.getValue())
                    .collect(Collectors.joining(",", "(", ")"));
        yield alias + field.name() + arguments;
      }
      case Fragment fragment -> "...on " + fragment.typeCondition();
    };
  }

  private static String below(Selection selection) {
    return switch (selection) {
      case Field field -> field.selections() == null ? "" : print(field.selections());
      case Fragment fragment -> print(fragment.selections());
    };
  }

  private static String conditional(String head, SortedMap<String, Boolean> term, String below) {
    String include = "";
    String skip = "";
    StringBuilder around = new StringBuilder();
    StringBuilder end = new StringBuilder();
    for (Map.Entry<String, Boolean> literal : term.entrySet()) {
      String directive =
          (literal.getValue() ? "@include(if:$" : "@skip(if:$") + literal.getKey() + ")";
      if (literal.getValue() && include.isEmpty()) {
        include = directive;
      } else if (!literal.getValue() && skip.isEmpty()) {
        skip = directive;
      } else {
        around.append("...").append(directive).append('{');
        end.append('}');
      }
    }
    return around + head + include + skip + below + end;
  }
}
