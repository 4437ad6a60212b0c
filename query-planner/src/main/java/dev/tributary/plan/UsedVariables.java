package dev.tributary.plan;

import dev.tributary.operation.Condition;
import dev.tributary.operation.DirectiveUse;
import dev.tributary.operation.SelectionSet;
import dev.tributary.supergraph.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The variables that a selection mentions, in arguments and directives. */
final class UsedVariables {

  private final Set<String> names = new LinkedHashSet<>();

  Set<String> names() {
    return names;
  }

  void add(SelectionSet selections) {
    for (SelectionSet.Selection selection : selections.selections()) {
      add(selection.condition());
      switch (selection) {
        case SelectionSet.Field field -> {
          field.arguments().values().forEach(this::add);
          field.directives().forEach(this::add);
          if (field.selections() != null) {
            add(field.selections());
          }
        }
        case SelectionSet.Fragment fragment -> add(fragment.selections());
      }
    }
  }

  void add(List<DirectiveUse> directives) {
    directives.forEach(directive -> directive.arguments().values().forEach(this::add));
  }

  void add(Condition condition) {
    names.addAll(condition.variables());
  }

  private void add(Value value) {
    switch (value) {
      case Value.Variable(String name) -> names.add(name);
      case Value.ListValue list -> list.values().forEach(this::add);
      case Value.ObjectValue object -> object.fields().values().forEach(this::add);
      case Value.IntValue _,
          Value.FloatValue _,
          Value.StringValue _,
          Value.BooleanValue _,
          Value.EnumValue _,
          Value.NullValue _ -> {}
    }
  }
}
