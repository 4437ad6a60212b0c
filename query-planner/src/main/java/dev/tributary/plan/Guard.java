package dev.tributary.plan;

import dev.tributary.operation.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * When something is needed, in disjunctive normal form, so that guards can be compared and
 * combined.
 *
 * <p>Guards decide what is fetched; what the client sees is decided by the exact {@link Condition}s
 * in the projection. A guard may therefore err on the side of fetching, and does once it would need
 * more than {@value #MOST_CASES} cases.
 *
 * @param cases each a conjunction; one without literals is always true; no cases at all is false
 */
record Guard(Set<Case> cases) {

  static final int MOST_CASES = 8;

  static final Guard ALWAYS = new Guard(Set.of(new Case(new TreeSet<>())));
  static final Guard NEVER = new Guard(Set.of());

  /** A Boolean variable, or its negation. */
  record Literal(String variable, boolean negated) implements Comparable<Literal> {
    @Override
    public int compareTo(Literal other) {
      int order = variable.compareTo(other.variable);
      return order != 0 ? order : Boolean.compare(negated, other.negated);
    }
  }

  /** A conjunction, its literals sorted. */
  record Case(TreeSet<Literal> literals) {
    boolean contradicts() {
      return literals.stream()
          .anyMatch(l -> !l.negated() && literals.contains(new Literal(l.variable(), true)));
    }
  }

  static Guard of(Condition condition) {
    return switch (condition) {
      case Condition.Always() -> ALWAYS;
      case Condition.Variable(String name, boolean negated) ->
          new Guard(Set.of(new Case(new TreeSet<>(Set.of(new Literal(name, negated))))));
      case Condition.And(List<Condition> all) ->
          all.stream().map(Guard::of).reduce(ALWAYS, Guard::and);
      case Condition.Or(List<Condition> any) ->
          any.stream().map(Guard::of).reduce(NEVER, Guard::or);
    };
  }

  boolean isAlways() {
    return this == ALWAYS || cases.stream().anyMatch(one -> one.literals().isEmpty());
  }

  boolean isNever() {
    return cases.isEmpty();
  }

  Guard and(Guard other) {
    if (isAlways() || other == this) {
      return other;
    }
    if (other.isAlways()) {
      return this;
    }
    List<Case> product = new ArrayList<>();
    for (Case one : cases) {
      for (Case two : other.cases) {
        TreeSet<Literal> both = new TreeSet<>(one.literals());
        both.addAll(two.literals());
        product.add(new Case(both));
      }
    }
    Guard result = normal(product);
    // Too many cases: either factor alone is a guard that fetches at least as much.
    return result.isAlways() ? this : result;
  }

  Guard or(Guard other) {
    if (covers(other)) {
      return this;
    }
    if (other.covers(this)) {
      return other;
    }
    List<Case> sum = new ArrayList<>(cases);
    sum.addAll(other.cases);
    return normal(sum);
  }

  /** Whether this holds whenever {@code other} does. */
  boolean covers(Guard other) {
    if (this == other || isAlways()) {
      return true;
    }
    return other.cases.stream()
        .allMatch(
            one -> cases.stream().anyMatch(mine -> one.literals().containsAll(mine.literals())));
  }

  /** What is left to be checked where {@code known} already holds. */
  Guard given(Guard known) {
    if (covers(known)) {
      return ALWAYS;
    }
    if (known.isAlways() || known.cases.size() != 1) {
      return this;
    }
    Set<Literal> facts = known.cases.iterator().next().literals();
    List<Case> rest = new ArrayList<>();
    for (Case one : cases) {
      TreeSet<Literal> left = new TreeSet<>(one.literals());
      left.removeAll(facts);
      rest.add(new Case(left));
    }
    return normal(rest);
  }

  /** The cases without contradictions and without those that another one covers. */
  private static Guard normal(Collection<Case> cases) {
    Set<Case> kept = new LinkedHashSet<>();
    for (Case one : cases) {
      if (!one.contradicts()
          && cases.stream()
              .noneMatch(two -> !two.equals(one) && one.literals().containsAll(two.literals()))) {
        kept.add(one);
      }
    }
    if (complementary(kept)) {
      return ALWAYS;
    }
    return kept.size() > MOST_CASES ? ALWAYS : new Guard(kept);
  }

  /** {@code $a} or {@code !$a}: a field asked for in both branches of one switch. */
  private static boolean complementary(Set<Case> cases) {
    return cases.stream()
        .filter(one -> one.literals().size() == 1)
        .map(one -> one.literals().first())
        .anyMatch(
            literal ->
                cases.contains(
                    new Case(
                        new TreeSet<>(
                            Set.of(new Literal(literal.variable(), !literal.negated()))))));
  }

  Condition toCondition() {
    if (isAlways()) {
      return Condition.ALWAYS;
    }
    List<Condition> any = cases.stream().map(Guard::toCondition).toList();
    return any.size() == 1 ? any.getFirst() : new Condition.Or(any);
  }

  static Condition toCondition(Case one) {
    List<Condition> all =
        one.literals().stream()
            .<Condition>map(l -> new Condition.Variable(l.variable(), l.negated()))
            .toList();
    return switch (all.size()) {
      case 0 -> Condition.ALWAYS;
      case 1 -> all.getFirst();
      default -> new Condition.And(all);
    };
  }
}
