package dev.tributary.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What queries are made of. */
final class PathSyntax {

  private PathSyntax() {}

  /**
   * A query.
   *
   * @param relative whether it begins at the current node of a filter
   */
  record Query(boolean relative, List<Segment> segments) {
    Query {
      segments = List.copyOf(segments);
    }

    /** Whether it can only ever select one node. */
    boolean isSingular() {
      return segments.stream()
          .allMatch(
              segment ->
                  !segment.descendant()
                      && segment.selectors().size() == 1
                      && (segment.selectors().getFirst() instanceof Selector.Name
                          || segment.selectors().getFirst() instanceof Selector.Index));
    }
  }

  /** One step. */
  record Segment(boolean descendant, List<Selector> selectors) {
    Segment {
      selectors = List.copyOf(selectors);
    }
  }

  /** What a step selects of a node's children. */
  sealed interface Selector {
    record Name(String name) implements Selector {}

    record Wildcard() implements Selector {}

    record Index(long index) implements Selector {}

    record Slice(@Nullable Long start, @Nullable Long end, long step) implements Selector {}

    record Filter(Condition condition) implements Selector {}
  }

  /** What a filter asks. */
  sealed interface Condition {
    record And(Condition left, Condition right) implements Condition {}

    record Or(Condition left, Condition right) implements Condition {}

    record Not(Condition condition) implements Condition {}

    record Exists(Query query) implements Condition {}

    record Holds(Operand.Call call) implements Condition {}

    record Comparison(Operand left, Operator operator, Operand right) implements Condition {}
  }

  /** Comparisons; the longer texts first, as they are looked for. */
  enum Operator {
    EQUAL("=="),
    UNEQUAL("!="),
    AT_MOST("<="),
    AT_LEAST(">="),
    LESS("<"),
    MORE(">");

    final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  /** What is compared, or given to a function. */
  sealed interface Operand {
    record Literal(JsonNode value) implements Operand {}

    /** A query; where a single value is wanted, a singular one. */
    record Nodes(Query query) implements Operand {}

    record Call(Function function, List<Operand> arguments) implements Operand {
      public Call {
        arguments = List.copyOf(arguments);
      }
    }
  }

  /** The functions of RFC 9535, section 2.4. */
  enum Function {
    LENGTH(1, false, false),
    COUNT(1, true, false),
    VALUE(1, true, false),
    MATCH(2, false, true),
    SEARCH(2, false, true);

    final int arity;

    /** Whether it takes nodes; otherwise it takes values. */
    final boolean ofNodes;

    /** Whether it is true or false; otherwise it is a value. */
    final boolean logical;

    Function(int arity, boolean ofNodes, boolean logical) {
      this.arity = arity;
      this.ofNodes = ofNodes;
      this.logical = logical;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
