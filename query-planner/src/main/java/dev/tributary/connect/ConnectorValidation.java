package dev.tributary.connect;

import dev.tributary.connect.ServiceDocument.Field;
import dev.tributary.connect.ServiceDocument.Kind;
import dev.tributary.connect.ServiceDocument.Type;
import dev.tributary.connect.VariableRules.Side;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the connectors of one service's schema before it is composed: every mapping, every
 * variable, every selection against the type it makes, every key against the connectors that must
 * resolve it.
 */
public final class ConnectorValidation {

  private final String service;
  private final ServiceDocument schema;
  private final SourceText text;
  private final ConnectNames names;
  private final List<ConnectorProblem> problems = new ArrayList<>();
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Set<String> sourceNames = new LinkedHashSet<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, List<PathTree>> derivedKeys = new HashMap<>();
  private boolean allRead = true;

  private ConnectorValidation(String service, Document document, String sdl, ConnectNames names) {
    this.service = service;
    this.schema = new ServiceDocument(document);
    this.text = new SourceText(sdl);
    this.names = names;
  }

  /**
   * Everything wrong with the connectors of a schema document; empty when it has none.
   *
   * @param service the service's name, for coordinates
   * @param document the parsed {@code sdl}
   * @param sdl the text that {@code document} was parsed from: problems in mappings are located in
   *     it
   */
  public static List<ConnectorProblem> problems(String service, Document document, String sdl) {
    ServiceDocument schema = new ServiceDocument(document);
    Optional<ConnectNames> names = Optional.empty();
    List<ConnectorProblem> unknown = new ArrayList<>();
    for (Directive directive : schema.schemaDirectives()) {
      SequencedMap<String, Value> arguments = arguments(directive);
      if (!directive.getName().equals("link")
          || !(arguments.get("url") instanceof Value.StringValue(String url))
          || !ConnectVersion.isConnectLink(url)) {
        continue;
      }
      names = ConnectNames.ofLink(arguments);
      if (names.isEmpty()) {
        new ConnectorSite(service, directive, new SourceText(sdl), unknown)
            .problem(
                ConnectorCode.UNKNOWN_CONNECTORS_VERSION,
                "url",
                0,
                "This version of connect is unknown: link to a version from v0.1 to v0.4");
      }
    }
    return names
        .map(linked -> new ConnectorValidation(service, document, sdl, linked).run())
        .orElse(unknown);
  }

  private static SequencedMap<String, Value> arguments(Directive directive) {
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    directive
        .getArguments()
        .forEach(argument -> arguments.put(argument.getName(), Syntax.value(argument.getValue())));
    return arguments;
  }

  private List<ConnectorProblem> run() {
    boolean any = false;
    for (Directive directive : schema.schemaDirectives()) {
      if (directive.getName().equals(names.source())) {
        any = true;
        source(directive);
      }
    }
    for (Type type : List.copyOf(schema.types().values())) {
      any |= !connects(type.directives).isEmpty();
      checkAll(type, null, type.directives);
      for (Field field : type.fields.values()) {
        any |= !connects(field.directives()).isEmpty();
        checkAll(type, field, field.directives());
      }
    }
    if (any) {
      boolean selectionsAreRight = problems.isEmpty();
      checkSchema();
      if (selectionsAreRight) {
        // Fields would be missed only because of what is wrong already.
        checkResolved();
      }
      if (allRead) {
        checkKeys();
      }
    }
    return List.copyOf(problems);
  }

  private List<Directive> connects(List<Directive> directives) {
    return directives.stream()
        .filter(directive -> directive.getName().equals(names.connect()))
        .toList();
  }

  // Sources

  private void source(Directive directive) {
    ConnectorSite site = new ConnectorSite(service + ":@source", directive, text, problems);
    Source source = new ConnectReader(names.version(), site::problem).source(site.arguments());
    if (site.arguments().get("name") instanceof Value.StringValue(String name)
        && !sourceNames.add(name)) {
      site.problem(
          ConnectorCode.DUPLICATE_SOURCE_NAME,
          "name",
          0,
          "There is another source named \"" + name + "\"");
    }
    if (source == null) {
      return;
    }
    sources.put(source.name(), source);
    String scheme = UrlText.scheme(source.baseUrl());
    List<Template.Part> parts = source.baseUrl().parts();
    boolean computed = !parts.isEmpty() && parts.getFirst() instanceof Template.Hole;
    if (!computed && !isHttp(scheme)) {
      site.problem(
          ConnectorCode.INVALID_URL_SCHEME,
          "http.baseURL",
          0,
          "A base URL begins with http:// or https://");
    }
    VariableRules rules = new VariableRules(schema, site, null, null, false);
    for (Template.Part part : parts) {
      if (part instanceof Template.Hole(Mapping mapping, int offset)) {
        for (Expression.Path path : MappingUses.of(mapping).variables()) {
          if (path.head() instanceof Expression.Head.Variable(String name)
              && !Set.of("config", "env").contains(name)) {
            site.problem(
                ConnectorCode.INVALID_URL,
                "http.baseURL",
                offset + path.start(),
                "A base URL can only read $config and $env");
          }
        }
      }
    }
    checkHeaders(source.headers(), rules);
    rules.check(source.path(), "http.path", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
    rules.check(
        source.queryParams(), "http.queryParams", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
    checkOutcome(source.outcome(), rules);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return scheme != null && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
  }

  // Connectors

  private void checkAll(Type type, @Nullable Field field, List<Directive> directives) {
    List<Directive> connects = connects(directives);
    for (int i = 0; i < connects.size(); i++) {
      String place = type.name + (field == null ? "" : "." + field.name());
      ConnectorSite site =
          new ConnectorSite(service + ":" + place + "[" + i + "]", connects.get(i), text, problems);
      Connect connect = new ConnectReader(names.version(), site::problem).connect(site.arguments());
      if (field != null) {
        seen.add(type.name + "." + field.name());
      }
      if (connect == null) {
        allRead = false;
      } else {
        check(type, field, connect, site);
      }
    }
  }

  private void check(Type type, @Nullable Field field, Connect connect, ConnectorSite site) {
    if (connect.id() != null && !ids.add(connect.id())) {
      site.problem(
          ConnectorCode.DUPLICATE_ID_NAME,
          "id",
          0,
          "There is another connector with the id \"" + connect.id() + "\"");
    }
    checkSource(connect, site);
    if (field == null && schema.isRoot(type.name)) {
      site.problem(
          ConnectorCode.CONNECT_ON_ROOT, "", 0, "Put connectors on the fields of " + type.name);
      return;
    }
    Source source = connect.sourceName() == null ? null : sources.get(connect.sourceName());
    VariablePaths paths = VariablePaths.of(connect, source);
    boolean isRoot = schema.isRoot(type.name);
    boolean batch = field == null && paths.byVariable().containsKey("batch");
    if (batch && paths.byVariable().containsKey("this")) {
      site.problem(ConnectorCode.CONNECT_BATCH_AND_THIS, "", 0, "Use $batch or $this, not both");
    }
    VariableRules rules =
        new VariableRules(
            schema,
            site,
            field == null ? null : field.arguments(),
            isRoot ? null : type.name,
            field == null);
    checkPlaces(connect, rules);
    String result = field == null ? type.name : field.type().namedType();
    new SelectionRules(schema, site, connect.version(), seen).check(connect.selection(), result);
    if (field == null) {
      checkOnType(type, connect, site, paths, batch);
    } else if (isRoot) {
      checkEntity(type, field, connect, site, paths);
    } else {
      if (connect.isEntity()) {
        site.problem(
            ConnectorCode.ENTITY_NOT_ON_ROOT_QUERY,
            "entity",
            0,
            "Only fields of Query can be entity resolvers");
      }
      if (result.equals(type.name)) {
        site.problem(
            ConnectorCode.CIRCULAR_REFERENCE,
            "",
            0,
            type.name + "." + field.name() + " gives " + type.name + " again");
      }
      addKey(type.name, paths.below("this"));
    }
  }

  private void addKey(String type, PathTree key) {
    derivedKeys.computeIfAbsent(type, unused -> new ArrayList<>()).add(key);
  }

  private void checkSource(Connect connect, ConnectorSite site) {
    Connect.Http http = connect.http();
    String name = connect.sourceName();
    if (name != null && !sourceNames.contains(name)) {
      ConnectorCode code =
          sourceNames.isEmpty()
              ? ConnectorCode.NO_SOURCES_DEFINED
              : ConnectorCode.SOURCE_NAME_MISMATCH;
      site.problem(
          code,
          "source",
          0,
          "There is no source named \""
              + name
              + "\""
              + (sourceNames.isEmpty()
                  ? ": add a @source to the schema"
                  : ": there are " + String.join(", ", sourceNames)));
    }
    if (http == null) {
      return;
    }
    String argument = "http." + http.method();
    String scheme = UrlText.scheme(http.url());
    if (name != null && scheme != null) {
      site.problem(
          ConnectorCode.ABSOLUTE_CONNECT_URL_WITH_SOURCE,
          argument,
          0,
          "With a source, the URL is a path below the source's: leave out scheme and host");
    } else if (name == null && scheme == null) {
      site.problem(
          ConnectorCode.RELATIVE_CONNECT_URL_WITHOUT_SOURCE,
          argument,
          0,
          "Without a source, the URL must begin with http:// or https://");
    } else if (name == null && !isHttp(scheme)) {
      site.problem(
          ConnectorCode.INVALID_URL_SCHEME, argument, 0, "The scheme must be http or https");
    } else if (name == null) {
      checkDomain(http.url(), argument, site);
    }
  }

  /** Data must never choose the host that is called. */
  private static void checkDomain(Template url, String argument, ConnectorSite site) {
    if (url.parts().getFirst() instanceof Template.Constant(String first)
        && first.substring(first.indexOf("://") + 3).matches("[^/?#]*")
        && url.parts().size() > 1
        && url.parts().get(1) instanceof Template.Hole hole) {
      site.problem(
          ConnectorCode.INVALID_URL,
          argument,
          hole.offset(),
          "The host of a URL cannot be computed: use a @source with $config");
    }
  }

  private void checkPlaces(Connect connect, VariableRules rules) {
    Connect.Http http = connect.http();
    if (http != null) {
      rules.checkTemplate(http.url(), "http." + http.method(), ConnectorCode.INVALID_URL);
      checkHeaders(http.headers(), rules);
      rules.check(http.path(), "http.path", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
      rules.check(
          http.queryParams(), "http.queryParams", ConnectorCode.INVALID_URL_PROPERTY, Side.REQUEST);
      rules.check(http.body(), "http.body", ConnectorCode.INVALID_BODY, Side.REQUEST);
    }
    rules.check(connect.selection(), "selection", ConnectorCode.INVALID_SELECTION, Side.RESPONSE);
    checkOutcome(connect.outcome(), rules);
  }

  private static void checkHeaders(List<HttpHeader> headers, VariableRules rules) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i) instanceof HttpHeader.Written(String name, Template value)) {
        rules.checkTemplate(value, "http.headers." + i + ".value", ConnectorCode.INVALID_HEADER);
      }
    }
  }

  private static void checkOutcome(Outcome outcome, VariableRules rules) {
    rules.check(outcome.isSuccess(), "isSuccess", ConnectorCode.INVALID_IS_SUCCESS, Side.RESPONSE);
    rules.check(
        outcome.message(), "errors.message", ConnectorCode.INVALID_ERRORS_MESSAGE, Side.RESPONSE);
    rules.check(
        outcome.extensions(),
        "errors.extensions",
        ConnectorCode.INVALID_ERRORS_MESSAGE,
        Side.RESPONSE);
  }

  // Entities

  private void checkOnType(
      Type type, Connect connect, ConnectorSite site, VariablePaths paths, boolean batch) {
    PathTree key = paths.below(batch ? "batch" : "this");
    boolean refused =
        site.arguments().get("entity") instanceof Value.BooleanValue(boolean entity) && !entity;
    if (refused || key.isEmpty()) {
      site.problem(
          ConnectorCode.CONNECT_ON_TYPE_MUST_BE_ENTITY,
          "",
          0,
          "A connector on a type resolves it by its key: read the key's fields from $this or"
              + " $batch");
    }
    addKey(type.name, key);
    if (!batch) {
      return;
    }
    Set<String> selected = new HashSet<>();
    Shape.of(connect.selection().root())
        .objects()
        .forEach(object -> selected.addAll(object.fields().keySet()));
    key.children()
        .forEach(
            (name, below) -> {
              if (!below.isEmpty()) {
                site.problem(
                    ConnectorCode.CONNECTORS_NON_ROOT_BATCH_KEY,
                    "",
                    0,
                    "The key of a batch has fields of " + type.name + " itself only: " + name);
              }
              if (!selected.contains(name)) {
                site.problem(
                    ConnectorCode.CONNECTORS_BATCH_KEY_NOT_IN_SELECTION,
                    "selection",
                    0,
                    "Select " + name + ", so that answers can be told apart");
              }
            });
  }

  private void checkEntity(
      Type type, Field field, Connect connect, ConnectorSite site, VariablePaths paths) {
    if (!connect.isEntity()) {
      return;
    }
    if (!schema.isQuery(type.name)) {
      site.problem(
          ConnectorCode.ENTITY_NOT_ON_ROOT_QUERY,
          "entity",
          0,
          "Only fields of Query can be entity resolvers");
      return;
    }
    if (!(field.type() instanceof TypeRef.Named(String name)) || !schema.isComposite(name)) {
      site.problem(
          ConnectorCode.ENTITY_TYPE_INVALID,
          "entity",
          0,
          "An entity resolver gives one nullable object, not " + field.type());
      return;
    }
    addKey(name, paths.below("args"));
    for (Map.Entry<String, TypeRef> argument : field.arguments().entrySet()) {
      String mismatch = mismatch(argument.getKey(), argument.getValue(), name);
      if (mismatch != null) {
        site.problem(ConnectorCode.ENTITY_RESOLVER_ARGUMENT_MISMATCH, "entity", 0, mismatch);
      }
    }
  }

  private @Nullable String mismatch(String argument, TypeRef given, String typeName) {
    Type type = schema.type(typeName);
    Field field = type == null ? null : type.fields.get(argument);
    if (field == null) {
      return "The argument " + argument + " is no field of " + typeName;
    }
    Type input = schema.type(given.namedType());
    if (input != null && input.kind == Kind.INPUT) {
      for (Field inner : input.fields.values()) {
        String mismatch = mismatch(inner.name(), inner.type(), field.type().namedType());
        if (mismatch != null) {
          return mismatch;
        }
      }
      return null;
    }
    return given.namedType().equals(field.type().namedType())
        ? null
        : "The argument "
            + argument
            + " is a "
            + given.namedType()
            + ", but "
            + typeName
            + "."
            + argument
            + " is a "
            + field.type().namedType();
  }

  // The whole schema

  private void checkSchema() {
    Type subscription = schema.subscription();
    if (subscription != null) {
      report(
          ConnectorCode.SUBSCRIPTION_IN_CONNECTORS,
          subscription.name,
          subscription.location,
          "A service of connectors cannot have subscriptions");
    }
    for (Directive directive : schema.schemaDirectives()) {
      if (directive.getName().equals("link")
          && arguments(directive).get("import") instanceof Value.ListValue(List<Value> imports)) {
        for (Value imported : imports) {
          if (imported instanceof Value.StringValue(String name)
              && Set.of("@context", "@fromContext").contains(name)) {
            report(
                ConnectorCode.CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE,
                name,
                directive.getSourceLocation(),
                name + " cannot be used in a service of connectors");
          }
        }
      }
    }
  }

  private void checkResolved() {
    for (Type type : schema.types().values()) {
      if (type.kind != Kind.OBJECT || type == schema.subscription()) {
        continue;
      }
      Set<String> inKeys = new HashSet<>();
      schema.keys(type).forEach(key -> noteFields(key.fields(), type.name, inKeys));
      seen.addAll(inKeys);
    }
    for (Type type : schema.types().values()) {
      if (type.kind != Kind.OBJECT || type == schema.subscription()) {
        continue;
      }
      for (Field field : type.fields.values()) {
        if (!seen.contains(type.name + "." + field.name())
            && !ServiceDocument.has(field.directives(), "external")
            && !ServiceDocument.has(type.directives, "external")
            && !field.name().startsWith("_")) {
          report(
              ConnectorCode.CONNECTORS_UNRESOLVED_FIELD,
              type.name + "." + field.name(),
              field.location(),
              "No connector gives "
                  + type.name
                  + "."
                  + field.name()
                  + ": select it, or give it a connector of its own");
        }
      }
    }
  }

  private void noteFields(FieldSet fields, String typeName, Set<String> into) {
    Type type = schema.type(typeName);
    for (var selection : fields.selections()) {
      if (selection instanceof FieldSet.Field field) {
        into.add(typeName + "." + field.name());
        Field defined = type == null ? null : type.fields.get(field.name());
        if (defined != null && field.selection() != null) {
          noteFields(field.selection(), defined.type().namedType(), into);
        }
      }
    }
  }

  private void checkKeys() {
    for (Type type : schema.types().values()) {
      for (ServiceDocument.Key key : schema.keys(type)) {
        List<PathTree> derived = derivedKeys.getOrDefault(type.name, List.of());
        if (!key.resolvable()
            || derived.stream().anyMatch(paths -> contains(paths, key.fields()))) {
          continue;
        }
        report(
            derived.isEmpty()
                ? ConnectorCode.MISSING_ENTITY_CONNECTOR
                : ConnectorCode.CONNECTORS_CANNOT_RESOLVE_KEY,
            type.name,
            key.location(),
            "No connector resolves "
                + type.name
                + " by its key \""
                + key.fields()
                + "\": add one that reads these fields, or say resolvable: false");
      }
    }
  }

  private static boolean contains(PathTree paths, FieldSet key) {
    return key.selections().stream()
        .allMatch(
            selection ->
                selection instanceof FieldSet.Field field
                    && paths.children().containsKey(field.name())
                    && (field.selection() == null
                        || contains(paths.child(field.name()), field.selection())));
  }

  private void report(
      ConnectorCode code, String element, @Nullable SourceLocation location, String message) {
    problems.add(
        new ConnectorProblem(
            code,
            service + ":" + element,
            message,
            location == null ? 1 : location.getLine(),
            location == null ? 1 : location.getColumn()));
  }
}
