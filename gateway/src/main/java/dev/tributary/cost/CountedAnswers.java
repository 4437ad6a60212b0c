package dev.tributary.cost;

import dev.tributary.cost.CountedSelection.CountedField;
import dev.tributary.json.JsonText;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/** Compiles what is asked for to what is counted in the answers to it. */
final class CountedAnswers {

  private final CostDirectives directives;
  private final SelectionPrices selections;
  private final Operation operation;

  CountedAnswers(CostDirectives directives, SelectionPrices selections, Operation operation) {
    this.directives = directives;
    this.selections = selections;
    this.operation = operation;
  }

  /** A selection, and the type of the objects that it is on. */
  private record On(String type, SelectionSet set) {}

  /** A field, and the types on which it is asked for. */
  private record Use(String declared, Field field) {}

  /** The client's own answer. */
  CountedSelection shown() {
    return selection(List.of(new On(operation.rootType(), operation.selections())));
  }

  /** A service's answer to a step. */
  CountedSelection of(FetchStep step) {
    return switch (step.target()) {
      case FetchTarget.Root root ->
          selection(
              List.of(
                  new On(
                      step.kind() == operation.kind()
                          ? operation.rootType()
                          : directives.supergraph().queryType(),
                      root.selection())));
      case FetchTarget.Entities(List<EntityGroup> groups) ->
          new CountedSelection(groups.stream().map(this::entities).toList());
    };
  }

  private CountedField entities(EntityGroup group) {
    List<On> on = new ArrayList<>();
    for (SelectionSet.Selection selection : group.selection().selections()) {
      if (selection instanceof Fragment fragment) {
        on.add(new On(fragment.typeCondition(), fragment.selections()));
      }
    }
    return field(
        group.responseKey(),
        selections.nothing(),
        Map.of(),
        on.stream().map(On::type).toList(),
        directives.prices().representation(),
        selection(on));
  }

  private CountedSelection selection(List<On> on) {
    SequencedMap<String, List<Use>> byKey = new LinkedHashMap<>();
    on.forEach(each -> collect(each.set(), each.type(), byKey));
    List<CountedField> fields = new ArrayList<>();
    byKey.forEach(
        (key, uses) -> {
          if (!uses.getFirst().field().name().equals("__typename")) {
            fields.add(field(key, uses));
          }
        });
    return new CountedSelection(fields);
  }

  private static void collect(
      SelectionSet set, String type, SequencedMap<String, List<Use>> byKey) {
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case Fragment fragment -> collect(fragment.selections(), fragment.typeCondition(), byKey);
        case Field field ->
            byKey
                .computeIfAbsent(field.responseKey(), key -> new ArrayList<>())
                .add(new Use(type, field));
      }
    }
  }

  private CountedField field(String key, List<Use> uses) {
    Map<String, List<Integer>> calls = new TreeMap<>();
    List<On> below = new ArrayList<>();
    List<String> types = new ArrayList<>();
    boolean counted = false;
    for (Use use : uses) {
      Field field = use.field();
      for (String type : directives.possibleTypes(use.declared())) {
        calls
            .computeIfAbsent(type, any -> new ArrayList<>())
            .add(selections.call(field, type, use.declared()));
        counted |= selections.countsObjects(field, type, use.declared());
      }
      types.add(field.type().namedType());
      if (field.selections() != null) {
        below.add(new On(field.type().namedType(), field.selections()));
      }
    }
    Map<String, Integer> byType = new TreeMap<>();
    calls.forEach((type, terms) -> byType.put(type, selections.greatest(terms)));
    int greatest = selections.greatest(new ArrayList<>(byType.values()));
    return field(
        key,
        greatest,
        byType.values().stream().allMatch(call -> call == greatest) ? Map.of() : byType,
        counted ? types : List.of(),
        0,
        below.isEmpty() ? null : selection(below));
  }

  private CountedField field(
      String key,
      int call,
      Map<String, Integer> callByType,
      List<String> types,
      long more,
      @org.jspecify.annotations.Nullable CountedSelection below) {
    Map<String, Long> weights = new TreeMap<>();
    for (String declared : types) {
      Set<String> possible = directives.possibleTypes(declared);
      possible.forEach(
          type -> weights.put(type, Saturating.add(more, directives.typeWeight(type))));
    }
    long greatest = weights.values().stream().mapToLong(Long::longValue).max().orElse(0);
    boolean same = weights.values().stream().allMatch(weight -> weight == greatest);
    return new CountedField(
        JsonText.quote(key), call, callByType, greatest, same ? Map.of() : weights, below);
  }
}
