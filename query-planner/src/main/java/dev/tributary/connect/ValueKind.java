package dev.tributary.connect;

import dev.tributary.connect.Expression.ArrayLiteral;
import dev.tributary.connect.Expression.BooleanLiteral;
import dev.tributary.connect.Expression.Fallback;
import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.NullLiteral;
import dev.tributary.connect.Expression.NumberLiteral;
import dev.tributary.connect.Expression.ObjectLiteral;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.connect.Expression.TextLiteral;

/** What sort of JSON value an expression gives, as far as its text and the schema tell. */
enum ValueKind {
  TEXT("a string"),
  NUMBER("a number"),
  BOOLEAN("a boolean"),
  NULL("null"),
  LIST("a list"),
  OBJECT("an object"),
  UNKNOWN("anything");

  private final String words;

  ValueKind(String words) {
    this.words = words;
  }

  /** As in "gives a list". */
  String words() {
    return words;
  }

  /**
   * @param version decides whether methods are known by what they give (0.3 and later)
   */
  static ValueKind of(Expression expression, VariableTypes variables, ConnectVersion version) {
    return switch (expression) {
      case TextLiteral text -> TEXT;
      case NumberLiteral number -> NUMBER;
      case BooleanLiteral bool -> BOOLEAN;
      case NullLiteral nothing -> NULL;
      case ArrayLiteral array -> LIST;
      case ObjectLiteral object -> OBJECT;
      case Fallback fallback -> {
        ValueKind common = of(fallback.operands().getFirst(), variables, version);
        yield fallback.operands().stream()
                .allMatch(operand -> of(operand, variables, version) == common)
            ? common
            : UNKNOWN;
      }
      case Path path -> ofPath(path, variables, version);
    };
  }

  private static ValueKind ofPath(Path path, VariableTypes variables, ConnectVersion version) {
    VariableTypes.Place place = new VariableTypes.Open();
    ValueKind kind = UNKNOWN;
    switch (path.head()) {
      case Head.Value(Expression value) -> kind = of(value, variables, version);
      case Head.Variable(String name) -> {
        place = variables.of(name);
        kind = name.equals("status") ? NUMBER : variables.kind(place);
      }
      case Head.Root root -> {}
      case Head.Current current -> {}
      case Head.Property property -> {}
    }
    for (Step step : path.steps()) {
      switch (step) {
        case Step.Optional optional -> {}
        case Step.Property(String key, int start, int end) -> {
          place = variables.below(place, key);
          kind = variables.kind(place);
        }
        case Step.Method method -> {
          place = new VariableTypes.Open();
          kind = version.hasOptionalSteps() ? ofMethod(method.name(), kind) : UNKNOWN;
        }
      }
    }
    if (path.group() == null) {
      return kind;
    }
    // A group of the whole is what a list of items without a path is parsed to.
    boolean isWhole = path.head() instanceof Head.Root && path.steps().isEmpty();
    return isWhole ? OBJECT : kind == LIST || kind == OBJECT ? kind : UNKNOWN;
  }

  private static ValueKind ofMethod(String name, ValueKind receiver) {
    return switch (name) {
      case "as", "filter" -> name.equals("as") ? receiver : LIST;
      case "map", "entries", "split" -> LIST;
      case "size", "add", "sub", "mul", "div", "mod", "parseInt" -> NUMBER;
      case "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "in", "contains" -> BOOLEAN;
      case "toString", "jsonStringify", "joinNotNull", "trim", "trimStart", "trimEnd" -> TEXT;
      case "keysToCamelCase", "keysToCamelCaseDeep", "slice" -> receiver;
      default -> UNKNOWN;
    };
  }
}
