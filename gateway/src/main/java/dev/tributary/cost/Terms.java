package dev.tributary.cost;

import dev.tributary.cost.Arguments.Argument;
import dev.tributary.cost.Arguments.Slice;
import dev.tributary.operation.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Terms of one formula, numbered so that each refers to earlier ones only. Equal terms have one
 * number, and what does not depend on the request is computed at once: a plan of hundreds of fields
 * leaves a handful of terms.
 */
final class Terms {

  private final List<Term> terms = new ArrayList<>();
  private final Map<Term, Integer> numbers = new HashMap<>();
  private final Arguments arguments;

  Terms(Arguments arguments) {
    this.arguments = arguments;
  }

  Formula formula() {
    return new Formula(terms, arguments);
  }

  int constant(long value) {
    return number(new Term.Constant(value));
  }

  int sum(List<Integer> parts) {
    long fixed = 0;
    List<Integer> open = new ArrayList<>();
    for (int part : parts) {
      if (terms.get(part) instanceof Term.Constant(long value)) {
        fixed = Saturating.add(fixed, value);
      } else {
        open.add(part);
      }
    }
    if (open.isEmpty()) {
      return constant(fixed);
    }
    if (fixed != 0) {
      open.add(constant(fixed));
    }
    return open.size() == 1 ? open.getFirst() : number(new Term.Sum(List.copyOf(open)));
  }

  int product(int left, int right) {
    if (terms.get(left) instanceof Term.Constant(long a)) {
      if (a == 0) {
        return left;
      }
      if (a == 1) {
        return right;
      }
      if (terms.get(right) instanceof Term.Constant(long b)) {
        return constant(Saturating.multiply(a, b));
      }
    }
    return terms.get(right) instanceof Term.Constant(long b) && (b == 0 || b == 1)
        ? (b == 0 ? right : left)
        : number(new Term.Product(left, right));
  }

  /** The greatest of terms; 0 of none. */
  int maximum(List<Integer> parts) {
    long fixed = 0;
    List<Integer> open = new ArrayList<>();
    for (int part : parts) {
      if (terms.get(part) instanceof Term.Constant(long value)) {
        fixed = Math.max(fixed, value);
      } else if (!open.contains(part)) {
        open.add(part);
      }
    }
    if (open.isEmpty()) {
      return constant(fixed);
    }
    if (fixed > 0) {
      open.add(constant(fixed));
    }
    return open.size() == 1 ? open.getFirst() : number(new Term.Maximum(List.copyOf(open)));
  }

  int when(Condition condition, int term) {
    return condition instanceof Condition.Always || isZero(term)
        ? term
        : number(new Term.When(condition, term));
  }

  int size(List<Slice> slices, long otherwise) {
    Term.Size size = new Term.Size(List.copyOf(slices), otherwise);
    return slices.stream().anyMatch(Slice::dependsOnVariables)
        ? number(size)
        : constant(Formula.size(size, Map.of()));
  }

  int argument(Argument argument) {
    return argument.dependsOnVariables()
        ? number(new Term.ArgumentPrice(argument))
        : constant(arguments.price(argument, Map.of()));
  }

  private boolean isZero(int term) {
    return terms.get(term) instanceof Term.Constant(long value) && value == 0;
  }

  private int number(Term term) {
    return numbers.computeIfAbsent(
        term,
        added -> {
          terms.add(added);
          return terms.size() - 1;
        });
  }
}
