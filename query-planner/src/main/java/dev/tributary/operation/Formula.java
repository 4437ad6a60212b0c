package dev.tributary.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A condition in disjunctive normal form, so that equal conditions are equal values: any of the
 * terms, each a conjunction of variables that must be true or false. No term is false; none follows
 * from another.
 *
 * @param terms empty for "never"; a single empty term for "always"
 */
record Formula(List<SortedMap<String, Boolean>> terms) {

  /** Beyond this a formula is a weapon, not a question: its size may double with each variable. */
  private static final int MAX_TERMS = 64;

  private static final int MAX_PREMISE_TERMS = 8;

  static final Formula NEVER = new Formula(List.of());
  static final Formula ALWAYS = new Formula(List.of(new TreeMap<>()));

  private static final Comparator<SortedMap<String, Boolean>> SHORTEST_FIRST =
      Comparator.<SortedMap<String, Boolean>>comparingInt(Map::size)
          .thenComparing(Object::toString);

  /** Thrown when a formula would grow beyond all sense; its owner is {@link OperationReader}. */
  static final class TooComplex extends RuntimeException {
    TooComplex() {
      super("a condition of more than " + MAX_TERMS + " alternatives", null, false, false);
    }
  }

  static Formula variable(String name, boolean value) {
    return new Formula(List.of(new TreeMap<>(Map.of(name, value))));
  }

  /** The same condition. */
  static Formula of(Condition condition) {
    return switch (condition) {
      case Condition.Always() -> ALWAYS;
      case Condition.Variable(String name, boolean negated) -> variable(name, !negated);
      case Condition.And(List<Condition> all) ->
          all.stream().map(Formula::of).reduce(ALWAYS, Formula::and);
      case Condition.Or(List<Condition> any) -> any(any.stream().map(Formula::of).toList());
    };
  }

  boolean isNever() {
    return terms.isEmpty();
  }

  boolean isAlways() {
    return terms.size() == 1 && terms.getFirst().isEmpty();
  }

  Formula and(Formula other) {
    if (isAlways() || other.isNever()) {
      return other;
    }
    if (other.isAlways() || isNever()) {
      return this;
    }
    List<SortedMap<String, Boolean>> products = new ArrayList<>();
    for (SortedMap<String, Boolean> left : terms) {
      for (SortedMap<String, Boolean> right : other.terms) {
        if (!contradict(left, right)) {
          SortedMap<String, Boolean> product = new TreeMap<>(left);
          product.putAll(right);
          products.add(product);
          limit(products);
        }
      }
    }
    return simplified(products);
  }

  /** What holds when any of {@code formulas} does. */
  static Formula any(Collection<Formula> formulas) {
    Set<Formula> different = new LinkedHashSet<>(formulas);
    if (different.contains(ALWAYS)) {
      return ALWAYS;
    }
    if (different.size() == 1) {
      return different.iterator().next();
    }
    different.remove(NEVER);
    List<SortedMap<String, Boolean>> sum = new ArrayList<>();
    for (Formula formula : different) {
      sum.addAll(formula.terms);
      limit(sum);
    }
    return simplified(sum);
  }

  /** Whether this holds whenever {@code premise} does, as far as can be seen term by term. */
  boolean follows(Formula premise) {
    return premise.terms.stream().allMatch(term -> terms.stream().anyMatch(t -> within(t, term)));
  }

  /** This where {@code premise} is known to hold: what it says already is left out. */
  Formula given(Formula premise) {
    if (premise.isAlways() || isAlways()) {
      return this;
    }
    if (follows(premise)) {
      return ALWAYS;
    }
    SortedMap<String, Boolean> known = new TreeMap<>(premise.terms.getFirst());
    premise.terms.forEach(term -> known.entrySet().retainAll(term.entrySet()));
    List<SortedMap<String, Boolean>> rest = new ArrayList<>();
    for (SortedMap<String, Boolean> term : terms) {
      if (!premise.terms.stream().allMatch(other -> contradict(term, other))) {
        SortedMap<String, Boolean> open = new TreeMap<>(term);
        open.entrySet().removeAll(known.entrySet());
        rest.add(open);
      }
    }
    return simplified(rest);
  }

  /**
   * What is known where {@code condition} holds too; or only this, when saying both would be long:
   * knowing less simplifies less, and is never wrong.
   */
  Formula with(Formula condition) {
    return terms.size() * condition.terms.size() > MAX_PREMISE_TERMS ? this : and(condition);
  }

  Condition toCondition() {
    if (isAlways()) {
      return Condition.ALWAYS;
    }
    List<Condition> alternatives = terms.stream().map(Formula::conjunction).toList();
    return alternatives.size() == 1 ? alternatives.getFirst() : new Condition.Or(alternatives);
  }

  private static Condition conjunction(SortedMap<String, Boolean> term) {
    List<Condition> all =
        term.entrySet().stream()
            .<Condition>map(
                literal -> new Condition.Variable(literal.getKey(), !literal.getValue()))
            .toList();
    return all.size() == 1 ? all.getFirst() : new Condition.And(all);
  }

  private static Formula simplified(List<SortedMap<String, Boolean>> terms) {
    List<SortedMap<String, Boolean>> rest = new ArrayList<>(terms);
    boolean changed = true;
    while (changed) {
      rest = absorbed(rest);
      changed = false;
      // x | !x says nothing about x.
      for (int i = 0; i < rest.size() && !changed; i++) {
        for (int j = i + 1; j < rest.size() && !changed; j++) {
          SortedMap<String, Boolean> resolved = resolved(rest.get(i), rest.get(j));
          if (resolved != null) {
            rest.set(i, resolved);
            rest.remove(j);
            changed = true;
          }
        }
      }
    }
    return new Formula(List.copyOf(rest));
  }

  /** Without the terms that follow from another. */
  private static List<SortedMap<String, Boolean>> absorbed(List<SortedMap<String, Boolean>> terms) {
    List<SortedMap<String, Boolean>> kept = new ArrayList<>();
    terms.stream()
        .sorted(SHORTEST_FIRST)
        .forEach(
            term -> {
              if (kept.stream().noneMatch(shorter -> within(shorter, term))) {
                kept.add(term);
              }
            });
    return kept;
  }

  /** Two terms that differ in the sign of one variable alone, as one term without it. */
  private static @Nullable SortedMap<String, Boolean> resolved(
      SortedMap<String, Boolean> left, SortedMap<String, Boolean> right) {
    if (left.size() != right.size() || !left.keySet().equals(right.keySet())) {
      return null;
    }
    SortedMap<String, Boolean> common = new TreeMap<>(left);
    common.entrySet().retainAll(right.entrySet());
    return common.size() == left.size() - 1 ? common : null;
  }

  private static boolean within(
      SortedMap<String, Boolean> shorter, SortedMap<String, Boolean> term) {
    return term.entrySet().containsAll(shorter.entrySet());
  }

  private static boolean contradict(
      SortedMap<String, Boolean> left, SortedMap<String, Boolean> right) {
    return left.entrySet().stream()
        .anyMatch(
            literal ->
                right.get(literal.getKey()) instanceof Boolean other
                    && !other.equals(literal.getValue()));
  }

  private static void limit(List<SortedMap<String, Boolean>> terms) {
    if (terms.size() > MAX_TERMS) {
      throw new TooComplex();
    }
  }
}
