package dev.tributary.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tributary.jsonpath.PathSyntax.Condition;
import dev.tributary.jsonpath.PathSyntax.Operand;
import dev.tributary.jsonpath.PathSyntax.Operator;
import dev.tributary.jsonpath.PathSyntax.Query;
import dev.tributary.jsonpath.PathSyntax.Segment;
import dev.tributary.jsonpath.PathSyntax.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers one query of one document. Nothing, where a single value is wanted, is null. */
final class Evaluation {

  private final Located root;
  private final StepLimit limit;
  private final Map<String, Optional<Pattern>> patterns = new HashMap<>();

  Evaluation(JsonNode root, StepLimit limit) {
    this.root = Located.root(root);
    this.limit = limit;
  }

  private void step() throws JsonPathException {
    limit.take(1);
  }

  List<Located> nodes(Query query) throws JsonPathException {
    return nodes(query, root);
  }

  private List<Located> nodes(Query query, Located current) throws JsonPathException {
    List<Located> nodes = List.of(query.relative() ? current : root);
    for (Segment segment : query.segments()) {
      List<Located> next = new ArrayList<>();
      for (Located node : nodes) {
        if (segment.descendant()) {
          descend(node, segment, next);
        } else {
          select(node, segment, next);
        }
      }
      nodes = next;
    }
    return nodes;
  }

  private void select(Located node, Segment segment, List<Located> into) throws JsonPathException {
    step();
    for (Selector selector : segment.selectors()) {
      select(node, selector, into);
    }
  }

  private void descend(Located node, Segment segment, List<Located> into) throws JsonPathException {
    select(node, segment, into);
    for (Located child : children(node)) {
      if (child.value().isContainerNode()) {
        descend(child, segment, into);
      }
    }
  }

  private static List<Located> children(Located node) {
    List<Located> children = new ArrayList<>(node.value().size());
    if (node.value().isObject()) {
      node.value().properties().forEach(e -> children.add(node.member(e.getKey(), e.getValue())));
    } else {
      for (int i = 0; i < node.value().size(); i++) {
        children.add(node.item(i, node.value().get(i)));
      }
    }
    return children;
  }

  private void select(Located node, Selector selector, List<Located> into)
      throws JsonPathException {
    JsonNode value = node.value();
    switch (selector) {
      case Selector.Name name -> {
        JsonNode member = value.isObject() ? value.get(name.name()) : null;
        if (member != null) {
          into.add(node.member(name.name(), member));
        }
      }
      case Selector.Wildcard all -> {
        for (Located child : children(node)) {
          step();
          into.add(child);
        }
      }
      case Selector.Index index -> {
        long at = index.index() < 0 ? value.size() + index.index() : index.index();
        if (value.isArray() && at >= 0 && at < value.size()) {
          into.add(node.item((int) at, value.get((int) at)));
        }
      }
      case Selector.Slice slice -> {
        if (value.isArray()) {
          slice(node, slice, into);
        }
      }
      case Selector.Filter filter -> {
        for (Located child : children(node)) {
          step();
          if (holds(filter.condition(), child)) {
            into.add(child);
          }
        }
      }
    }
  }

  /** RFC 9535, section 2.3.4.2.2. */
  private void slice(Located node, Selector.Slice slice, List<Located> into)
      throws JsonPathException {
    long size = node.value().size();
    long step = slice.step();
    Long first = slice.start();
    Long last = slice.end();
    long start = first == null ? (step < 0 ? size - 1 : 0) : first < 0 ? size + first : first;
    long end = last == null ? (step < 0 ? -1 : size) : last < 0 ? size + last : last;
    if (step > 0) {
      long upper = Math.clamp(end, 0, size);
      for (long i = Math.clamp(start, 0, size); i < upper; i += step) {
        step();
        into.add(node.item((int) i, node.value().get((int) i)));
      }
    } else if (step < 0) {
      long lower = Math.clamp(end, -1, size - 1);
      for (long i = Math.clamp(start, -1, size - 1); i > lower; i += step) {
        step();
        into.add(node.item((int) i, node.value().get((int) i)));
      }
    }
  }

  private boolean holds(Condition condition, Located current) throws JsonPathException {
    return switch (condition) {
      case Condition.And and -> holds(and.left(), current) && holds(and.right(), current);
      case Condition.Or or -> holds(or.left(), current) || holds(or.right(), current);
      case Condition.Not not -> !holds(not.condition(), current);
      case Condition.Exists exists -> !nodes(exists.query(), current).isEmpty();
      case Condition.Holds call -> matches(call.call(), current);
      case Condition.Comparison comparison ->
          compare(
              value(comparison.left(), current),
              comparison.operator(),
              value(comparison.right(), current));
    };
  }

  private @Nullable JsonNode value(Operand operand, Located current) throws JsonPathException {
    return switch (operand) {
      case Operand.Literal literal -> literal.value();
      case Operand.Nodes nodes -> {
        List<Located> found = nodes(nodes.query(), current);
        yield found.size() == 1 ? found.getFirst().value() : null;
      }
      case Operand.Call call -> {
        Operand argument = call.arguments().getFirst();
        yield switch (call.function()) {
          case LENGTH -> length(value(argument, current));
          case COUNT ->
              JsonNodeFactory.instance.numberNode(
                  nodes(((Operand.Nodes) argument).query(), current).size());
          // One node's value, or nothing: as a query is where a single value is wanted.
          case VALUE -> value(argument, current);
          case MATCH, SEARCH -> null;
        };
      }
    };
  }

  private static @Nullable JsonNode length(@Nullable JsonNode value) {
    if (value == null || !value.isContainerNode() && !value.isTextual()) {
      return null;
    }
    return JsonNodeFactory.instance.numberNode(
        value.isTextual()
            ? value.textValue().codePointCount(0, value.textValue().length())
            : value.size());
  }

  private boolean matches(Operand.Call call, Located current) throws JsonPathException {
    JsonNode text = value(call.arguments().getFirst(), current);
    JsonNode pattern = value(call.arguments().getLast(), current);
    if (text == null || pattern == null || !text.isTextual() || !pattern.isTextual()) {
      return false;
    }
    Optional<Pattern> compiled = patterns.get(pattern.textValue());
    if (compiled == null) {
      compiled = compiled(pattern.textValue());
      patterns.put(pattern.textValue(), compiled);
    }
    if (compiled.isEmpty()) {
      return false;
    }
    limit.take(text.textValue().length() / 100);
    var matcher = compiled.get().matcher(text.textValue());
    return call.function() == PathSyntax.Function.MATCH ? matcher.matches() : matcher.find();
  }

  /** What is no regular expression matches nothing (RFC 9535, section 2.4.6). */
  private static Optional<Pattern> compiled(String pattern) {
    try {
      return Optional.of(Pattern.compile(pattern));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean compare(
      @Nullable JsonNode left, Operator operator, @Nullable JsonNode right) {
    return switch (operator) {
      case EQUAL -> equal(left, right);
      case UNEQUAL -> !equal(left, right);
      case LESS -> less(left, right);
      case MORE -> less(right, left);
      case AT_MOST -> less(left, right) || equal(left, right);
      case AT_LEAST -> less(right, left) || equal(left, right);
    };
  }

  private static boolean less(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return false;
    }
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) < 0;
    }
    return left.isTextual() && right.isTextual() && before(left.textValue(), right.textValue());
  }

  /** By code points, which UTF-16 does not sort by. */
  private static boolean before(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    return java.util.Arrays.compare(a, b) < 0;
  }

  private static boolean equal(@Nullable JsonNode left, @Nullable JsonNode right) {
    if (left == null || right == null) {
      return left == right;
    }
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue()) == 0;
    }
    if (left.size() != right.size() || left.getNodeType() != right.getNodeType()) {
      return false;
    }
    if (left.isArray()) {
      for (int i = 0; i < left.size(); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (left.isObject()) {
      for (var member : left.properties()) {
        JsonNode other = right.get(member.getKey());
        if (other == null || !equal(member.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return left.equals(right);
  }
}
