package dev.tributary.connect;

import dev.tributary.connect.Connector.Kind;
import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.ObjectType;
import dev.tributary.supergraph.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one service's connectors out of a supergraph. */
final class ConnectorReader {

  private final ServiceSchema schema;
  private final String service;
  private final ConnectNames names;
  private final List<String> problems;
  private final Map<String, Source> sources = new LinkedHashMap<>();

  /** Made for the first that is mapped by its type. */
  private @Nullable TypeMapping types;

  /**
   * @param problems where to put what is wrong
   */
  ConnectorReader(ServiceSchema schema, List<String> problems) {
    this.schema = schema;
    this.service = schema.supergraph().subgraphs().get(schema.id()).name();
    this.names = ConnectNames.of(schema.supergraph().schemaDirectives(), schema.id());
    this.problems = problems;
  }

  /** In the order of the schema; empty for a service without connectors. */
  List<Connector> read() {
    for (String url :
        ConnectNames.unknownLinks(schema.supergraph().schemaDirectives(), schema.id())) {
      problems.add(service + ": " + url + " is unknown: versions 0.1 to 0.4 are supported");
    }
    for (AppliedDirective directive : applied(schema.supergraph().schemaDirectives(), false)) {
      ConnectReader reader = reader(service + ": @source");
      Source source = reader.source(directive.arguments());
      if (source != null) {
        sources.put(source.name(), source);
      }
    }
    List<Connector> connectors = new ArrayList<>();
    for (TypeDefinition type : schema.supergraph().types().values()) {
      if (type instanceof ObjectType object) {
        readAll(object.directives(), object, null, connectors);
        for (FieldDefinition field : object.fields().values()) {
          readAll(field.directives(), object, field, connectors);
        }
      }
    }
    return connectors;
  }

  /** This service's {@code @connect}s, or its {@code @source}s. */
  private List<AppliedDirective> applied(List<AppliedDirective> directives, boolean connects) {
    return directives.stream()
        .filter(
            directive ->
                directive.isOf(schema.id())
                    && directive.name().equals(connects ? names.connect() : names.source()))
        .toList();
  }

  private void readAll(
      List<AppliedDirective> directives,
      ObjectType type,
      @Nullable FieldDefinition field,
      List<Connector> into) {
    List<AppliedDirective> applied = applied(directives, true);
    for (int i = 0; i < applied.size(); i++) {
      String place = type.name() + (field == null ? "" : "." + field.name());
      String coordinate = service + ":" + place + "[" + i + "]";
      Connect connect = reader(coordinate).connect(applied.get(i).arguments());
      if (connect == null) {
        continue;
      }
      Source source = connect.sourceName() == null ? null : sources.get(connect.sourceName());
      if (source == null && connect.sourceName() != null) {
        problems.add(coordinate + ": there is no @source named \"" + connect.sourceName() + "\"");
        continue;
      }
      into.add(connector(coordinate, type, field, connect, source, byType(directives)));
    }
  }

  private @Nullable ByType byType(List<AppliedDirective> directives) {
    for (AppliedDirective directive : directives) {
      if (directive.name().equals(RestNames.BY_TYPE) && directive.isOf(schema.id())) {
        if (types == null) {
          types = TypeMapping.of(schema, names.connect());
        }
        return new ByType(types, ParameterStyles.read(directive.arguments()));
      }
    }
    return null;
  }

  private Connector connector(
      String coordinate,
      ObjectType type,
      @Nullable FieldDefinition field,
      Connect connect,
      @Nullable Source source,
      @Nullable ByType byType) {
    VariablePaths paths = VariablePaths.of(connect, source);
    if (field == null) {
      boolean batch = paths.byVariable().containsKey("batch");
      TypeRef one = new TypeRef.Named(type.name());
      return new Connector(
          coordinate,
          service,
          batch ? Kind.BATCH : Kind.TYPE,
          type.name(),
          null,
          batch ? new TypeRef.ListOf(one) : one,
          new LinkedHashMap<>(),
          schema.fieldSet(type.name(), paths.below(batch ? "batch" : "this")),
          source,
          connect,
          byType);
    }
    Kind kind = kind(type, connect);
    FieldSet key =
        switch (kind) {
          case ENTITY -> schema.fieldSet(field.type().namedType(), paths.below("args"));
          case FIELD -> fieldKey(type, paths);
          case ROOT, TYPE, BATCH -> new FieldSet(List.of());
        };
    return new Connector(
        coordinate,
        service,
        kind,
        type.name(),
        field.name(),
        field.type(),
        field.arguments(),
        key,
        source,
        connect,
        byType);
  }

  /** A field that needs nothing of its object is entered by whatever the service can give. */
  private FieldSet fieldKey(ObjectType type, VariablePaths paths) {
    FieldSet key = schema.fieldSet(type.name(), paths.below("this"));
    if (!key.selections().isEmpty()) {
      return key;
    }
    InSubgraph declared = type.in().get(schema.id());
    return declared == null || declared.keys().isEmpty()
        ? new FieldSet(List.of(new FieldSet.Field("__typename", new LinkedHashMap<>(), null)))
        : declared.keys().getFirst().fields();
  }

  private Kind kind(ObjectType type, Connect connect) {
    if (type.name().equals(schema.supergraph().queryType())) {
      return connect.isEntity() ? Kind.ENTITY : Kind.ROOT;
    }
    return type.name().equals(schema.supergraph().mutationType()) ? Kind.ROOT : Kind.FIELD;
  }

  private ConnectReader reader(String place) {
    return new ConnectReader(
        names.version(),
        (code, argument, offset, message) ->
            problems.add(place + ": " + argument + ": " + message + " (" + code + ")"));
  }
}
