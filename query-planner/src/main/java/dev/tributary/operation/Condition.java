package dev.tributary.operation;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When a selection is part of the operation: {@code @skip} and {@code @include} as a boolean
 * formula over variables. Constants are folded away when it is built.
 */
public sealed interface Condition {

  Condition ALWAYS = new Always();

  record Always() implements Condition {
    @Override
    public String toString() {
      return "true";
    }
  }

  /** True when the Boolean variable's value is not {@code negated}. */
  record Variable(String name, boolean negated) implements Condition {
    @Override
    public String toString() {
      return (negated ? "!$" : "$") + name;
    }
  }

  record And(List<Condition> all) implements Condition {
    public And {
      all = List.copyOf(all);
    }

    @Override
    public String toString() {
      return all.stream().map(Condition::toString).collect(Collectors.joining(" & ", "(", ")"));
    }
  }

  record Or(List<Condition> any) implements Condition {
    public Or {
      any = List.copyOf(any);
    }

    @Override
    public String toString() {
      return any.stream().map(Condition::toString).collect(Collectors.joining(" | ", "(", ")"));
    }
  }

  /** Whether it holds, given each variable's value. */
  default boolean holds(java.util.function.Predicate<String> variable) {
    return switch (this) {
      case Always() -> true;
      case Variable(String name, boolean negated) -> variable.test(name) != negated;
      case And(List<Condition> all) -> all.stream().allMatch(part -> part.holds(variable));
      case Or(List<Condition> any) -> any.stream().anyMatch(part -> part.holds(variable));
    };
  }

  /**
   * The variables that decide it. One that is mentioned and makes no difference, as {@code $b} in
   * {@code $a | ($a & $b)}, is none of them: it does not stand in the printed selection either.
   */
  default SortedSet<String> variables() {
    SortedSet<String> names = new TreeSet<>();
    Formula.of(this).terms().forEach(term -> names.addAll(term.keySet()));
    return names;
  }

  /**
   * The same in as few words as {@code $a} is for {@code $a | ($a & $b)}, so that conditions that
   * were put together in other ways are equal. One too long for that stays as it is.
   */
  default Condition simplified() {
    return switch (this) {
      case Always() -> this;
      case Variable variable -> variable;
      case And _, Or _ -> {
        try {
          yield Formula.of(this).toCondition();
        } catch (Formula.TooComplex e) {
          yield this; // Right as it stands; it is only not compared with others.
        }
      }
    };
  }
}
