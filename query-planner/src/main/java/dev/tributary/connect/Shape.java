package dev.tributary.connect;

import dev.tributary.connect.Expression.ArrayLiteral;
import dev.tributary.connect.Expression.BooleanLiteral;
import dev.tributary.connect.Expression.Fallback;
import dev.tributary.connect.Expression.Group;
import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.Item;
import dev.tributary.connect.Expression.NullLiteral;
import dev.tributary.connect.Expression.NumberLiteral;
import dev.tributary.connect.Expression.ObjectLiteral;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.connect.Expression.TextLiteral;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping makes, as far as its text tells: lists are seen through, since mappings map over
 * them.
 */
sealed interface Shape {

  /** A leaf, or something that only the response knows. */
  record Opaque() implements Shape {}

  /**
   * An object.
   *
   * @param typename what {@code __typename} is set to by a literal; null when it is not
   * @param fields by name, each with the item that made it
   */
  record Fields(@Nullable String typename, SequencedMap<String, Made> fields) implements Shape {}

  /**
   * @param item the item that named the field
   */
  record Made(Item.Named item, Shape shape) {}

  /** One of several, as {@code ->match} and {@code ??} choose; at least two, none nested. */
  record OneOf(List<Shape> alternatives) implements Shape {
    public OneOf {
      alternatives = List.copyOf(alternatives);
    }
  }

  Opaque OPAQUE = new Opaque();

  /** Methods whose result has the shape of what they are applied to, or of its elements. */
  Set<String> PASSING = Set.of("first", "last", "slice", "filter", "find", "get", "as");

  /** Beyond this many alternatives spreads are no longer multiplied out. */
  int MAX_ALTERNATIVES = 256;

  static Shape of(Expression expression) {
    return switch (expression) {
      case TextLiteral text -> OPAQUE;
      case NumberLiteral number -> OPAQUE;
      case BooleanLiteral bool -> OPAQUE;
      case NullLiteral nothing -> OPAQUE;
      case ArrayLiteral(List<Expression> elements, int start, int end) ->
          oneOf(elements.stream().map(Shape::of).toList());
      case Fallback fallback -> oneOf(fallback.operands().stream().map(Shape::of).toList());
      case ObjectLiteral object -> ofItems(object.items());
      case Path path -> ofPath(path);
    };
  }

  /** The objects among the alternatives. */
  default List<Fields> objects() {
    return switch (this) {
      case Opaque opaque -> List.of();
      case Fields fields -> List.of(fields);
      case OneOf(List<Shape> alternatives) ->
          alternatives.stream().flatMap(shape -> shape.objects().stream()).toList();
    };
  }

  private static Shape ofPath(Path path) {
    Group group = path.group();
    if (group != null) {
      return ofItems(group.items());
    }
    Shape shape = path.head() instanceof Head.Value(Expression value) ? of(value) : OPAQUE;
    for (Step step : path.steps()) {
      shape =
          switch (step) {
            case Step.Property property -> OPAQUE;
            case Step.Optional optional -> shape;
            case Step.Method method -> ofMethod(method, shape);
          };
    }
    return shape;
  }

  private static Shape ofMethod(Step.Method method, Shape receiver) {
    List<Expression> arguments = method.arguments() == null ? List.of() : method.arguments();
    if (PASSING.contains(method.name())) {
      return receiver;
    }
    return switch (method.name()) {
      case "map", "echo" -> arguments.isEmpty() ? OPAQUE : of(arguments.getFirst());
      case "match" -> {
        List<Shape> arms = new ArrayList<>();
        for (Expression argument : arguments) {
          if (argument instanceof ArrayLiteral pair && pair.elements().size() == 2) {
            arms.add(of(pair.elements().get(1)));
          }
        }
        yield oneOf(arms);
      }
      default -> OPAQUE;
    };
  }

  private static Shape ofItems(List<Item> items) {
    List<Fields> results = List.of(new Fields(null, new LinkedHashMap<>()));
    for (Item item : items) {
      List<Fields> additions =
          switch (item) {
            case Item.Named named -> List.of(ofNamed(named));
            case Item.Spread spread -> of(spread.value()).objects();
          };
      if (additions.isEmpty()) {
        continue;
      }
      List<Fields> combined = new ArrayList<>();
      for (Fields before : results) {
        for (Fields addition : additions) {
          if (combined.size() < MAX_ALTERNATIVES) {
            combined.add(merge(before, addition));
          }
        }
      }
      results = combined;
    }
    return oneOf(List.copyOf(results));
  }

  private static Fields ofNamed(Item.Named named) {
    SequencedMap<String, Made> fields = new LinkedHashMap<>();
    if (named.key().equals("__typename")) {
      return new Fields(literalText(named.value()), fields);
    }
    fields.put(named.key(), new Made(named, of(named.value())));
    return new Fields(null, fields);
  }

  private static @Nullable String literalText(Expression expression) {
    return switch (expression) {
      case TextLiteral text -> text.value();
      case Path path
          when path.head() instanceof Head.Value(Expression value)
              && path.steps().isEmpty()
              && path.group() == null ->
          literalText(value);
      default -> null;
    };
  }

  private static Fields merge(Fields before, Fields after) {
    SequencedMap<String, Made> fields = new LinkedHashMap<>(before.fields());
    after
        .fields()
        .forEach(
            (key, made) ->
                fields.merge(
                    key,
                    made,
                    (first, second) ->
                        new Made(first.item(), both(first.shape(), second.shape()))));
    return new Fields(after.typename() == null ? before.typename() : after.typename(), fields);
  }

  /** {@code g { a } g { b }} makes {@code g: {a, b}}: objects under one key are merged. */
  private static Shape both(Shape first, Shape second) {
    return first instanceof Fields before && second instanceof Fields after
        ? merge(before, after)
        : oneOf(List.of(first, second));
  }

  private static Shape oneOf(List<? extends Shape> shapes) {
    List<Shape> alternatives = new ArrayList<>();
    for (Shape shape : shapes) {
      if (shape instanceof OneOf(List<Shape> inner)) {
        alternatives.addAll(inner);
      } else {
        alternatives.add(shape);
      }
    }
    return switch (alternatives.size()) {
      case 0 -> OPAQUE;
      case 1 -> alternatives.getFirst();
      default -> new OneOf(alternatives);
    };
  }
}
