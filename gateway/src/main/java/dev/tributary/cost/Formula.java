package dev.tributary.cost;

import dev.tributary.cost.Arguments.Slice;
import dev.tributary.operation.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Terms to be computed, in their order. Immutable. */
final class Formula {

  private final Term[] terms;
  private final Arguments arguments;

  Formula(List<Term> terms, Arguments arguments) {
    this.terms = terms.toArray(new Term[0]);
    this.arguments = arguments;
  }

  /** Every term's value by these variables. */
  long[] values(Map<String, @Nullable Object> variables) {
    return values(
        new Reading() {
          @Override
          public boolean holds(Condition condition) {
            return condition.holds(name -> Boolean.TRUE.equals(variables.get(name)));
          }

          @Override
          public long size(Term.Size size) {
            return Formula.size(size, variables);
          }

          @Override
          public long price(Term.ArgumentPrice price) {
            return arguments.price(price.argument(), variables);
          }
        });
  }

  /** Whether every request has the same values. */
  boolean isFixed() {
    for (Term term : terms) {
      if (term instanceof Term.When
          || term instanceof Term.Size
          || term instanceof Term.ArgumentPrice) {
        return false;
      }
    }
    return true;
  }

  /** No request's value is less. */
  long[] least() {
    return values(new Bound(false, 0));
  }

  /** No request's value is greater. */
  long[] most() {
    return values(new Bound(true, Saturating.MOST));
  }

  static long size(Term.Size size, Map<String, @Nullable Object> variables) {
    long greatest = -1;
    for (Slice slice : size.slices()) {
      greatest = Math.max(greatest, slice.size(variables));
    }
    return greatest < 0 ? size.otherwise() : greatest;
  }

  /** What depends on the request. */
  private interface Reading {
    boolean holds(Condition condition);

    long size(Term.Size size);

    long price(Term.ArgumentPrice price);
  }

  private record Bound(boolean conditions, long open) implements Reading {
    @Override
    public boolean holds(Condition condition) {
      return conditions;
    }

    @Override
    public long size(Term.Size size) {
      return open;
    }

    @Override
    public long price(Term.ArgumentPrice price) {
      return open;
    }
  }

  private long[] values(Reading reading) {
    long[] values = new long[terms.length];
    for (int i = 0; i < terms.length; i++) {
      values[i] =
          switch (terms[i]) {
            case Term.Constant(long value) -> value;
            case Term.Sum(List<Integer> parts) -> {
              long sum = 0;
              for (int part : parts) {
                sum = Saturating.add(sum, values[part]);
              }
              yield sum;
            }
            case Term.Product(int left, int right) ->
                Saturating.multiply(values[left], values[right]);
            case Term.Maximum(List<Integer> parts) -> {
              long greatest = 0;
              for (int part : parts) {
                greatest = Math.max(greatest, values[part]);
              }
              yield greatest;
            }
            case Term.When(Condition condition, int term) ->
                reading.holds(condition) ? values[term] : 0;
            case Term.Size size -> reading.size(size);
            case Term.ArgumentPrice price -> reading.price(price);
          };
    }
    return values;
  }
}
