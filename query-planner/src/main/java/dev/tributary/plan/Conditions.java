package dev.tributary.plan;

import dev.tributary.operation.Condition;
import java.util.List;

/** Puts conditions together, without saying anything twice. */
final class Conditions {

  private Conditions() {}

  static Condition and(Condition one, Condition other) {
    if (one instanceof Condition.Always) {
      return other;
    }
    if (other instanceof Condition.Always || one.equals(other)) {
      return one;
    }
    return new Condition.And(List.of(one, other));
  }

  static Condition or(Condition one, Condition other) {
    if (one instanceof Condition.Always || other instanceof Condition.Always) {
      return Condition.ALWAYS;
    }
    return one.equals(other) ? one : new Condition.Or(List.of(one, other));
  }

  /**
   * @param condition not one that always holds: there is no condition that never does
   */
  static Condition not(Condition condition) {
    return switch (condition) {
      case Condition.Always() -> throw new IllegalArgumentException("always holds");
      case Condition.Variable(String name, boolean negated) ->
          new Condition.Variable(name, !negated);
      case Condition.And(List<Condition> all) ->
          new Condition.Or(all.stream().map(Conditions::not).toList());
      case Condition.Or(List<Condition> any) ->
          new Condition.And(any.stream().map(Conditions::not).toList());
    };
  }
}
