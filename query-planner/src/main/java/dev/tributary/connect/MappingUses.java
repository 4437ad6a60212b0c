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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a mapping refers to, each with where it does: variables, methods, the response's body. */
final class MappingUses {

  private final List<Path> variables = new ArrayList<>();
  private final List<Step.Method> methods = new ArrayList<>();
  private final List<Path> bodies = new ArrayList<>();
  private final Set<String> locals = new HashSet<>();

  static MappingUses of(Mapping mapping) {
    MappingUses uses = new MappingUses();
    uses.walk(mapping.root(), true, true);
    uses.variables.removeIf(
        path -> path.head() instanceof Head.Variable(String name) && uses.locals.contains(name));
    return uses;
  }

  /** Paths that start at a namespace such as {@code $args}. */
  List<Path> variables() {
    return variables;
  }

  List<Step.Method> methods() {
    return methods;
  }

  /** Paths that read the response's body. */
  List<Path> bodies() {
    return bodies;
  }

  /**
   * @param rootIsBody whether {@code $} is the body here
   * @param currentIsBody whether {@code @} is
   */
  private void walk(Expression expression, boolean rootIsBody, boolean currentIsBody) {
    switch (expression) {
      case TextLiteral text -> {}
      case NumberLiteral number -> {}
      case BooleanLiteral bool -> {}
      case NullLiteral nothing -> {}
      case ArrayLiteral array ->
          array.elements().forEach(element -> walk(element, rootIsBody, currentIsBody));
      case ObjectLiteral object -> walk(object.items(), rootIsBody, currentIsBody);
      case Fallback fallback ->
          fallback.operands().forEach(operand -> walk(operand, rootIsBody, currentIsBody));
      case Path path -> walkPath(path, rootIsBody, currentIsBody);
    }
  }

  private void walk(List<Item> items, boolean rootIsBody, boolean currentIsBody) {
    items.forEach(item -> walk(item.value(), rootIsBody, currentIsBody));
  }

  private void walkPath(Path path, boolean rootIsBody, boolean currentIsBody) {
    boolean isBody =
        switch (path.head()) {
          case Head.Root() -> rootIsBody;
          case Head.Property property -> rootIsBody;
          case Head.Current() -> currentIsBody;
          case Head.Variable variable -> {
            variables.add(path);
            yield false;
          }
          case Head.Value(Expression value) -> {
            walk(value, rootIsBody, currentIsBody);
            yield false;
          }
        };
    // `$ { ... }` around a whole mapping reads nothing itself: what stands inside does.
    boolean isBare = path.head() instanceof Head.Root && path.steps().isEmpty();
    if (isBody && !(isBare && path.group() != null)) {
      bodies.add(path);
    }
    for (Step step : path.steps()) {
      if (step instanceof Step.Method method) {
        methods.add(method);
        List<Expression> arguments = method.arguments() == null ? List.of() : method.arguments();
        for (int i = 0; i < arguments.size(); i++) {
          if (i == 0
              && method.name().equals("as")
              && arguments.getFirst() instanceof Path local
              && local.head() instanceof Head.Variable(String name)) {
            locals.add(name);
          } else {
            walk(arguments.get(i), rootIsBody, false);
          }
        }
      }
    }
    Group group = path.group();
    if (group != null) {
      boolean inside = isBody && isBare;
      walk(group.items(), inside, inside);
    }
  }
}
