package dev.tributary.connect;

import dev.tributary.connect.Expression.NullLiteral;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.connect.ServiceDocument.Field;
import dev.tributary.connect.ServiceDocument.Kind;
import dev.tributary.connect.ServiceDocument.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Whether a selection makes what its field's type promises. */
final class SelectionRules {

  private static final String PLACE = "selection";

  private final ServiceDocument schema;
  private final ConnectorSite site;
  private final ConnectVersion version;
  private final Set<String> seen;

  /**
   * @param seen where to note each {@code Type.field} that is provided
   */
  SelectionRules(
      ServiceDocument schema, ConnectorSite site, ConnectVersion version, Set<String> seen) {
    this.schema = schema;
    this.site = site;
    this.version = version;
    this.seen = seen;
  }

  void check(Mapping selection, String typeName) {
    check(Shape.of(selection.root()), selection.root(), 0, typeName, List.of());
  }

  /**
   * Of a connector that maps by type, the selection says where the value is, and no more.
   *
   * @param connectDirective what {@code @connect} is called
   * @param mapped the types that this was said of before; these are added
   */
  void checkByType(
      Mapping selection, String typeName, String connectDirective, Set<String> mapped) {
    if (!Shape.of(selection.root()).objects().isEmpty() && !adds(selection.root())) {
      site.problem(
          ConnectorCode.INVALID_SELECTION,
          PLACE,
          selection.root().start(),
          "What is mapped by its type needs no fields here: say only where it is, such as $ or"
              + " $.data");
    }
    Deque<String> open = new ArrayDeque<>(List.of(typeName));
    while (!open.isEmpty()) {
      String next = open.remove();
      Type type = schema.type(next);
      if (type == null || !mapped.add(next)) {
        continue;
      }
      open.addAll(type.members);
      for (Field field : type.fields.values()) {
        if (type.kind == Kind.OBJECT && TypeMapping.isMapped(field, connectDirective)) {
          seen.add(next + "." + field.name());
          open.add(field.type().namedType());
        }
      }
    }
  }

  /** Whether it is {@code ... place} and single values beside it, such as what was asked for. */
  private static boolean adds(Expression root) {
    return root instanceof Expression.Path path
        && path.steps().isEmpty()
        && path.group() != null
        && path.group().items().stream().filter(Expression.Item.Spread.class::isInstance).count()
            == 1
        && path.group().items().stream()
            .allMatch(
                item ->
                    item instanceof Expression.Item.Spread spread
                        ? spread.isExplicit()
                        : Shape.of(item.value()).objects().isEmpty());
  }

  /**
   * @param value what made the shape
   * @param path the types from the outermost to the one around this position
   */
  private void check(
      Shape shape, Expression value, int offset, String typeName, List<String> path) {
    Type type = schema.type(typeName);
    List<Shape.Fields> objects = shape.objects();
    if (type == null || !type.isComposite()) {
      if (!objects.isEmpty() && schema.isPlainLeaf(typeName)) {
        site.problem(
            ConnectorCode.GROUP_SELECTION_IS_NOT_OBJECT,
            PLACE,
            offset,
            typeName + " has no fields: leave out the braces");
      }
      return;
    }
    if (path.contains(typeName)) {
      site.problem(
          ConnectorCode.CIRCULAR_REFERENCE,
          PLACE,
          offset,
          typeName
              + " stands within itself: select its key only, and give "
              + typeName
              + " a connector of its own");
      return;
    }
    if (objects.isEmpty()) {
      if (isKnownLeaf(value)) {
        site.problem(
            ConnectorCode.GROUP_SELECTION_REQUIRED_FOR_OBJECT,
            PLACE,
            offset,
            typeName + " is an object: say in braces which fields it has");
      }
      return;
    }
    if (type.isAbstract() && !version.hasBareLiterals()) {
      site.problem(
          ConnectorCode.CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE,
          PLACE,
          offset,
          "Interfaces and unions need connect/v0.4 or later");
      return;
    }
    List<String> below = new ArrayList<>(path);
    below.add(typeName);
    for (Shape.Fields object : objects) {
      for (String possible : possible(type, object)) {
        checkFields(object, possible, below);
      }
    }
  }

  /** What only the response, or a method, can know is taken on trust. */
  private static boolean isKnownLeaf(Expression value) {
    return switch (value) {
      case NullLiteral nothing -> false;
      case Path path -> path.steps().stream().noneMatch(Step.Method.class::isInstance);
      default -> !(value instanceof Expression.Fallback);
    };
  }

  private static List<String> possible(Type type, Shape.Fields object) {
    if (type.kind == Kind.OBJECT) {
      return List.of(type.name);
    }
    String named = object.typename();
    return named != null && type.members.contains(named)
        ? List.of(named)
        : List.copyOf(type.members);
  }

  private void checkFields(Shape.Fields object, String typeName, List<String> path) {
    Type type = schema.type(typeName);
    if (type == null) {
      return;
    }
    object
        .fields()
        .forEach(
            (name, made) -> {
              Field field = type.fields.get(name);
              int offset = made.item().start();
              if (field == null) {
                site.problem(
                    ConnectorCode.SELECTED_FIELD_NOT_FOUND,
                    PLACE,
                    offset,
                    typeName
                        + " has no field \""
                        + name
                        + "\": there are "
                        + String.join(", ", type.fields.keySet()));
              } else if (!field.arguments().isEmpty()) {
                site.problem(
                    ConnectorCode.CONNECTORS_FIELD_WITH_ARGUMENTS,
                    PLACE,
                    offset,
                    typeName
                        + "."
                        + name
                        + " has arguments: only a connector of its own can use them");
              } else {
                seen.add(typeName + "." + name);
                check(made.shape(), made.item().value(), offset, field.type().namedType(), path);
              }
            });
  }
}
