package dev.tributary.upstream;

import static dev.tributary.upstream.MappingValues.MISSING;
import static dev.tributary.upstream.MappingValues.NODES;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.Expression;
import dev.tributary.connect.Expression.ArrayLiteral;
import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.upstream.MappingEvaluator.Frame;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * The methods of the mapping language, {@code ->name(arguments)}. Arguments are expressions:
 * {@code @} in them is the receiver, or each element of it.
 */
final class MappingMethods {

  private final MappingEvaluator evaluator;
  private final MappingTexts texts = new MappingTexts();

  MappingMethods(MappingEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** {@code ->as($name)} and {@code ->as($name, value)}: the frame with the local in it. */
  Frame bind(Step.Method method, JsonNode receiver, Frame frame) {
    List<Expression> arguments = arguments(method);
    if (arguments.isEmpty()
        || arguments.size() > 2
        || !(arguments.getFirst() instanceof Path local)
        || !(local.head() instanceof Head.Variable(String name))
        || !local.steps().isEmpty()
        || local.group() != null) {
      problem(method, "takes a new variable and perhaps a value", receiver, frame);
      return frame;
    }
    JsonNode value =
        arguments.size() == 2 ? evaluator.evaluate(arguments.get(1), frame.at(receiver)) : receiver;
    return frame.with(name, value);
  }

  /** Missing when the method cannot be applied. */
  JsonNode apply(Step.Method method, JsonNode receiver, Frame frame) {
    Call call = new Call(method, receiver, frame);
    return switch (method.name()) {
      case "echo" -> call.withOne(argument -> argument);
      case "map" -> call.map();
      case "match" -> call.match();
      case "first" -> call.withNone(call::first);
      case "last" -> call.withNone(call::last);
      case "slice" -> call.slice();
      case "size" -> call.withNone(call::size);
      case "entries" -> call.withNone(call::entries);
      case "get" -> call.withOne(call::get);
      case "joinNotNull" -> call.withOne(call::joinNotNull);
      case "filter" -> call.filter();
      case "find" -> call.find();
      case "eq" -> call.withOne(other -> bool(evaluator.equal(receiver, other)));
      case "ne" -> call.withOne(other -> bool(!evaluator.equal(receiver, other)));
      case "gt", "gte", "lt", "lte" -> call.withOne(call::compare);
      case "and", "or" -> call.andOr();
      case "not" ->
          call.withNone(
              () -> receiver.isBoolean() ? bool(!receiver.booleanValue()) : call.wrongReceiver());
      case "in" -> call.withOne(list -> call.member(list, receiver));
      case "contains" -> call.withOne(value -> call.member(receiver, value));
      case "add", "sub", "mul", "div", "mod" -> call.arithmetic();
      case "toString" ->
          call.withNone(
              () -> {
                String text = MappingValues.text(receiver);
                return text == null ? call.wrongReceiver() : NODES.textNode(text);
              });
      case "parseInt" -> call.parseInt();
      case "jsonStringify" -> call.withNone(call::jsonStringify);
      case "jsonParse" -> call.withNone(call::jsonParse);
      case "split" -> call.split();
      case "trim" -> call.withNone(() -> call.text(String::strip));
      case "trimStart" -> call.withNone(() -> call.text(String::stripLeading));
      case "trimEnd" -> call.withNone(() -> call.text(String::stripTrailing));
      case "keysToCamelCase" -> call.withNone(() -> call.camelCase(false));
      case "keysToCamelCaseDeep" -> call.withNone(() -> call.camelCase(true));
      default -> {
        problem(method, "is not a method", receiver, frame);
        yield MISSING;
      }
    };
  }

  private static JsonNode bool(boolean value) {
    return NODES.booleanNode(value);
  }

  private static List<Expression> arguments(Step.Method method) {
    List<Expression> arguments = method.arguments();
    return arguments == null ? List.of() : arguments;
  }

  private void problem(Step.Method method, String what, JsonNode receiver, Frame frame) {
    evaluator.problem(
        "->" + method.name() + " " + what, method.start(), method.end(), receiver, frame.root());
  }

  private interface WithArgument {
    JsonNode apply(JsonNode argument);
  }

  private interface WithoutArgument {
    JsonNode apply();
  }

  private interface OnText {
    String apply(String text);
  }

  /** One application of a method. */
  private final class Call {
    private final Step.Method method;
    private final JsonNode receiver;
    private final Frame frame;
    private final List<Expression> arguments;

    Call(Step.Method method, JsonNode receiver, Frame frame) {
      this.method = method;
      this.receiver = receiver;
      this.frame = frame;
      this.arguments = arguments(method);
    }

    private JsonNode fail(String what) {
      problem(method, what, receiver, frame);
      return MISSING;
    }

    private JsonNode wrongReceiver() {
      return fail("cannot be applied to " + MappingValues.typeName(receiver));
    }

    private JsonNode wrongArgument(JsonNode argument) {
      return fail("does not take " + MappingValues.typeName(argument));
    }

    private JsonNode argument(int index, JsonNode current) {
      return evaluator.evaluate(arguments.get(index), frame.at(current));
    }

    /** A missing argument makes the result missing; it has said why itself. */
    JsonNode withOne(WithArgument body) {
      if (arguments.size() != 1) {
        return fail("takes one argument");
      }
      JsonNode argument = argument(0, receiver);
      return argument.isMissingNode() ? MISSING : body.apply(argument);
    }

    JsonNode withNone(WithoutArgument body) {
      return method.arguments() == null ? body.apply() : fail("takes no arguments");
    }

    JsonNode map() {
      if (arguments.size() != 1) {
        return fail("takes one argument");
      }
      ArrayNode mapped = NODES.arrayNode();
      for (JsonNode element : elements()) {
        mapped.add(MappingEvaluator.orNull(argument(0, element)));
      }
      return mapped;
    }

    private Iterable<JsonNode> elements() {
      return receiver instanceof ArrayNode array ? array : List.of(receiver);
    }

    JsonNode match() {
      for (Expression argument : arguments) {
        if (!(argument instanceof ArrayLiteral pair) || pair.elements().size() != 2) {
          return fail("takes pairs: [candidate, value]");
        }
        JsonNode candidate = evaluator.evaluate(pair.elements().getFirst(), frame.at(receiver));
        if (!candidate.isMissingNode() && evaluator.equal(candidate, receiver)) {
          return evaluator.evaluate(pair.elements().getLast(), frame.at(receiver));
        }
      }
      return fail("has no pair for the value: add [@, default]");
    }

    JsonNode first() {
      return end(0);
    }

    JsonNode last() {
      return end(-1);
    }

    private JsonNode end(int index) {
      int size = length();
      if (size < 0) {
        wrongReceiver();
        return receiver;
      }
      return size == 0 ? MISSING : element(index < 0 ? size - 1 : index);
    }

    /** Of a list or string; -1 for others. Strings are counted in code points. */
    private int length() {
      if (receiver instanceof ArrayNode array) {
        return array.size();
      }
      String text = receiver.textValue();
      return text == null ? -1 : text.codePointCount(0, text.length());
    }

    private JsonNode element(int index) {
      return receiver instanceof ArrayNode array
          ? array.get(index)
          : NODES.textNode(texts.slice(receiver.textValue(), index, index + 1));
    }

    JsonNode slice() {
      int size = length();
      if (size < 0) {
        return wrongReceiver();
      }
      if (arguments.size() > 2) {
        return fail("takes two arguments at most");
      }
      int[] bounds = {0, size};
      for (int i = 0; i < arguments.size(); i++) {
        JsonNode argument = argument(i, receiver);
        if (argument.isMissingNode()) {
          return MISSING;
        }
        Integer bound = MappingValues.index(argument);
        if (bound == null) {
          return wrongArgument(argument);
        }
        bounds[i] = Math.clamp(bound, 0, size);
      }
      int end = Math.max(bounds[0], bounds[1]);
      if (receiver instanceof ArrayNode array) {
        ArrayNode part = NODES.arrayNode();
        for (int i = bounds[0]; i < end; i++) {
          part.add(array.get(i));
        }
        return part;
      }
      return NODES.textNode(texts.slice(receiver.textValue(), bounds[0], end));
    }

    JsonNode size() {
      if (receiver.isObject()) {
        return NODES.numberNode(receiver.size());
      }
      int size = length();
      return size < 0 ? wrongReceiver() : NODES.numberNode(size);
    }

    JsonNode entries() {
      if (!(receiver instanceof ObjectNode object)) {
        return wrongReceiver();
      }
      ArrayNode entries = NODES.arrayNode(object.size());
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        ObjectNode entry = NODES.objectNode();
        entry.put("key", property.getKey());
        entry.set("value", property.getValue());
        entries.add(entry);
      }
      return entries;
    }

    JsonNode get(JsonNode at) {
      if (receiver instanceof ObjectNode object) {
        if (!at.isTextual()) {
          return wrongArgument(at);
        }
        JsonNode value = object.get(at.textValue());
        return value == null ? fail("finds no such property") : value;
      }
      int size = length();
      if (size < 0) {
        return wrongReceiver();
      }
      Integer index = MappingValues.index(at);
      if (index == null) {
        return wrongArgument(at);
      }
      long fromStart = index < 0 ? (long) size + index : index;
      return fromStart < 0 || fromStart >= size
          ? fail("finds nothing at this index")
          : element((int) fromStart);
    }

    JsonNode joinNotNull(JsonNode separator) {
      if (!separator.isTextual()) {
        return wrongArgument(separator);
      }
      StringBuilder joined = new StringBuilder();
      boolean first = true;
      for (JsonNode element : elements()) {
        String text = MappingValues.text(element);
        if (text == null) {
          return fail("cannot join " + MappingValues.typeName(element));
        }
        if (!element.isNull()) {
          joined.append(first ? "" : separator.textValue()).append(text);
          first = false;
        }
      }
      return NODES.textNode(joined.toString());
    }

    JsonNode filter() {
      if (arguments.size() != 1) {
        return fail("takes one argument");
      }
      ArrayNode kept = NODES.arrayNode();
      for (JsonNode element : elements()) {
        JsonNode holds = argument(0, element);
        if (!holds.isBoolean()) {
          return holds.isMissingNode() ? MISSING : wrongArgument(holds);
        }
        if (holds.booleanValue()) {
          kept.add(element);
        }
      }
      return kept;
    }

    JsonNode find() {
      if (arguments.size() != 1) {
        return fail("takes one argument");
      }
      for (JsonNode element : elements()) {
        JsonNode holds = argument(0, element);
        if (!holds.isBoolean()) {
          return holds.isMissingNode() ? MISSING : wrongArgument(holds);
        }
        if (holds.booleanValue()) {
          return element;
        }
      }
      return MISSING;
    }

    JsonNode compare(JsonNode other) {
      int order;
      if (receiver.isNumber() && other.isNumber()) {
        order = receiver.decimalValue().compareTo(other.decimalValue());
      } else if (receiver.isTextual() && other.isTextual()) {
        order = receiver.textValue().compareTo(other.textValue());
      } else {
        return fail(
            "cannot compare "
                + MappingValues.typeName(receiver)
                + " with "
                + MappingValues.typeName(other));
      }
      return bool(
          switch (method.name()) {
            case "gt" -> order > 0;
            case "gte" -> order >= 0;
            case "lt" -> order < 0;
            default -> order <= 0;
          });
    }

    JsonNode andOr() {
      boolean decisive = method.name().equals("or");
      if (arguments.isEmpty()) {
        return fail("takes one or more arguments");
      }
      if (!receiver.isBoolean()) {
        return wrongReceiver();
      }
      boolean result = receiver.booleanValue();
      for (int i = 0; i < arguments.size() && result != decisive; i++) {
        JsonNode argument = argument(i, receiver);
        if (!argument.isBoolean()) {
          return argument.isMissingNode() ? MISSING : wrongArgument(argument);
        }
        result = argument.booleanValue();
      }
      return bool(result);
    }

    JsonNode member(JsonNode list, JsonNode value) {
      if (!(list instanceof ArrayNode array)) {
        return fail("needs a list, not " + MappingValues.typeName(list));
      }
      for (JsonNode element : array) {
        if (evaluator.equal(element, value)) {
          return bool(true);
        }
      }
      return bool(false);
    }

    JsonNode arithmetic() {
      if (arguments.isEmpty()) {
        return fail("takes one or more numbers");
      }
      JsonNode result = receiver;
      for (int i = 0; i < arguments.size(); i++) {
        JsonNode argument = argument(i, receiver);
        if (argument.isMissingNode()) {
          return MISSING;
        }
        if (!MappingValues.isComputable(result)) {
          return wrongReceiver();
        }
        if (!MappingValues.isComputable(argument)) {
          return wrongArgument(argument);
        }
        JsonNode next = MappingNumbers.compute(method.name(), result, argument);
        if (next == null) {
          return fail("cannot divide by zero");
        }
        result = next;
      }
      return result;
    }

    JsonNode parseInt() {
      int base = 10;
      if (arguments.size() > 1) {
        return fail("takes one argument at most");
      }
      if (arguments.size() == 1) {
        JsonNode argument = argument(0, receiver);
        Integer given = MappingValues.index(argument);
        if (given == null || given < Character.MIN_RADIX || given > Character.MAX_RADIX) {
          return argument.isMissingNode() ? MISSING : fail("takes a base from 2 to 36");
        }
        base = given;
      }
      if (receiver.isNumber()) {
        return MappingValues.isComputable(receiver)
            ? MappingValues.number(receiver.decimalValue().toBigInteger())
            : wrongReceiver();
      }
      BigInteger value = MappingNumbers.parse(receiver.textValue(), base);
      return value == null ? fail("finds no whole number") : MappingValues.number(value);
    }

    JsonNode jsonStringify() {
      String text = RestJson.text(receiver);
      return text == null ? fail("would give too long a text") : NODES.textNode(text);
    }

    JsonNode jsonParse() {
      if (!receiver.isTextual()) {
        return wrongReceiver();
      }
      try {
        return RestJson.read(receiver.textValue());
      } catch (JsonProcessingException notJson) {
        return fail("finds no JSON");
      }
    }

    JsonNode split() {
      if (arguments.isEmpty() || arguments.size() > 2) {
        return fail("takes a separator and perhaps a limit");
      }
      JsonNode separator = argument(0, receiver);
      JsonNode limit =
          arguments.size() == 2 ? argument(1, receiver) : NODES.numberNode(Integer.MAX_VALUE);
      if (separator.isMissingNode() || limit.isMissingNode()) {
        return MISSING;
      }
      Integer most = MappingValues.index(limit);
      if (!separator.isTextual()) {
        return wrongArgument(separator);
      }
      if (most == null || most < 0) {
        return wrongArgument(limit);
      }
      if (!receiver.isTextual()) {
        return wrongReceiver();
      }
      ArrayNode parts = NODES.arrayNode();
      texts.split(receiver.textValue(), separator.textValue(), most).forEach(parts::add);
      return parts;
    }

    JsonNode text(OnText body) {
      String text = receiver.textValue();
      return text == null ? wrongReceiver() : NODES.textNode(body.apply(text));
    }

    JsonNode camelCase(boolean deep) {
      return receiver.isObject() || receiver.isArray()
          ? texts.camelCaseKeys(receiver, deep, evaluator::takeStep)
          : wrongReceiver();
    }
  }
}
