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
import dev.tributary.connect.Template.Hole;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which paths below which variables mappings read: {@code $this.a.b} and {@code $this { a { c } }}
 * read {@code a {b c}} of {@code $this}. Keys of entities are derived from this.
 */
final class VariablePaths {

  private final SequencedMap<String, PathTree> byVariable = new LinkedHashMap<>();

  /** Everything that one connector reads, on the request's side and on the response's. */
  static VariablePaths of(Connect connect, @Nullable Source source) {
    VariablePaths paths = new VariablePaths();
    if (source != null) {
      paths.read(source.baseUrl());
      paths.readHeaders(source.headers());
      paths.read(source.path());
      paths.read(source.queryParams());
      paths.read(source.outcome().isSuccess());
      paths.read(source.outcome().message());
      paths.read(source.outcome().extensions());
    }
    Connect.Http http = connect.http();
    if (http != null) {
      paths.read(http.url());
      paths.readHeaders(http.headers());
      paths.read(http.path());
      paths.read(http.queryParams());
      paths.read(http.body());
    }
    paths.read(connect.selection());
    paths.read(connect.outcome().isSuccess());
    paths.read(connect.outcome().message());
    paths.read(connect.outcome().extensions());
    return paths;
  }

  static VariablePaths of(Expression expression) {
    VariablePaths paths = new VariablePaths();
    paths.walk(expression, new Scope(null, null, Map.of()));
    return paths;
  }

  /** By name without {@code $}; locals of {@code ->as} are not among them. */
  SequencedMap<String, PathTree> byVariable() {
    return byVariable;
  }

  /** The paths below one variable; empty when it is not read. */
  PathTree below(String variable) {
    return byVariable.getOrDefault(variable, new PathTree());
  }

  private void read(Template template) {
    for (Template.Part part : template.parts()) {
      if (part instanceof Hole hole) {
        read(hole.mapping());
      }
    }
  }

  private void readHeaders(List<HttpHeader> headers) {
    for (HttpHeader header : headers) {
      if (header instanceof HttpHeader.Written(String name, Template value)) {
        read(value);
      }
    }
  }

  private void read(@Nullable Mapping mapping) {
    if (mapping != null) {
      walk(mapping.root(), new Scope(null, null, Map.of()));
    }
  }

  /**
   * Where {@code $}, {@code @} and locals stand; null when that is not below a variable (but in the
   * response, or in a computed value).
   */
  private record Scope(
      @Nullable PathTree root, @Nullable PathTree current, Map<String, Optional<PathTree>> locals) {

    Scope withLocal(String name, @Nullable PathTree value) {
      Map<String, Optional<PathTree>> extended = new HashMap<>(locals);
      extended.put(name, Optional.ofNullable(value));
      return new Scope(root, current, extended);
    }
  }

  /** Where the value of {@code expression} stands; null when not below a variable. */
  private @Nullable PathTree walk(Expression expression, Scope scope) {
    return switch (expression) {
      case TextLiteral text -> null;
      case NumberLiteral number -> null;
      case BooleanLiteral bool -> null;
      case NullLiteral nothing -> null;
      case ArrayLiteral array -> {
        array.elements().forEach(element -> walk(element, scope));
        yield null;
      }
      case ObjectLiteral object -> {
        walkItems(object.items(), scope);
        yield null;
      }
      case Fallback fallback -> {
        fallback.operands().forEach(operand -> walk(operand, scope));
        yield null;
      }
      case Path path -> walkPath(path, scope);
    };
  }

  private void walkItems(List<Item> items, Scope scope) {
    items.forEach(item -> walk(item.value(), scope));
  }

  private @Nullable PathTree walkPath(Path path, Scope outer) {
    Scope scope = outer;
    PathTree at =
        switch (path.head()) {
          case Head.Root() -> scope.root();
          case Head.Current() -> scope.current();
          case Head.Property(String key) -> descend(scope.root(), key);
          case Head.Value(Expression value) -> walk(value, scope);
          case Head.Variable(String name) -> {
            Optional<PathTree> local = scope.locals().get(name);
            yield local != null
                ? local.orElse(null)
                : byVariable.computeIfAbsent(name, unused -> new PathTree());
          }
        };
    for (Step step : path.steps()) {
      switch (step) {
        case Step.Optional optional -> {}
        case Step.Property property -> at = descend(at, property.key());
        case Step.Method method -> {
          List<Expression> arguments = method.arguments() == null ? List.of() : method.arguments();
          if (method.name().equals("as") && !arguments.isEmpty()) {
            Scope inner = new Scope(scope.root(), at, scope.locals());
            PathTree bound = arguments.size() > 1 ? walk(arguments.get(1), inner) : at;
            if (arguments.getFirst() instanceof Path local
                && local.head() instanceof Head.Variable(String name)) {
              scope = scope.withLocal(name, bound);
            }
          } else {
            at = walkMethod(method.name(), arguments, at, scope);
          }
        }
      }
    }
    Group group = path.group();
    if (group != null) {
      walkItems(group.items(), new Scope(at, at, scope.locals()));
      return null;
    }
    return at;
  }

  private @Nullable PathTree walkMethod(
      String name, List<Expression> arguments, @Nullable PathTree at, Scope scope) {
    Scope inner = new Scope(scope.root(), at, scope.locals());
    PathTree last = null;
    for (Expression argument : arguments) {
      last = walk(argument, inner);
    }
    return switch (name) {
      // These give the receiver, or an element of it: its paths go on.
      case "first", "last", "slice", "filter", "find", "get" -> at;
      case "map", "echo" -> last;
      default -> null;
    };
  }

  private static @Nullable PathTree descend(@Nullable PathTree at, String key) {
    return at == null ? null : at.child(key);
  }
}
