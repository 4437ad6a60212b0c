package dev.tributary.connect;

import dev.tributary.connect.ServiceDocument.Field;
import dev.tributary.connect.ServiceDocument.Kind;
import dev.tributary.connect.ServiceDocument.Type;
import dev.tributary.supergraph.BuiltInScalars;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.LinkImports;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.Value;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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
  private final SourceRules sources;
  private final KeyRules keys;
  private final Set<String> ids = new HashSet<>();
  private final RestNames rest;

  /** The types below which everything is mapped by type. */
  private final Set<String> mappedByType = new HashSet<>();

  private final Set<String> seen = new HashSet<>();
  private boolean allRead = true;

  private ConnectorValidation(
      String service, ServiceDocument schema, String sdl, ConnectNames names) {
    this.service = service;
    this.schema = schema;
    this.text = new SourceText(sdl);
    this.names = names;
    this.sources = new SourceRules(schema);
    this.keys = new KeyRules(schema);
    this.rest = schema.restNames();
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
      SequencedMap<String, Value> arguments = Syntax.arguments(directive.getArguments());
      if (!directive.getName().equals("link")
          || !(arguments.get("url") instanceof Value.StringValue(String url))
          || !ConnectVersion.isConnectLink(url)) {
        continue;
      }
      Optional<ConnectNames> linked = ConnectNames.ofLink(arguments);
      if (linked.isEmpty()) {
        new ConnectorSite(service, directive, new SourceText(sdl), unknown)
            .problem(
                ConnectorCode.UNKNOWN_CONNECTORS_VERSION,
                "url",
                0,
                "This version of connect is unknown: link to a version from v0.1 to v0.4");
      }
      // Whoever reads the links refuses a second one: the first says what the names mean.
      names = names.or(() -> linked);
    }
    if (names.isEmpty()) {
      return List.copyOf(unknown);
    }
    ConnectorValidation validation = new ConnectorValidation(service, schema, sdl, names.get());
    validation.problems.addAll(unknown);
    return validation.run();
  }

  private List<ConnectorProblem> run() {
    boolean any = false;
    for (Directive directive : schema.schemaDirectives()) {
      if (directive.getName().equals(names.source())) {
        any = true;
        ConnectorSite site = new ConnectorSite(service + ":@source", directive, text, problems);
        ArgumentRules.checkSource(site);
        sources.check(site, names.version());
      } else if (directive.getName().equals("source") && names.source().equals("connect__source")) {
        report(
            ConnectorCode.NO_SOURCE_IMPORT,
            "@source",
            directive.getSourceLocation(),
            "@source is not imported: add it to the import of the @link to connect, or write"
                + " @connect__source");
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
      boolean selectionsAreRight =
          problems.stream().allMatch(found -> found.code() == ConnectorCode.NO_SOURCE_IMPORT);
      checkSchema();
      checkUnions();
      if (selectionsAreRight) {
        // Fields would be missed only because of what is wrong already.
        checkResolved();
      }
      if (allRead) {
        keys.checkAll(this::report);
      }
    }
    return List.copyOf(problems);
  }

  private List<Directive> connects(List<Directive> directives) {
    return directives.stream()
        .filter(directive -> directive.getName().equals(names.connect()))
        .toList();
  }

  // Connectors

  private void checkAll(Type type, @Nullable Field field, List<Directive> directives) {
    List<Directive> connects = connects(directives);
    for (int i = 0; i < connects.size(); i++) {
      String place = type.name + (field == null ? "" : "." + field.name());
      ConnectorSite site =
          new ConnectorSite(service + ":" + place + "[" + i + "]", connects.get(i), text, problems);
      if (type.kind != Kind.OBJECT) {
        site.problem(
            ConnectorCode.CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE,
            "",
            0,
            "Connectors stand on object types and their fields, not on " + type.name);
        continue;
      }
      ArgumentRules.checkConnect(site);
      Connect connect = new ConnectReader(names.version(), site::problem).connect(site.arguments());
      if (field != null) {
        seen.add(type.name + "." + field.name());
        checkTypes(type, field, site);
      }
      if (connect == null) {
        allRead = false;
      } else {
        check(type, field, connect, site, byType(directives));
      }
    }
    if (connects.isEmpty()) {
      directives.stream()
          .filter(directive -> rest.is(directive.getName(), RestNames.BY_TYPE))
          .forEach(
              directive ->
                  report(
                      ConnectorCode.INVALID_SELECTION,
                      type.name + (field == null ? "" : "." + field.name()),
                      directive.getSourceLocation(),
                      "@"
                          + directive.getName()
                          + " says how the value of a connector is mapped: it needs @connect"
                          + " beside it"));
    }
  }

  private @Nullable Directive byType(List<Directive> directives) {
    return directives.stream()
        .filter(directive -> rest.is(directive.getName(), RestNames.BY_TYPE))
        .findFirst()
        .orElse(null);
  }

  /** Whether the types that a connector maps to and from are defined. */
  private void checkTypes(Type type, Field field, ConnectorSite site) {
    Set<String> names = new LinkedHashSet<>(List.of(field.type().namedType()));
    field.arguments().values().forEach(argument -> names.add(argument.namedType()));
    for (String name : names) {
      if (schema.type(name) == null && !BuiltInScalars.has(name)) {
        report(
            ConnectorCode.MISSING_SCHEMA_TYPE,
            type.name + "." + field.name(),
            field.location(),
            type.name + "." + field.name() + " needs the type " + name + ", which is not defined");
      }
    }
  }

  private void check(
      Type type,
      @Nullable Field field,
      Connect connect,
      ConnectorSite site,
      @Nullable Directive byType) {
    if (connect.id() != null && !ids.add(connect.id())) {
      site.problem(
          ConnectorCode.DUPLICATE_ID_NAME,
          "id",
          0,
          "There is another connector with the id \"" + connect.id() + "\"");
    }
    sources.checkUse(connect, site);
    if (field == null && schema.isRoot(type.name)) {
      site.problem(
          ConnectorCode.CONNECT_ON_ROOT, "", 0, "Put connectors on the fields of " + type.name);
      return;
    }
    VariablePaths paths = VariablePaths.of(connect, sources.of(connect));
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
    rules.checkConnect(
        connect,
        byType == null
            ? ParameterStyles.NONE
            : ParameterStyles.read(Syntax.arguments(byType.getArguments())));
    String result = field == null ? type.name : field.type().namedType();
    SelectionRules selection = new SelectionRules(schema, site, connect.version(), seen);
    if (byType == null) {
      selection.check(connect.selection(), result);
    } else {
      selection.checkByType(connect.selection(), result, names.connect(), mappedByType);
    }
    if (field == null) {
      keys.checkOnType(type, connect, site, paths, batch, byType != null);
    } else if (isRoot) {
      keys.checkEntity(type, field, connect, site, paths);
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
      keys.checkOnField(type, paths);
    }
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
      if (directive.getName().equals("link")) {
        for (String name :
            LinkImports.of(Syntax.arguments(directive.getArguments()).get("import")).keySet()) {
          if (Set.of("@context", "@fromContext").contains(name)) {
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

  /** Whether what tells members apart speaks of members. */
  private void checkUnions() {
    for (Type type : schema.types().values()) {
      for (Directive directive : type.directives) {
        if (!rest.is(directive.getName(), RestNames.UNION)) {
          continue;
        }
        if (type.kind == Kind.INPUT
            && type.directives.stream().noneMatch(other -> other.getName().equals("oneOf"))) {
          report(
              ConnectorCode.GRAPHQL_ERROR,
              type.name,
              directive.getSourceLocation(),
              type.name + " is sent as the one field that is given: it must be @oneOf");
        }
        for (UnionForm.Member member :
            UnionForm.of(Syntax.arguments(directive.getArguments())).members()) {
          if (!type.members.contains(member.type())) {
            report(
                ConnectorCode.MISSING_SCHEMA_TYPE,
                type.name,
                directive.getSourceLocation(),
                member.type() + " is no member of " + type.name);
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
