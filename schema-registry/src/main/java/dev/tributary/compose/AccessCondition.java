package dev.tributary.compose;

import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A requirement in disjunctive form: one of the alternatives, all of its names.
 *
 * @param alternatives none of them contains another
 */
record AccessCondition(Set<Set<String>> alternatives) {

  static AccessCondition of(@Nullable Value value) {
    Set<Set<String>> alternatives = new LinkedHashSet<>();
    if (value instanceof Value.ListValue(List<Value> outer)) {
      for (Value inner : outer) {
        Set<String> names = new TreeSet<>();
        if (inner instanceof Value.ListValue(List<Value> items)) {
          items.forEach(item -> addName(item, names));
        } else {
          addName(inner, names);
        }
        alternatives.add(names);
      }
    }
    return new AccessCondition(minimal(alternatives));
  }

  private static void addName(Value value, Set<String> into) {
    if (value instanceof Value.StringValue(String name)) {
      into.add(name);
    }
  }

  AccessCondition and(AccessCondition other) {
    Set<Set<String>> both = new LinkedHashSet<>();
    for (Set<String> mine : alternatives) {
      for (Set<String> theirs : other.alternatives) {
        Set<String> names = new TreeSet<>(mine);
        names.addAll(theirs);
        both.add(names);
      }
    }
    return new AccessCondition(minimal(both));
  }

  /** Whether whoever meets this meets {@code other} too. */
  boolean implies(AccessCondition other) {
    return alternatives.stream()
        .allMatch(mine -> other.alternatives.stream().anyMatch(mine::containsAll));
  }

  /** An alternative that asks for more than another one is never needed. */
  private static Set<Set<String>> minimal(Set<Set<String>> alternatives) {
    Set<Set<String>> kept = new LinkedHashSet<>();
    for (Set<String> one : alternatives) {
      if (alternatives.stream().noneMatch(other -> !other.equals(one) && one.containsAll(other))) {
        kept.add(one);
      }
    }
    return kept;
  }

  Value value() {
    List<Value> outer = new ArrayList<>();
    // Short alternatives first, then by name: the same for every order of subgraphs.
    List<Set<String>> ordered = new ArrayList<>(alternatives);
    ordered.sort(
        Comparator.<Set<String>>comparingInt(Set::size)
            .thenComparing(names -> String.join(",", names)));
    for (Set<String> names : ordered) {
      outer.add(new Value.ListValue(names.stream().<Value>map(Value.StringValue::new).toList()));
    }
    return new Value.ListValue(outer);
  }
}
