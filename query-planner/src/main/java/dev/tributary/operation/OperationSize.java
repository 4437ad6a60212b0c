package dev.tributary.operation;

import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures an operation with its fragments expanded, without expanding them: each fragment is
 * measured once, in an order in which what it spreads is known, and sums saturate. The time is
 * linear in the document, whatever the fragments would multiply to.
 */
final class OperationSize {

  /**
   * @param depth of nested fields
   * @param nesting of selection sets, fragments included
   */
  private record Measure(int depth, int nesting, long aliases, long selections) {
    static final Measure NONE = new Measure(0, 0, 0, 0);
  }

  private final OperationLimits limits;
  private final Fragments fragments;
  private final Map<String, Measure> measured = new HashMap<>();

  OperationSize(OperationLimits limits, Fragments fragments, List<FragmentDefinition> order) {
    this.limits = limits;
    this.fragments = fragments;
    for (FragmentDefinition fragment : order) {
      measured.put(fragment.getName(), measure(fragment.getSelectionSet()));
    }
  }

  /** The first limit that the operation exceeds; null when it keeps within all. */
  @Nullable RequestError check(OperationDefinition operation) {
    Measure size = measure(operation.getSelectionSet());
    if (size.depth() > limits.depth()) {
      return error(
          operation,
          ErrorCode.MAX_DEPTH_EXCEEDED,
          "is deeper than " + limits.depth() + " nested fields");
    }
    if (size.nesting() > limits.nesting()) {
      return error(
          operation,
          ErrorCode.MAX_DEPTH_EXCEEDED,
          "is deeper than " + limits.nesting() + " nested fields and fragments");
    }
    if (size.aliases() > limits.aliases()) {
      return error(
          operation,
          ErrorCode.MAX_ALIASES_EXCEEDED,
          "has more than " + limits.aliases() + " aliases");
    }
    if (size.selections() > limits.selections()) {
      return error(
          operation,
          ErrorCode.MAX_SELECTIONS_EXCEEDED,
          "has more than " + limits.selections() + " selections, its fragments expanded");
    }
    if (rootFields(operation.getSelectionSet()) > limits.rootFields()) {
      return error(
          operation,
          ErrorCode.MAX_ROOT_FIELDS_EXCEEDED,
          "has more than " + limits.rootFields() + " root fields");
    }
    if (isTallerThan(limits.height(), operation.getSelectionSet())) {
      return error(
          operation,
          ErrorCode.MAX_HEIGHT_EXCEEDED,
          "has more than " + limits.height() + " different fields");
    }
    return null;
  }

  private static RequestError error(
      OperationDefinition operation, ErrorCode code, String complaint) {
    String name =
        operation.getName() == null ? "The operation" : "Operation \"" + operation.getName() + "\"";
    return RequestError.of(
        code, name + " " + complaint + ".", Locations.of(operation.getSourceLocation()));
  }

  private Measure measure(SelectionSet set) {
    int depth = 0;
    int nesting = 0;
    long aliases = 0;
    long selections = 0;
    for (Selection<?> selection : set.getSelections()) {
      Measure below =
          switch (selection) {
            case FragmentSpread spread -> measured.getOrDefault(spread.getName(), Measure.NONE);
            case InlineFragment inline -> measure(inline.getSelectionSet());
            case Field field ->
                field.getSelectionSet() == null ? Measure.NONE : measure(field.getSelectionSet());
            default -> throw new IllegalStateException("not a selection: " + selection.getClass());
          };
      boolean isField = selection instanceof Field;
      boolean isAliased = selection instanceof Field field && field.getAlias() != null;
      depth = Math.max(depth, below.depth() + (isField ? 1 : 0));
      nesting = Math.max(nesting, below.nesting() + 1);
      aliases = saturated(aliases + below.aliases() + (isAliased ? 1 : 0));
      selections = saturated(selections + below.selections() + 1);
    }
    return new Measure(depth, nesting, aliases, selections);
  }

  /** Every limit is an int, so more than that need not be told apart. */
  private static long saturated(long count) {
    return Math.min(count, Integer.MAX_VALUE + 1L);
  }

  private int rootFields(SelectionSet root) {
    Set<String> responseKeys = new HashSet<>();
    fieldsOf(List.of(root)).values().stream()
        .flatMap(List::stream)
        .forEach(field -> responseKeys.add(field.getResultKey()));
    return responseKeys.size();
  }

  /**
   * Counts by merging selection sets as execution would (GraphQL specification, 6.4.3), by field
   * name. A fragment counts once in each merged set and counting stops at the limit, so the time is
   * bounded by the document's size times the limit.
   */
  private boolean isTallerThan(int limit, SelectionSet root) {
    int height = 0;
    Deque<List<SelectionSet>> rest = new ArrayDeque<>();
    rest.push(List.of(root));
    while (!rest.isEmpty()) {
      for (Map.Entry<String, List<Field>> fields : fieldsOf(rest.pop()).entrySet()) {
        if (++height > limit) {
          return true;
        }
        if (!isIntrospection(fields.getKey())) {
          List<SelectionSet> below = new ArrayList<>();
          for (Field field : fields.getValue()) {
            if (field.getSelectionSet() != null) {
              below.add(field.getSelectionSet());
            }
          }
          rest.push(below);
        }
      }
    }
    return false;
  }

  private static boolean isIntrospection(String field) {
    return field.equals("__schema") || field.equals("__type");
  }

  private Map<String, List<Field>> fieldsOf(List<SelectionSet> sets) {
    Map<String, List<Field>> fields = new LinkedHashMap<>();
    Set<String> expanded = new HashSet<>();
    Deque<SelectionSet> rest = new ArrayDeque<>(sets);
    while (!rest.isEmpty()) {
      for (Selection<?> selection : rest.pop().getSelections()) {
        switch (selection) {
          case Field field ->
              fields.computeIfAbsent(field.getName(), any -> new ArrayList<>()).add(field);
          case InlineFragment inline -> rest.push(inline.getSelectionSet());
          case FragmentSpread spread -> {
            FragmentDefinition fragment = fragments.get(spread.getName());
            if (fragment != null && expanded.add(spread.getName())) {
              rest.push(fragment.getSelectionSet());
            }
          }
          default -> throw new IllegalStateException("not a selection: " + selection.getClass());
        }
      }
    }
    return fields;
  }
}
