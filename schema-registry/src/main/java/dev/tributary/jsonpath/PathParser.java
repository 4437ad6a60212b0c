package dev.tributary.jsonpath;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tributary.jsonpath.PathSyntax.Condition;
import dev.tributary.jsonpath.PathSyntax.Function;
import dev.tributary.jsonpath.PathSyntax.Operand;
import dev.tributary.jsonpath.PathSyntax.Operator;
import dev.tributary.jsonpath.PathSyntax.Query;
import dev.tributary.jsonpath.PathSyntax.Segment;
import dev.tributary.jsonpath.PathSyntax.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads queries as the grammar of RFC 9535 has them, which must also be well-typed. */
final class PathParser {

  private static final int DEEPEST = 50;

  private final PathReader in;
  private int depth;

  PathParser(String text) {
    this.in = new PathReader(text);
  }

  Query parse() throws JsonPathException {
    in.expect("$");
    Query query = new Query(false, segments());
    if (!in.isAtEnd()) {
      throw in.unexpected("'.' or '['");
    }
    return query;
  }

  private List<Segment> segments() throws JsonPathException {
    List<Segment> segments = new ArrayList<>();
    while (true) {
      int before = in.position();
      in.blanks();
      if (in.skip("..")) {
        segments.add(new Segment(true, in.isNext("[") ? bracketed() : shorthand()));
      } else if (in.skip(".")) {
        segments.add(new Segment(false, shorthand()));
      } else if (in.isNext("[")) {
        segments.add(new Segment(false, bracketed()));
      } else {
        in.back(before);
        return segments;
      }
    }
  }

  private List<Selector> shorthand() throws JsonPathException {
    if (in.skip("*")) {
      return List.of(new Selector.Wildcard());
    }
    String name = in.shorthand();
    if (name.isEmpty()) {
      throw in.unexpected("a name");
    }
    return List.of(new Selector.Name(name));
  }

  private List<Selector> bracketed() throws JsonPathException {
    in.expect("[");
    List<Selector> selectors = new ArrayList<>();
    do {
      in.blanks();
      selectors.add(selector());
      in.blanks();
    } while (in.skip(","));
    in.expect("]");
    return selectors;
  }

  private Selector selector() throws JsonPathException {
    if (in.isQuote()) {
      return new Selector.Name(in.string());
    }
    if (in.skip("*")) {
      return new Selector.Wildcard();
    }
    if (in.skip("?")) {
      in.blanks();
      return new Selector.Filter(or());
    }
    Long start = in.isInteger() ? (Long) in.integer() : null;
    int before = in.position();
    in.blanks();
    if (!in.isNext(":")) {
      in.back(before);
      if (start == null) {
        throw in.unexpected("a name in quotes, a number, '*' or '?'");
      }
      return new Selector.Index(start);
    }
    Long end = bound();
    Long step = in.isNext(":") ? bound() : null;
    return new Selector.Slice(start, end, step == null ? 1 : step);
  }

  private @Nullable Long bound() throws JsonPathException {
    in.expect(":");
    in.blanks();
    if (!in.isInteger()) {
      return null;
    }
    long bound = in.integer();
    in.blanks();
    return bound;
  }

  private Condition or() throws JsonPathException {
    if (++depth > DEEPEST) {
      throw in.error("it is nested too deeply");
    }
    Condition condition = and();
    in.blanks();
    while (in.skip("||")) {
      in.blanks();
      condition = new Condition.Or(condition, and());
      in.blanks();
    }
    depth--;
    return condition;
  }

  private Condition and() throws JsonPathException {
    Condition condition = basic();
    in.blanks();
    while (in.skip("&&")) {
      in.blanks();
      condition = new Condition.And(condition, basic());
      in.blanks();
    }
    return condition;
  }

  private Condition basic() throws JsonPathException {
    if (in.skip("!")) {
      in.blanks();
      return new Condition.Not(in.isNext("(") ? parenthesized() : test(operand()));
    }
    if (in.isNext("(")) {
      return parenthesized();
    }
    Operand left = operand();
    in.blanks();
    for (Operator operator : Operator.values()) {
      if (in.skip(operator.text)) {
        checkValue(left);
        in.blanks();
        Operand right = operand();
        checkValue(right);
        return new Condition.Comparison(left, operator, right);
      }
    }
    return test(left);
  }

  private Condition parenthesized() throws JsonPathException {
    in.expect("(");
    in.blanks();
    Condition condition = or();
    in.expect(")");
    return condition;
  }

  private Condition test(Operand operand) throws JsonPathException {
    return switch (operand) {
      case Operand.Nodes nodes -> new Condition.Exists(nodes.query());
      case Operand.Call call when call.function().logical -> new Condition.Holds(call);
      case Operand.Call call -> throw in.error(call.function().text() + "() must be compared");
      case Operand.Literal literal -> throw in.error("a literal must be compared");
    };
  }

  private void checkValue(Operand operand) throws JsonPathException {
    boolean single =
        switch (operand) {
          case Operand.Literal literal -> true;
          case Operand.Nodes nodes -> nodes.query().isSingular();
          case Operand.Call call -> !call.function().logical;
        };
    if (!single) {
      throw in.error("only what is a single value can be compared, or given to a function of one");
    }
  }

  private Operand operand() throws JsonPathException {
    if (in.skip("@")) {
      return new Operand.Nodes(new Query(true, segments()));
    }
    if (in.skip("$")) {
      return new Operand.Nodes(new Query(false, segments()));
    }
    if (in.isQuote()) {
      return new Operand.Literal(JsonNodeFactory.instance.textNode(in.string()));
    }
    if (in.isInteger()) {
      return new Operand.Literal(in.number());
    }
    int before = in.position();
    String word = in.word();
    switch (word) {
      case "true", "false" -> {
        return new Operand.Literal(JsonNodeFactory.instance.booleanNode(word.equals("true")));
      }
      case "null" -> {
        return new Operand.Literal(JsonNodeFactory.instance.nullNode());
      }
      default -> {
        for (Function function : Function.values()) {
          if (function.text().equals(word) && in.skip("(")) {
            return call(function);
          }
        }
        in.back(before);
        throw word.isEmpty() ? in.unexpected("a value") : in.error("there is no '" + word + "'");
      }
    }
  }

  private Operand call(Function function) throws JsonPathException {
    if (++depth > DEEPEST) {
      throw in.error("it is nested too deeply");
    }
    List<Operand> arguments = new ArrayList<>();
    in.blanks();
    do {
      in.blanks();
      Operand argument = operand();
      if (function.ofNodes && !(argument instanceof Operand.Nodes)) {
        throw in.error(function.text() + "() is of nodes");
      }
      if (!function.ofNodes) {
        checkValue(argument);
      }
      arguments.add(argument);
      in.blanks();
    } while (in.skip(","));
    in.expect(")");
    if (arguments.size() != function.arity) {
      throw in.error(function.text() + "() takes " + function.arity);
    }
    depth--;
    return new Operand.Call(function, arguments);
  }
}
