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
 * @param alternatives none of them contains another; in the order in which they are printed; never
 *     empty but for what is too complex
 */
record AccessCondition(List<Set<String>> alternatives) {

  /** How many alternatives are looked at: what is put together multiplies them. */
  private static final int MOST = 4_096;

  /** Of which the alternatives were too many to tell: nobody meets it. */
  private static final AccessCondition TOO_COMPLEX = new AccessCondition(List.of());

  /** In the order in which the names read when printed as a list. */
  private static final Comparator<Set<String>> AS_TEXT =
      Comparator.comparing(names -> "[\"" + String.join("\",\"", names) + "\"]");

  /** No alternative at all asks for nothing, as one without names does. */
  static AccessCondition of(@Nullable Value value) {
    List<Set<String>> alternatives = new ArrayList<>();
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
    if (alternatives.isEmpty()) {
      alternatives.add(Set.of());
    }
    alternatives.sort(AS_TEXT);
    return new AccessCondition(alternatives);
  }

  private static void addName(Value value, Set<String> into) {
    if (value instanceof Value.StringValue(String name)) {
      into.add(name);
    }
  }

  /** Both; {@link #isTooComplex} where that can be met in too many ways. */
  AccessCondition and(AccessCondition other) {
    if (equals(other)) {
      return this;
    }
    if ((long) alternatives.size() * other.alternatives.size() > MOST) {
      return TOO_COMPLEX;
    }
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

  /** Whether its alternatives could not be told: to be refused with an error. */
  boolean isTooComplex() {
    return alternatives.isEmpty();
  }

  /** Whether whoever meets this meets {@code other} too. */
  boolean implies(AccessCondition other) {
    return alternatives.stream()
        .allMatch(mine -> other.alternatives.stream().anyMatch(mine::containsAll));
  }

  /** Short ones first; one that asks for more than another is never needed. */
  private static List<Set<String>> minimal(Set<Set<String>> alternatives) {
    List<Set<String>> kept = new ArrayList<>();
    alternatives.stream()
        .sorted(Comparator.comparingInt(Set::size))
        .filter(
            one ->
                kept.stream()
                    .takeWhile(other -> other.size() < one.size())
                    .noneMatch(one::containsAll))
        .forEach(kept::add);
    return kept;
  }

  Value value() {
    return new Value.ListValue(
        alternatives.stream()
            .<Value>map(
                names ->
                    new Value.ListValue(names.stream().<Value>map(Value.StringValue::new).toList()))
            .toList());
  }
}
