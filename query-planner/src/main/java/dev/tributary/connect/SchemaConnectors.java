package dev.tributary.connect;

import dev.tributary.connect.Connector.Kind;
import dev.tributary.connect.ServiceDocument.Field;
import dev.tributary.connect.ServiceDocument.Type;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeRef;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The connectors of one service's schema, read without composing it, and where their mappings stand
 * in the document. For trying connectors, not for running them: they have no keys.
 */
public final class SchemaConnectors {

  private final String service;
  private final ServiceDocument schema;
  private final SourceText text;
  private final List<Connector> connectors = new ArrayList<>();
  private final Map<Mapping, Site> sites = new IdentityHashMap<>();
  private final RestNames rest;

  /** Made for the first connector that maps by type. */
  private @Nullable TypeMapping types;

  /**
   * A place in a schema document.
   *
   * @param argument of the directive that holds the mapping, such as {@code http.body}
   * @param line in the document, from 1
   * @param column from 1
   */
  public record Place(String argument, int line, int column) {}

  private record Site(ConnectorSite directive, String argument, int offset) {}

  private SchemaConnectors(String service, ServiceDocument schema, String sdl) {
    this.service = service;
    this.schema = schema;
    this.text = new SourceText(sdl);
    this.rest = schema.restNames();
  }

  /**
   * Reads what can be read; {@link ConnectorValidation} says what is wrong with the rest.
   *
   * @param service the service's name, for coordinates
   * @param document the parsed {@code sdl}
   */
  public static SchemaConnectors read(String service, Document document, String sdl) {
    ServiceDocument schema = new ServiceDocument(document);
    SchemaConnectors read = new SchemaConnectors(service, schema, sdl);
    schema.schemaDirectives().stream()
        .filter(directive -> directive.getName().equals("link"))
        .map(directive -> ConnectNames.ofLink(Syntax.arguments(directive.getArguments())))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(read::readAll);
    return read;
  }

  /** In the order of the document. */
  public List<Connector> connectors() {
    return List.copyOf(connectors);
  }

  /**
   * Where something in a mapping of one of these connectors stands.
   *
   * @param offset in the mapping's text
   */
  public Optional<Place> place(Mapping mapping, int offset) {
    return Optional.ofNullable(sites.get(mapping))
        .map(
            site -> {
              SourceLocation location =
                  site.directive().locate(site.argument(), site.offset() + offset);
              return new Place(site.argument(), location.getLine(), location.getColumn());
            });
  }

  private void readAll(ConnectNames names) {
    Map<String, Source> sources = new HashMap<>();
    for (Directive directive : schema.schemaDirectives()) {
      if (directive.getName().equals(names.source())) {
        ConnectorSite site = site("@source", directive);
        Source source = reader(names).source(site.arguments());
        if (source != null && sources.putIfAbsent(source.name(), source) == null) {
          note(source, site);
        }
      }
    }
    for (Type type : schema.types().values()) {
      readAll(type, null, type.directives, names, sources);
      for (Field field : type.fields.values()) {
        readAll(type, field, field.directives(), names, sources);
      }
    }
  }

  private void readAll(
      Type type,
      @Nullable Field field,
      List<Directive> directives,
      ConnectNames names,
      Map<String, Source> sources) {
    int index = 0;
    for (Directive directive : directives) {
      if (!directive.getName().equals(names.connect())) {
        continue;
      }
      String place = type.name + (field == null ? "" : "." + field.name());
      ConnectorSite site = site(place + "[" + index++ + "]", directive);
      Connect connect = reader(names).connect(site.arguments());
      Source source =
          connect == null || connect.sourceName() == null
              ? null
              : sources.get(connect.sourceName());
      if (connect != null && (source != null || connect.sourceName() == null)) {
        connectors.add(
            connector(site.coordinate(), type, field, connect, source, byType(directives, names)));
        note(connect, site);
      }
    }
  }

  private @Nullable ByType byType(List<Directive> directives, ConnectNames names) {
    for (Directive directive : directives) {
      if (rest.is(directive.getName(), RestNames.BY_TYPE)) {
        if (types == null) {
          types = TypeMapping.of(schema, rest, names.connect());
        }
        return new ByType(types, ParameterStyles.read(Syntax.arguments(directive.getArguments())));
      }
    }
    return null;
  }

  private Connector connector(
      String coordinate,
      Type type,
      @Nullable Field field,
      Connect connect,
      @Nullable Source source,
      @Nullable ByType byType) {
    SequencedMap<String, ArgumentDefinition> arguments = new LinkedHashMap<>();
    Kind kind;
    TypeRef result;
    if (field == null) {
      boolean batch = VariablePaths.of(connect, source).byVariable().containsKey("batch");
      kind = batch ? Kind.BATCH : Kind.TYPE;
      TypeRef one = new TypeRef.Named(type.name);
      result = batch ? new TypeRef.ListOf(one) : one;
    } else {
      kind =
          !schema.isRoot(type.name)
              ? Kind.FIELD
              : connect.isEntity() && schema.isQuery(type.name) ? Kind.ENTITY : Kind.ROOT;
      result = field.type();
      field
          .arguments()
          .forEach(
              (name, argument) ->
                  arguments.put(
                      name,
                      new ArgumentDefinition(
                          name, argument, field.defaults().get(name), false, List.of())));
    }
    return new Connector(
        coordinate,
        service,
        kind,
        type.name,
        field == null ? null : field.name(),
        result,
        arguments,
        new FieldSet(List.of()),
        source,
        connect,
        byType);
  }

  private ConnectorSite site(String element, Directive directive) {
    return new ConnectorSite(service + ":" + element, directive, text, new ArrayList<>());
  }

  private static ConnectReader reader(ConnectNames names) {
    return new ConnectReader(names.version(), (code, argument, offset, message) -> {});
  }

  // Where mappings stand

  private void note(Source source, ConnectorSite site) {
    note(source.baseUrl(), "http.baseURL", site);
    note(source.headers(), site);
    note(source.path(), "http.path", site);
    note(source.queryParams(), "http.queryParams", site);
    note(source.outcome(), site);
  }

  private void note(Connect connect, ConnectorSite site) {
    Connect.Http http = connect.http();
    if (http != null) {
      note(http.url(), "http." + http.method(), site);
      note(http.headers(), site);
      note(http.path(), "http.path", site);
      note(http.queryParams(), "http.queryParams", site);
      note(http.body(), "http.body", site);
    }
    note(connect.selection(), "selection", site);
    note(connect.outcome(), site);
  }

  private void note(Outcome outcome, ConnectorSite site) {
    note(outcome.isSuccess(), "isSuccess", site);
    note(outcome.message(), "errors.message", site);
    note(outcome.extensions(), "errors.extensions", site);
  }

  private void note(List<HttpHeader> headers, ConnectorSite site) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.get(i) instanceof HttpHeader.Written(String name, Template value)) {
        note(value, "http.headers." + i + ".value", site);
      }
    }
  }

  private void note(Template template, String argument, ConnectorSite site) {
    for (Template.Part part : template.parts()) {
      if (part instanceof Template.Hole(Mapping mapping, int offset)) {
        sites.put(mapping, new Site(site, argument, offset));
      }
    }
  }

  private void note(@Nullable Mapping mapping, String argument, ConnectorSite site) {
    if (mapping != null) {
      sites.put(mapping, new Site(site, argument, 0));
    }
  }
}
