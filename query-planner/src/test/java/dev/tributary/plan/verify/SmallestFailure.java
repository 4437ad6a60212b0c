package dev.tributary.plan.verify;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes an operation that shows a fault as small as it can be, for people to look at. */
final class SmallestFailure {
  private SmallestFailure() {}

  /**
   * @param fails whether an operation still shows the fault
   */
  static Operation of(Operation operation, Predicate<Operation> fails) {
    Operation smallest = operation;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (SelectionSet candidate : smaller(smallest.selections())) {
        Operation tried =
            new Operation(
                operation.kind(),
                operation.name(),
                operation.rootType(),
                operation.variables(),
                candidate,
                operation.fingerprint());
        if (!candidate.selections().isEmpty() && fails.test(tried)) {
          smallest = tried;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  /** Every set that is one step smaller; the largest steps first. */
  private static List<SelectionSet> smaller(SelectionSet set) {
    List<SelectionSet> candidates = new ArrayList<>();
    List<Selection> all = set.selections();
    for (int i = 0; i < all.size(); i++) {
      List<Selection> without = new ArrayList<>(all);
      without.remove(i);
      candidates.add(new SelectionSet(without));
    }
    for (int i = 0; i < all.size(); i++) {
      for (Selection replacement : smaller(all.get(i))) {
        List<Selection> replaced = new ArrayList<>(all);
        replaced.set(i, replacement);
        candidates.add(new SelectionSet(replaced));
      }
    }
    return candidates;
  }

  private static List<Selection> smaller(Selection selection) {
    List<Selection> candidates = new ArrayList<>();
    switch (selection) {
      case Field field -> {
        if (!(field.condition() instanceof Condition.Always)) {
          candidates.add(with(field, Condition.ALWAYS, field.selections()));
        }
        if (field.selections() != null) {
          for (SelectionSet below : smaller(field.selections())) {
            candidates.add(with(field, field.condition(), below));
          }
        }
      }
      case Fragment fragment -> {
        if (!(fragment.condition() instanceof Condition.Always)) {
          candidates.add(
              new Fragment(fragment.typeCondition(), Condition.ALWAYS, fragment.selections()));
        }
        for (SelectionSet below : smaller(fragment.selections())) {
          if (!below.selections().isEmpty()) {
            candidates.add(new Fragment(fragment.typeCondition(), fragment.condition(), below));
          }
        }
      }
    }
    return candidates;
  }

  private static Field with(Field field, Condition condition, @Nullable SelectionSet below) {
    return new Field(
        field.responseKey(), field.name(), field.arguments(), field.type(), condition, below);
  }
}
