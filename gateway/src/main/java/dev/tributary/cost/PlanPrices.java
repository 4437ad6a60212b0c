package dev.tributary.cost;

import dev.tributary.cost.SelectionPrices.OwnWeight;
import dev.tributary.cost.SelectionPrices.Priced;
import dev.tributary.cost.SelectionPrices.Sized;
import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import dev.tributary.plan.FetchTarget.PathElement;
import dev.tributary.plan.QueryPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Prices a plan, call by call: what each service is asked for stands on its account, keys and
 * requirements included. A call for entities costs as much as the lists on the way to them may
 * hold.
 */
final class PlanPrices {

  private final CostDirectives directives;
  private final Terms terms;
  private final SelectionPrices selections;
  private final Operation operation;

  /** How many objects stand at a path of data keys, for the paths that calls for entities name. */
  private final Map<List<String>, Integer> counts = new HashMap<>();

  private final Set<List<String>> counted = new HashSet<>();

  PlanPrices(
      CostDirectives directives, Terms terms, SelectionPrices selections, Operation operation) {
    this.directives = directives;
    this.terms = terms;
    this.selections = selections;
    this.operation = operation;
  }

  /** A line for each step, in their order. */
  List<Line> steps(QueryPlan plan) {
    for (FetchStep step : plan.steps()) {
      switch (step.target()) {
        case FetchTarget.Root root -> need(keys(root.path()));
        case FetchTarget.Entities(List<EntityGroup> groups) ->
            groups.forEach(group -> need(keys(group.path())));
      }
    }
    List<Line> lines = new ArrayList<>();
    for (FetchStep step : plan.steps()) {
      lines.add(step(step));
    }
    return lines;
  }

  private void need(List<String> path) {
    for (int i = 1; i <= path.size(); i++) {
      counted.add(List.copyOf(path.subList(0, i)));
    }
  }

  private static List<String> keys(List<PathElement> path) {
    List<String> keys = new ArrayList<>();
    for (PathElement element : path) {
      if (element instanceof PathElement.Key(String key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private Line step(FetchStep step) {
    List<Integer> sum = new ArrayList<>();
    List<Line> parts = new ArrayList<>();
    int call = terms.constant(directives.prices().call());
    sum.add(call);
    if (directives.prices().call() > 0) {
      parts.add(Line.amount("a call", call));
    }
    switch (step.target()) {
      case FetchTarget.Root(List<PathElement> path, SelectionSet set) -> {
        String type = rootType(step.kind());
        Priced priced = selections.object(type, set, Sized.NONE, OwnWeight.IN_FIELD);
        sum.add(priced.term());
        parts.addAll(priced.lines());
        count(keys(path), terms.constant(1), set, type, Sized.NONE);
      }
      case FetchTarget.Entities(List<EntityGroup> groups) -> {
        for (EntityGroup group : groups) {
          Line line = entities(group);
          sum.add(line.term());
          parts.add(line);
        }
      }
    }
    int term = terms.when(step.condition(), terms.sum(sum));
    return new Line(
        "call " + (step.id() + 1) + " to " + step.subgraph().service(),
        Line.Kind.SUM,
        -1,
        term,
        parts);
  }

  private String rootType(Operation.Kind kind) {
    return kind == operation.kind() ? operation.rootType() : directives.supergraph().queryType();
  }

  private Line entities(EntityGroup group) {
    List<String> path = keys(group.path());
    int count = counts.getOrDefault(path, terms.constant(1));
    Set<String> types = new TreeSet<>();
    for (SelectionSet.Selection selection : group.selection().selections()) {
      if (selection instanceof Fragment fragment) {
        types.add(fragment.typeCondition());
      }
    }
    int representation = terms.constant(directives.prices().representation());
    List<Line> alternatives = new ArrayList<>();
    List<Integer> entityTerms = new ArrayList<>();
    for (String type : types) {
      List<Fragment> own = new ArrayList<>();
      for (SelectionSet.Selection selection : group.selection().selections()) {
        if (selection instanceof Fragment fragment
            && (fragment.typeCondition().equals(type)
                || directives.possibleTypes(fragment.typeCondition()).contains(type))) {
          own.add(fragment);
        }
      }
      Priced entity =
          selections.object(
              type, new SelectionSet(List.copyOf(own)), Sized.NONE, OwnWeight.COUNTED);
      entityTerms.add(entity.term());
      alternatives.add(new Line("as " + type, Line.Kind.SUM, -1, entity.term(), entity.lines()));
      count(path, count, new SelectionSet(List.copyOf(own)), type, Sized.NONE);
    }
    int entity = terms.maximum(entityTerms);
    List<Line> parts = new ArrayList<>();
    if (directives.prices().representation() > 0) {
      parts.add(Line.amount("a representation", representation));
    }
    if (alternatives.size() == 1) {
      parts.addAll(alternatives.getFirst().parts());
    } else {
      parts.add(
          new Line(
              "the dearest of " + alternatives.size() + " types",
              Line.Kind.ALTERNATIVES,
              -1,
              entity,
              alternatives));
    }
    int term =
        terms.when(
            group.condition(), terms.product(count, terms.sum(List.of(representation, entity))));
    return new Line("entities at " + String.join(".", path), Line.Kind.SUM, count, term, parts);
  }

  /** Notes how many objects stand below {@code path}, where calls for entities need it. */
  private void count(List<String> path, int count, SelectionSet set, String type, Sized sized) {
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case Fragment fragment ->
            count(
                path,
                terms.when(fragment.condition(), count),
                fragment.selections(),
                fragment.typeCondition(),
                sized);
        case Field field -> {
          List<String> at = new ArrayList<>(path);
          at.add(field.responseKey());
          if (field.selections() != null && counted.contains(at)) {
            count(at, count, field, type, sized);
          }
        }
      }
    }
  }

  private void count(List<String> at, int count, Field field, String type, Sized sized) {
    List<Integer> sizes = new ArrayList<>();
    Sized below = Sized.NONE;
    for (String possible : directives.possibleTypes(type)) {
      sizes.add(selections.size(field, possible, type, sized));
      Sized own = selections.below(field, possible, type);
      below = own == Sized.NONE ? below : own;
    }
    Condition condition = field.condition();
    int here = terms.when(condition, terms.product(count, terms.maximum(sizes)));
    counts.merge(at, here, (one, other) -> terms.maximum(List.of(one, other)));
    if (field.selections() != null) {
      count(at, here, field.selections(), field.type().namedType(), below);
    }
  }
}
