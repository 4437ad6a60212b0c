package dev.tributary.connect;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mapping language as a tree. The versions differ in what may be written, not in what a tree
 * means, so that an evaluator need not know the version.
 *
 * <p>Every node knows its span in the mapping's text: {@code start} inclusive, {@code end}
 * exclusive, in UTF-16 units.
 */
public sealed interface Expression {

  int start();

  int end();

  record TextLiteral(String value, int start, int end) implements Expression {}

  /** An integer when its scale is zero. */
  record NumberLiteral(BigDecimal value, int start, int end) implements Expression {}

  record BooleanLiteral(boolean value, int start, int end) implements Expression {}

  record NullLiteral(int start, int end) implements Expression {}

  record ArrayLiteral(List<Expression> elements, int start, int end) implements Expression {
    public ArrayLiteral {
      elements = List.copyOf(elements);
    }
  }

  /** {@code {...}} where a value is expected. Does not rebind {@code $}, does not map arrays. */
  record ObjectLiteral(List<Item> items, int start, int end) implements Expression {
    public ObjectLiteral {
      items = List.copyOf(items);
    }
  }

  /**
   * A start, steps from there, and perhaps a group at the end.
   *
   * @param group null when there is none
   */
  record Path(Head head, List<Step> steps, @Nullable Group group, int start, int end)
      implements Expression {
    public Path {
      steps = List.copyOf(steps);
    }
  }

  /** {@code a ?? b ?? c} or {@code a ?! b ?! c}; at least two operands. */
  record Fallback(FallbackKind kind, List<Expression> operands, int start, int end)
      implements Expression {
    public Fallback {
      operands = List.copyOf(operands);
    }
  }

  enum FallbackKind {
    /** {@code ??}: the first operand that is neither null nor missing. */
    NULLISH,
    /** {@code ?!}: the first operand that is not missing. */
    MISSING
  }

  /** Where a path starts. */
  sealed interface Head {
    /** {@code $}: the object that the enclosing group stands on; the body at the outermost. */
    record Root() implements Head {}

    /** {@code @}: what a method is applied to; else the same as {@code $}. */
    record Current() implements Head {}

    /**
     * {@code $name}: a namespace such as {@code $args}, or a local of {@code ->as}.
     *
     * @param name without {@code $}
     */
    record Variable(String name) implements Head {}

    /** A property of {@code $}. */
    record Property(String key) implements Head {}

    /** {@code $(...)}, or a literal with steps after it. */
    record Value(Expression expression) implements Head {}
  }

  /** One step of a path. */
  sealed interface Step {
    int start();

    int end();

    record Property(String key, int start, int end) implements Step {}

    /**
     * @param arguments null when there are no parentheses; unevaluated
     */
    record Method(String name, @Nullable List<Expression> arguments, int start, int end)
        implements Step {
      public Method {
        arguments = arguments == null ? null : List.copyOf(arguments);
      }
    }

    /** {@code ?}: null ends the path without a problem. */
    record Optional(int start, int end) implements Step {}
  }

  /** {@code {...}} after a path: rebinds {@code $} and {@code @}, and maps arrays. */
  record Group(List<Item> items, int start, int end) {
    public Group {
      items = List.copyOf(items);
    }
  }

  /** One entry of a group or an object literal. */
  sealed interface Item {
    Expression value();

    int start();

    /**
     * One key of the result.
     *
     * @param keyEnd where the key's text ends
     */
    record Named(String key, Expression value, int start, int keyEnd) implements Item {}

    /** Merged into the object: {@code a.b { c }}, or {@code ... value}. */
    record Spread(Expression value, int start) implements Item {
      /** Whether {@code ...} was written. */
      public boolean isExplicit() {
        return value.start() != start;
      }
    }
  }
}
