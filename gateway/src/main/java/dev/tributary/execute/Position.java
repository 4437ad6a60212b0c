package dev.tributary.execute;

import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.operation.SelectionSet.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A position of the merged data while an operation is compiled: grows as steps are entered, until
 * {@link #freeze} makes its {@link RowShape}.
 */
final class Position {

  private static final String TYPENAME = "__typename";

  private final List<String> keys = new ArrayList<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Position> children = new HashMap<>();
  private final Map<String, SequencedSet<Integer>> providers = new HashMap<>();
  private final SequencedSet<String> staticTypes = new LinkedHashSet<>();
  private boolean apart;
  private @Nullable RowShape shape;

  /** Enters what a step selects here; returns nothing: slots are looked up when all is entered. */
  void enter(SelectionSet set, int step) {
    for (Selection selection : set.selections()) {
      switch (selection) {
        case Fragment fragment -> enter(fragment.selections(), step);
        case Field field -> {
          enterKey(field.responseKey());
          providers.computeIfAbsent(field.responseKey(), key -> new LinkedHashSet<>()).add(step);
          if (field.selections() != null) {
            Position child = child(field.responseKey());
            child.staticTypes.add(field.type().namedType());
            child.enter(field.selections(), step);
          }
        }
      }
    }
  }

  /** Objects here may not be shared: what is asked of them depends on those above. */
  void keepApart() {
    apart = true;
  }

  void enterStaticType(String type) {
    staticTypes.add(type);
  }

  private void enterKey(String dataKey) {
    if (slots.putIfAbsent(dataKey, keys.size()) == null) {
      keys.add(dataKey);
    }
  }

  /** The position below a data key; made when no step has entered it yet. */
  Position child(String dataKey) {
    enterKey(dataKey);
    return children.computeIfAbsent(dataKey, key -> new Position());
  }

  /** The position below a data key, or null when no step selects anything there. */
  @Nullable Position existingChild(String dataKey) {
    return children.get(dataKey);
  }

  /** -1 when no step selects it. */
  int slot(String dataKey) {
    return slots.getOrDefault(dataKey, -1);
  }

  List<Integer> providers(String dataKey) {
    SequencedSet<Integer> steps = providers.get(dataKey);
    return steps == null ? List.of() : List.copyOf(steps);
  }

  /** Every static type that steps give this position and those below. */
  void collectStaticTypes(SequencedSet<String> into) {
    into.addAll(staticTypes);
    children.values().forEach(child -> child.collectStaticTypes(into));
  }

  /** Called once, when every step is entered. */
  RowShape freeze(TypeTable types, Predicate<String> isObject) {
    @Nullable RowShape[] shapes = new @Nullable RowShape[keys.size()];
    boolean[] keptApart = new boolean[keys.size()];
    children.forEach(
        (key, child) -> {
          int slot = slots.getOrDefault(key, -1);
          shapes[slot] = child.freeze(types, isObject);
          keptApart[slot] = child.apart;
        });
    // An interface says nothing of the run-time type; services that return an object type do.
    int staticType =
        staticTypes.stream()
            .filter(isObject)
            .findFirst()
            .map(types::number)
            .orElse(TypeTable.UNKNOWN);
    shape = new RowShape(slot(TYPENAME), staticType, shapes, keptApart);
    return shape;
  }

  RowShape shape() {
    if (shape == null) {
      throw new IllegalStateException("not frozen");
    }
    return shape;
  }
}
