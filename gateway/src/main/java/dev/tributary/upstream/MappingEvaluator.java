package dev.tributary.upstream;

import static dev.tributary.upstream.MappingValues.MISSING;
import static dev.tributary.upstream.MappingValues.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Expression;
import dev.tributary.connect.Expression.ArrayLiteral;
import dev.tributary.connect.Expression.BooleanLiteral;
import dev.tributary.connect.Expression.Fallback;
import dev.tributary.connect.Expression.FallbackKind;
import dev.tributary.connect.Expression.Group;
import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.Item;
import dev.tributary.connect.Expression.NullLiteral;
import dev.tributary.connect.Expression.NumberLiteral;
import dev.tributary.connect.Expression.ObjectLiteral;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.connect.Expression.TextLiteral;
import dev.tributary.connect.Mapping;
import dev.tributary.upstream.MappingProblems.Problem;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one mapping against JSON. Never throws for what the data holds: what cannot be done is
 * missing from the result, and noted as a problem. Inputs are never changed, and the result may
 * share parts with them.
 */
final class MappingEvaluator {

  /** Far more than any honest mapping takes; ends those that multiply their own results. */
  private static final int MAX_STEPS = 20_000_000;

  private final Map<String, JsonNode> variables;
  private final String place;
  private final Mapping mapping;
  private final MappingMethods methods = new MappingMethods(this);
  private MappingProblems problems;

  /**
   * Properties that were not there, by the path or step that read them and what they were read of.
   */
  private final Map<Object, Map<String, Problem>> absent = new IdentityHashMap<>(0);

  private int stepsLeft = MAX_STEPS;

  private MappingEvaluator(
      Mapping mapping, Map<String, JsonNode> variables, String place, MappingProblems problems) {
    this.mapping = mapping;
    this.variables = variables;
    this.place = place;
    this.problems = problems;
  }

  /**
   * @param body what {@code $} stands for
   * @param variables by name without {@code $}
   * @param wanted which fields of the result are needed; null for all
   * @param place what to call the mapping in problems
   * @return never null; missing when there is no result
   */
  static JsonNode evaluate(
      Mapping mapping,
      JsonNode body,
      Map<String, JsonNode> variables,
      @Nullable MappingRequest wanted,
      String place,
      MappingProblems problems) {
    MappingEvaluator evaluator = new MappingEvaluator(mapping, variables, place, problems);
    return evaluator.evaluate(mapping.root(), new Frame(body, body, null), wanted);
  }

  /** What {@code $} and {@code @} stand for, and the locals in scope. */
  record Frame(JsonNode root, JsonNode current, @Nullable Local locals) {
    Frame at(JsonNode value) {
      return new Frame(root, value, locals);
    }

    Frame with(String name, JsonNode value) {
      return new Frame(root, current, new Local(name, value, locals));
    }

    @Nullable JsonNode local(String name) {
      for (Local local = locals; local != null; local = local.outer()) {
        if (local.name().equals(name)) {
          return local.value();
        }
      }
      return null;
    }
  }

  record Local(String name, JsonNode value, @Nullable Local outer) {}

  JsonNode evaluate(Expression expression, Frame frame) {
    return evaluate(expression, frame, null);
  }

  private JsonNode evaluate(Expression expression, Frame frame, @Nullable MappingRequest wanted) {
    if (isSpent(expression)) {
      return MISSING;
    }
    return switch (expression) {
      case TextLiteral literal -> NODES.textNode(literal.value());
      case NumberLiteral literal -> MappingValues.number(literal.value());
      case BooleanLiteral literal -> NODES.booleanNode(literal.value());
      case NullLiteral literal -> NODES.nullNode();
      case ArrayLiteral literal -> {
        ArrayNode array = NODES.arrayNode(literal.elements().size());
        for (Expression element : literal.elements()) {
          array.add(orNull(evaluate(element, frame, wanted)));
        }
        yield array;
      }
      case ObjectLiteral literal -> items(literal.items(), frame, wanted);
      case Fallback fallback -> fallback(fallback, frame, wanted);
      case Path path -> path(path, frame, wanted);
    };
  }

  private JsonNode fallback(Fallback fallback, Frame frame, @Nullable MappingRequest wanted) {
    MappingProblems outer = problems;
    MappingProblems skipped = problems.another();
    problems = skipped;
    JsonNode last = MISSING;
    for (Expression operand : fallback.operands()) {
      last = evaluate(operand, frame, wanted);
      if (!last.isMissingNode() && !(fallback.kind() == FallbackKind.NULLISH && last.isNull())) {
        problems = outer;
        return last;
      }
    }
    problems = outer;
    problems.addAll(skipped);
    return last;
  }

  private JsonNode path(Path path, Frame outer, @Nullable MappingRequest wanted) {
    Frame frame = outer;
    List<Step> steps = path.steps();
    boolean isWhole = steps.isEmpty() && path.group() == null;
    JsonNode value =
        switch (path.head()) {
          case Head.Root() -> frame.root();
          case Head.Current() -> frame.current();
          case Head.Property(String key) -> property(frame.root(), key, path, -1, frame.root());
          case Head.Value(Expression inner) -> evaluate(inner, frame, isWhole ? wanted : null);
          case Head.Variable(String name) -> variable(name, frame, path);
        };
    for (int i = 0; i < steps.size() && !value.isMissingNode(); i++) {
      switch (steps.get(i)) {
        case Step.Property step -> value = property(value, step.key(), path, i, frame.root());
        case Step.Optional step -> {
          if (value.isNull()) {
            return MISSING;
          }
        }
        case Step.Method step -> {
          if (step.name().equals("as")) {
            frame = methods.bind(step, value, frame);
          } else {
            value = methods.apply(step, value, frame);
          }
        }
      }
    }
    Group group = path.group();
    return group == null || value.isMissingNode() ? value : group(group, value, frame, wanted);
  }

  private JsonNode variable(String name, Frame frame, Path path) {
    JsonNode local = frame.local(name);
    JsonNode value = local != null ? local : variables.get(name);
    if (value == null) {
      problem(
          "$" + name + " is not known here", path.start(), path.end(), frame.root(), frame.root());
      return MISSING;
    }
    return value;
  }

  /**
   * @param step the index of the step that reads the property; -1 for the head
   * @param around what {@code $} stands for here
   */
  private JsonNode property(JsonNode from, String key, Path path, int step, JsonNode around) {
    if (from instanceof ArrayNode array) {
      ArrayNode values = NODES.arrayNode(array.size());
      for (JsonNode element : array) {
        values.add(orNull(property(element, key, path, step, around)));
      }
      return values;
    }
    JsonNode value = from instanceof ObjectNode object ? object.get(key) : null;
    if (value != null) {
      return value;
    }
    List<Step> steps = path.steps();
    boolean isOptional = step + 1 < steps.size() && steps.get(step + 1) instanceof Step.Optional;
    if (!isOptional) {
      int end = step >= 0 ? steps.get(step).end() : steps.isEmpty() ? -1 : steps.getFirst().start();
      int stop = end >= 0 ? end : path.group() == null ? path.end() : path.group().start();
      // Of ten thousand items thirty thousand properties may be missing: that is told once, and
      // put into words once: 7 ms rather than 20 for such an answer of 770 kB.
      Problem problem =
          absent
              .computeIfAbsent(step >= 0 ? steps.get(step) : path, first -> new HashMap<>())
              .computeIfAbsent(
                  MappingValues.typeName(from),
                  type ->
                      MappingProblems.problem(
                          "There is no property \"" + key + "\" in " + type,
                          place,
                          mapping,
                          path.start(),
                          stop));
      problems.add(problem, mapping, path.start(), stop, from, around);
    }
    return MISSING;
  }

  private JsonNode group(
      Group group, JsonNode value, Frame frame, @Nullable MappingRequest wanted) {
    if (value instanceof ArrayNode array) {
      ArrayNode values = NODES.arrayNode(array.size());
      for (JsonNode element : array) {
        values.add(group(group, element, frame, wanted));
      }
      return values;
    }
    JsonNode object = items(group.items(), new Frame(value, value, frame.locals()), wanted);
    return object.isObject() && object.isEmpty() && !value.isObject() ? value : object;
  }

  /** An object, or null when something null is spread into it. */
  private JsonNode items(List<Item> items, Frame frame, @Nullable MappingRequest wanted) {
    JsonNode result = NODES.objectNode();
    for (Item item : items) {
      switch (item) {
        case Item.Named(String key, Expression value, int start, int end) -> {
          if (wanted == null || wanted.wants(key)) {
            JsonNode named = evaluate(value, frame, wanted == null ? null : wanted.below(key));
            if (!named.isMissingNode() && result instanceof ObjectNode object) {
              JsonNode before = object.get(key);
              object.set(key, before == null ? named : merge(before, named, item));
            }
          }
        }
        case Item.Spread spread -> {
          JsonNode value = evaluate(spread.value(), frame, wanted);
          if (value.isNull() || value.isObject()) {
            result = merge(result, value, item);
          } else if (!value.isMissingNode()) {
            problem(
                "Only an object can be spread, not " + MappingValues.typeName(value),
                spread.start(),
                spread.value().end(),
                value,
                frame.root());
          }
        }
      }
    }
    return result;
  }

  /** Objects key by key, lists index by index; null on either side wins, else the later. */
  private JsonNode merge(JsonNode before, JsonNode after, Item item) {
    if (before.isNull() || after.isNull() || isSpent(item.value())) {
      return NODES.nullNode();
    }
    if (before instanceof ObjectNode first && after instanceof ObjectNode second) {
      ObjectNode merged = NODES.objectNode();
      first.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
      second
          .properties()
          .forEach(
              entry -> {
                JsonNode known = merged.get(entry.getKey());
                merged.set(
                    entry.getKey(),
                    known == null ? entry.getValue() : merge(known, entry.getValue(), item));
              });
      return merged;
    }
    if (before instanceof ArrayNode first && after instanceof ArrayNode second) {
      ArrayNode merged = NODES.arrayNode();
      Iterator<JsonNode> firsts = first.iterator();
      Iterator<JsonNode> seconds = second.iterator();
      while (firsts.hasNext() || seconds.hasNext()) {
        if (!seconds.hasNext()) {
          merged.add(firsts.next());
        } else if (!firsts.hasNext()) {
          merged.add(seconds.next());
        } else {
          merged.add(merge(firsts.next(), seconds.next(), item));
        }
      }
      return merged;
    }
    if (before.getNodeType() != after.getNodeType()) {
      problem(
          "One key is given both "
              + MappingValues.typeName(before)
              + " and "
              + MappingValues.typeName(after),
          item.start(),
          item.value().end(),
          after,
          after);
    }
    return after;
  }

  /** Numbers by value: 1 equals 1.0. Objects whatever the order of their keys. */
  boolean equal(JsonNode one, JsonNode other) {
    if (one == other) {
      return true;
    }
    if (!takeStep()) {
      return false;
    }
    if (one.isNumber() && other.isNumber()) {
      return one.isIntegralNumber() && other.isIntegralNumber()
          ? one.bigIntegerValue().equals(other.bigIntegerValue())
          : one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    if (one instanceof ArrayNode first && other instanceof ArrayNode second) {
      if (first.size() != second.size()) {
        return false;
      }
      for (int i = 0; i < first.size(); i++) {
        if (!equal(first.get(i), second.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof ObjectNode first && other instanceof ObjectNode second) {
      if (first.size() != second.size()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> entry : first.properties()) {
        JsonNode same = second.get(entry.getKey());
        if (same == null || !equal(entry.getValue(), same)) {
          return false;
        }
      }
      return true;
    }
    return one.equals(other);
  }

  /**
   * @param about the value that did not do
   * @param around what {@code $} stands for here
   */
  void problem(String message, int start, int end, JsonNode about, JsonNode around) {
    int stop = Math.max(start, end);
    problems.add(
        MappingProblems.problem(message, place, mapping, start, stop),
        mapping,
        start,
        stop,
        about,
        around);
  }

  /** False once a mapping has done more than any honest one does. */
  boolean takeStep() {
    if (stepsLeft <= 0) {
      return false;
    }
    stepsLeft--;
    return true;
  }

  private boolean isSpent(Expression expression) {
    if (takeStep()) {
      return false;
    }
    problem("This takes too many steps", expression.start(), expression.end(), MISSING, MISSING);
    return true;
  }

  static JsonNode orNull(JsonNode value) {
    return value.isMissingNode() ? NODES.nullNode() : value;
  }
}
