package dev.tributary.connect;

import dev.tributary.connect.Expression.Head;
import dev.tributary.connect.Expression.Item;
import dev.tributary.connect.Expression.Path;
import dev.tributary.connect.Expression.Step;
import dev.tributary.supergraph.TypeRef;
import java.util.EnumSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which variables a mapping may read where it stands, and what there is below them. */
final class VariableRules {

  /** On which side of the exchange a mapping is evaluated. */
  private enum Side {
    REQUEST,
    RESPONSE,
    /** The response's side too, where it is judged. */
    OUTCOME
  }

  private static final Set<ValueKind> SCALARS =
      EnumSet.of(
          ValueKind.TEXT, ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NULL, ValueKind.UNKNOWN);

  private final VariableTypes types;
  private final ConnectorSite site;
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
    this.types = new VariableTypes(schema, arguments, thisType);
    this.site = site;
    this.batchAllowed = batchAllowed;
  }

  /** Every mapping of a source. */
  void checkSource(Source source) {
    checkTemplate(
        source.baseUrl(), "http.baseURL", ConnectorCode.INVALID_URL, Set.of("config", "env"));
    checkHeaders(source.headers());
    checkPath(source.path());
    checkQuery(source.queryParams(), Set.of());
    checkOutcome(source.outcome());
  }

  /**
   * Every mapping of a connector.
   *
   * @param styles of what may be lists and objects
   */
  void checkConnect(Connect connect, ParameterStyles styles) {
    Connect.Http http = connect.http();
    if (http != null) {
      checkTemplate(
          http.url(),
          "http." + http.method(),
          ConnectorCode.INVALID_URL,
          allowed(Side.REQUEST),
          styles);
      checkHeaders(http.headers());
      checkPath(http.path());
      checkQuery(http.queryParams(), Set.copyOf(styles.deep()));
      check(http.body(), "http.body", ConnectorCode.INVALID_BODY, Side.REQUEST);
    }
    check(
        connect.selection(),
        "selection",
        ConnectorCode.INVALID_SELECTION,
        // What calls nothing is computed of the request alone (0.4).
        http == null ? Side.REQUEST : Side.RESPONSE);
    checkOutcome(connect.outcome());
  }

  private void checkHeaders(List<HttpHeader> headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i) instanceof HttpHeader.Written(String name, Template value)) {
        checkTemplate(
            value,
            "http.headers." + i + ".value",
            ConnectorCode.INVALID_HEADER,
            allowed(Side.REQUEST));
      }
    }
  }

  private void checkPath(@Nullable Mapping path) {
    String place = "http.path";
    ConnectorCode code = ConnectorCode.INVALID_URL_PROPERTY;
    check(path, place, code, Side.REQUEST);
    expect(path, place, code, EnumSet.of(ValueKind.LIST), "A path is a list of segments");
    if (path != null && unwrapped(path.root()) instanceof Expression.ArrayLiteral array) {
      for (Expression element : array.elements()) {
        expect(element, path.version(), place, 0, code, SCALARS, "A segment of a path is a scalar");
      }
    }
  }

  /** What stands in {@code $(...)}. */
  private static Expression unwrapped(Expression expression) {
    return expression instanceof Path path
            && path.head() instanceof Head.Value(Expression value)
            && path.steps().isEmpty()
            && path.group() == null
        ? unwrapped(value)
        : expression;
  }

  private void checkQuery(@Nullable Mapping query, Set<String> deepParameters) {
    String place = "http.queryParams";
    ConnectorCode code = ConnectorCode.INVALID_URL_PROPERTY;
    check(query, place, code, Side.REQUEST);
    expect(
        query,
        place,
        code,
        EnumSet.of(ValueKind.OBJECT),
        "Query parameters are an object, such as 'name: $args.name'");
    if (query != null && query.root() instanceof Path path && path.group() != null) {
      Set<ValueKind> values = EnumSet.of(ValueKind.LIST);
      values.addAll(SCALARS);
      for (Item item : path.group().items()) {
        if (item instanceof Item.Named named && !deepParameters.contains(named.key())) {
          expect(
              named.value(),
              query.version(),
              place,
              0,
              code,
              values,
              "A query parameter is a scalar or a list of scalars");
        }
      }
    }
  }

  private void checkOutcome(Outcome outcome) {
    check(outcome.isSuccess(), "isSuccess", ConnectorCode.INVALID_IS_SUCCESS, Side.OUTCOME);
    expect(
        outcome.isSuccess(),
        "isSuccess",
        ConnectorCode.INVALID_IS_SUCCESS,
        EnumSet.of(ValueKind.BOOLEAN),
        "isSuccess is true or false");
    ConnectorCode code = ConnectorCode.INVALID_ERRORS_MESSAGE;
    check(outcome.message(), "errors.message", code, Side.OUTCOME);
    expect(
        outcome.message(),
        "errors.message",
        code,
        EnumSet.of(ValueKind.TEXT),
        "A message is a string");
    check(outcome.extensions(), "errors.extensions", code, Side.OUTCOME);
    expect(
        outcome.extensions(),
        "errors.extensions",
        code,
        EnumSet.of(ValueKind.OBJECT),
        "Extensions are an object");
  }

  private void checkTemplate(
      Template template, String place, ConnectorCode code, Set<String> allowed) {
    checkTemplate(template, place, code, allowed, ParameterStyles.NONE);
  }

  private void checkTemplate(
      Template template,
      String place,
      ConnectorCode code,
      Set<String> allowed,
      ParameterStyles styles) {
    for (Template.Part part : template.parts()) {
      if (part instanceof Template.Hole(Mapping mapping, int offset)) {
        check(mapping, place, offset, code, Side.REQUEST, allowed);
        if (styles.of(mapping) == null) {
          expect(
              mapping.root(),
              mapping.version(),
              place,
              offset,
              code,
              SCALARS,
              "Braces hold one scalar");
        }
      }
    }
  }

  private void check(@Nullable Mapping mapping, String place, ConnectorCode code, Side side) {
    if (mapping != null) {
      check(mapping, place, 0, code, side, allowed(side));
    }
  }

  private void expect(
      @Nullable Mapping mapping,
      String place,
      ConnectorCode code,
      Set<ValueKind> wanted,
      String rule) {
    if (mapping != null) {
      Set<ValueKind> accepted = EnumSet.of(ValueKind.NULL, ValueKind.UNKNOWN);
      accepted.addAll(wanted);
      expect(mapping.root(), mapping.version(), place, 0, code, accepted, rule);
    }
  }

  private void expect(
      Expression expression,
      ConnectVersion version,
      String place,
      int offset,
      ConnectorCode code,
      Set<ValueKind> accepted,
      String rule) {
    ValueKind kind = ValueKind.of(expression, types, version);
    boolean isAbsent =
        expression instanceof Path absent
            && absent.head() instanceof Head.Variable(String name)
            && name.equals("batch")
            && !batchAllowed;
    if (!accepted.contains(kind) && !isAbsent) {
      boolean isOneKey =
          expression instanceof Path path
              && path.head() instanceof Head.Root
              && path.steps().isEmpty()
              && path.group() != null
              && path.group().items().size() == 1
              && path.group().items().getFirst().value() instanceof Path inner
              && inner.head() instanceof Head.Property
              && inner.start() == path.group().items().getFirst().start();
      site.problem(
          code,
          place,
          offset + expression.start(),
          rule
              + ", and this is "
              + kind.words()
              + (isOneKey ? ": write '$.' before a single key" : ""));
    }
  }

  private Set<String> allowed(Side side) {
    Set<String> allowed = new TreeSet<>(Set.of("config", "context", "env", "request"));
    if (types.arguments() != null) {
      allowed.add("args");
    }
    if (types.thisType() != null) {
      allowed.add("this");
    }
    if (side != Side.RESPONSE && batchAllowed) {
      allowed.add("batch");
    }
    if (side != Side.REQUEST) {
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
          checkSteps(path, types.of(name), place, offset);
        }
      }
    }
    if (side == Side.REQUEST) {
      for (Path path : uses.bodies()) {
        site.problem(
            code,
            place,
            offset + path.start(),
            "There is no response here to read from: begin with a variable such as $args");
      }
    }
    if (mapping.version().hasOptionalSteps()) {
      for (Step.Method method : uses.methods()) {
        String problem = MethodRules.check(method);
        if (problem != null) {
          site.problem(code, place, offset + method.start(), problem);
        }
      }
    }
  }

  /** Whether what a path reads below a variable is there. */
  private void checkSteps(Path path, VariableTypes.Place start, String place, int offset) {
    VariableTypes.Place at = start;
    for (Step step : path.steps()) {
      switch (step) {
        case Step.Optional optional -> {}
        case Step.Method method -> {
          return;
        }
        case Step.Property property -> {
          at = types.below(at, property.key());
          if (at instanceof VariableTypes.Nowhere(ConnectorCode code, String message)) {
            site.problem(code, place, offset + property.start(), message);
            return;
          }
        }
      }
    }
    if (path.group() != null) {
      for (Item item : path.group().items()) {
        if (item.value() instanceof Path inner) {
          checkInner(inner, at, place, offset);
        }
      }
    }
  }

  private void checkInner(Path path, VariableTypes.Place around, String place, int offset) {
    VariableTypes.Place at;
    switch (path.head()) {
      case Head.Property(String key) -> {
        at = types.below(around, key);
        if (at instanceof VariableTypes.Nowhere(ConnectorCode code, String message)) {
          site.problem(code, place, offset + path.start(), message);
          return;
        }
      }
      case Head.Root root -> at = around;
      case Head.Current current -> at = around;
      // Variables are checked where they stand, values hold none of this.
      case Head.Variable variable -> {
        return;
      }
      case Head.Value value -> {
        return;
      }
    }
    checkSteps(path, at, place, offset);
  }
}
