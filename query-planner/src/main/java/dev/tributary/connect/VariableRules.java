package dev.tributary.connect;

import dev.tributary.connect.Expression.Group;
import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.Item;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.supergraph.TypeRef;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which variables a mapping may read where it stands, and what there is below them. */
final class VariableRules {

  private static final Set<String> METHODS =
      Set.of(
          "echo",
          "map",
          "match",
          "first",
          "last",
          "slice",
          "size",
          "entries",
          "get",
          "joinNotNull",
          "filter",
          "find",
          "eq",
          "ne",
          "gt",
          "gte",
          "lt",
          "lte",
          "and",
          "or",
          "not",
          "in",
          "contains",
          "add",
          "sub",
          "mul",
          "div",
          "mod",
          "toString",
          "parseInt",
          "jsonStringify",
          "jsonParse",
          "as",
          "split",
          "trim",
          "trimStart",
          "trimEnd",
          "keysToCamelCase",
          "keysToCamelCaseDeep");

  /** On which side of the exchange a mapping is evaluated. */
  private enum Side {
    REQUEST,
    RESPONSE
  }

  private final ServiceDocument schema;
  private final ConnectorSite site;
  private final @Nullable SequencedMap<String, TypeRef> arguments;
  private final @Nullable String thisType;
  private final boolean batchAllowed;

  /**
   * @param arguments of the field; null where {@code $args} does not exist
   * @param thisType null where {@code $this} does not exist
   * @param batchAllowed whether {@code $batch} does
   */
  VariableRules(
      ServiceDocument schema,
      ConnectorSite site,
      @Nullable SequencedMap<String, TypeRef> arguments,
      @Nullable String thisType,
      boolean batchAllowed) {
    this.schema = schema;
    this.site = site;
    this.arguments = arguments;
    this.thisType = thisType;
    this.batchAllowed = batchAllowed;
  }

  /** Every mapping of a source but its base URL. */
  void checkSource(Source source) {
    checkHeaders(source.headers());
    check(source.path(), "http.path", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
    check(
        source.queryParams(), "http.queryParams", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
    checkOutcome(source.outcome());
  }

  /** Every mapping of a connector. */
  void checkConnect(Connect connect) {
    Connect.Http http = connect.http();
    if (http != null) {
      checkTemplate(http.url(), "http." + http.method(), ConnectorCode.INVALID_URL);
      checkHeaders(http.headers());
      check(http.path(), "http.path", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
      check(
          http.queryParams(), "http.queryParams", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
      check(http.body(), "http.body", ConnectorCode.INVALID_BODY, Side.REQUEST);
    }
    check(connect.selection(), "selection", ConnectorCode.INVALID_SELECTION, Side.RESPONSE);
    checkOutcome(connect.outcome());
  }

  private void checkHeaders(List<HttpHeader> headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i) instanceof HttpHeader.Written(String name, Template value)) {
        checkTemplate(value, "http.headers." + i + ".value", ConnectorCode.INVALID_HEADER);
      }
    }
  }

  private void checkOutcome(Outcome outcome) {
    check(outcome.isSuccess(), "isSuccess", ConnectorCode.INVALID_IS_SUCCESS, Side.RESPONSE);
    check(outcome.message(), "errors.message", ConnectorCode.INVALID_ERRORS_MESSAGE, Side.RESPONSE);
    check(
        outcome.extensions(),
        "errors.extensions",
        ConnectorCode.INVALID_ERRORS_MESSAGE,
        Side.RESPONSE);
  }

  private void checkTemplate(@Nullable Template template, String place, ConnectorCode code) {
    if (template != null) {
      for (Template.Part part : template.parts()) {
        if (part instanceof Template.Hole(Mapping mapping, int offset)) {
          check(mapping, place, offset, code, Side.REQUEST, allowed(Side.REQUEST));
        }
      }
    }
  }

  private void check(@Nullable Mapping mapping, String place, ConnectorCode code, Side side) {
    if (mapping != null) {
      check(mapping, place, 0, code, side, allowed(side));
    }
  }

  private Set<String> allowed(Side side) {
    Set<String> allowed = new TreeSet<>(Set.of("config", "context", "env", "request"));
    if (arguments != null) {
      allowed.add("args");
    }
    if (thisType != null) {
      allowed.add("this");
    }
    if (side == Side.REQUEST && batchAllowed) {
      allowed.add("batch");
    }
    if (side == Side.RESPONSE) {
      allowed.addAll(Set.of("response", "status"));
    }
    return allowed;
  }

  private void check(
      Mapping mapping,
      String place,
      int offset,
      ConnectorCode code,
      Side side,
      Set<String> allowed) {
    MappingUses uses = MappingUses.of(mapping);
    for (Path path : uses.variables()) {
      if (path.head() instanceof Head.Variable(String name)) {
        if (!allowed.contains(name)) {
          site.problem(
              code,
              place,
              offset + path.start(),
              "$" + name + " does not exist here: there are $" + String.join(", $", allowed));
        } else {
          checkBelow(path, name, place, offset);
        }
      }
    }
    if (side == Side.REQUEST) {
      for (Path path : uses.bodies()) {
        site.problem(
            code,
            place,
            offset + path.start(),
            "There is no response yet to read from: begin with a variable such as $args");
      }
    }
    if (mapping.version().hasOptionalSteps()) {
      for (Step.Method method : uses.methods()) {
        if (!METHODS.contains(method.name())) {
          site.problem(
              code, place, offset + method.start(), "There is no method ->" + method.name());
        }
      }
    }
  }

  private void checkBelow(Path path, String variable, String place, int offset) {
    switch (variable) {
      case "args" -> {
        if (arguments != null) {
          checkSteps(path, arguments, null, place, offset);
        }
      }
      case "this", "batch" -> {
        ServiceDocument.Type type = thisType == null ? null : schema.type(thisType);
        if (type != null) {
          checkSteps(path, null, type, place, offset);
        }
      }
      default -> {}
    }
  }

  private void checkSteps(
      Path path,
      @Nullable SequencedMap<String, TypeRef> first,
      ServiceDocument.@Nullable Type of,
      String place,
      int offset) {
    SequencedMap<String, TypeRef> roots = first;
    ServiceDocument.Type type = of;
    for (Step step : path.steps()) {
      switch (step) {
        case Step.Optional optional -> {}
        case Step.Method method -> {
          return;
        }
        case Step.Property(String key, int start, int end) -> {
          TypeRef found = found(key, roots, type);
          if (found == null) {
            undefined(key, roots, type, place, offset + start);
            return;
          }
          type = schema.type(found.namedType());
          roots = null;
          if (type == null || type.fields.isEmpty()) {
            return; // a leaf, or a scalar that may hold anything
          }
        }
      }
    }
    Group group = path.group();
    if (group != null) {
      for (Item item : group.items()) {
        if (item.value() instanceof Path inner
            && inner.head() instanceof Head.Property(String key)
            && found(key, roots, type) == null) {
          undefined(key, roots, type, place, offset + inner.start());
        }
      }
    }
  }

  private static @Nullable TypeRef found(
      String key,
      @Nullable SequencedMap<String, TypeRef> roots,
      ServiceDocument.@Nullable Type type) {
    if (roots != null) {
      return roots.get(key);
    }
    ServiceDocument.Field field = type == null ? null : type.fields.get(key);
    return field == null ? null : field.type();
  }

  private void undefined(
      String key,
      @Nullable SequencedMap<String, TypeRef> roots,
      ServiceDocument.@Nullable Type type,
      String place,
      int offset) {
    if (roots != null) {
      site.problem(
          ConnectorCode.UNDEFINED_ARGUMENT,
          place,
          offset,
          "There is no argument \"" + key + "\"" + among(List.copyOf(roots.keySet())));
    } else if (type != null) {
      site.problem(
          ConnectorCode.UNDEFINED_FIELD,
          place,
          offset,
          type.name + " has no field \"" + key + "\"" + among(List.copyOf(type.fields.keySet())));
    }
  }

  private static String among(List<String> names) {
    return names.isEmpty() ? "" : ": there are " + String.join(", ", names);
  }
}
