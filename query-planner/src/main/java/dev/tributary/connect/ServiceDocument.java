package dev.tributary.connect;

import dev.tributary.supergraph.BuiltInScalars;
import dev.tributary.supergraph.FieldSet;
import dev.tributary.supergraph.FieldSets;
import dev.tributary.supergraph.Syntax;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import graphql.language.Definition;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.SourceLocation;
import graphql.language.StringValue;
import graphql.language.UnionTypeDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One service's schema document as its connectors see it: extensions merged, roots known. */
final class ServiceDocument {

  enum Kind {
    OBJECT,
    INTERFACE,
    UNION,
    INPUT,
    ENUM,
    SCALAR
  }

  /** A type, its definition and its extensions taken together. */
  static final class Type {
    final String name;
    final Kind kind;
    final SequencedMap<String, Field> fields = new LinkedHashMap<>();
    final List<Directive> directives = new ArrayList<>();
    final Set<String> members = new LinkedHashSet<>();

    /** Of an enum, each with its directives. */
    final SequencedMap<String, List<Directive>> values = new LinkedHashMap<>();

    final SourceLocation location;

    Type(String name, Kind kind, SourceLocation location) {
      this.name = name;
      this.kind = kind;
      this.location = location;
    }

    boolean isComposite() {
      return kind == Kind.OBJECT || isAbstract();
    }

    boolean isAbstract() {
      return kind == Kind.INTERFACE || kind == Kind.UNION;
    }
  }

  /**
   * A field of an object, interface or input type.
   *
   * @param defaults of the arguments that have one
   */
  record Field(
      String name,
      TypeRef type,
      SequencedMap<String, TypeRef> arguments,
      Map<String, Value> defaults,
      List<Directive> directives,
      SourceLocation location) {}

  private static final SourceLocation START = new SourceLocation(1, 1);

  private final SequencedMap<String, Type> types = new LinkedHashMap<>();
  private final List<Directive> schemaDirectives = new ArrayList<>();
  private String query = "Query";
  private String mutation = "Mutation";
  private String subscription = "Subscription";

  ServiceDocument(Document document) {
    document.getDefinitions().forEach(this::add);
  }

  private void add(Definition<?> definition) {
    switch (definition) {
      case SchemaDefinition schema -> {
        schemaDirectives.addAll(schema.getDirectives());
        schema
            .getOperationTypeDefinitions()
            .forEach(
                operation -> {
                  String name = operation.getTypeName().getName();
                  switch (operation.getName()) {
                    case "query" -> query = name;
                    case "mutation" -> mutation = name;
                    default -> subscription = name;
                  }
                });
      }
      case ObjectTypeDefinition object -> {
        Type type = type(object.getName(), Kind.OBJECT, object.getSourceLocation());
        type.directives.addAll(object.getDirectives());
        object.getFieldDefinitions().forEach(field -> addField(type, field));
        object
            .getImplements()
            .forEach(
                implemented -> {
                  if (implemented instanceof graphql.language.TypeName name) {
                    type(name.getName(), Kind.INTERFACE, START).members.add(object.getName());
                  }
                });
      }
      case InterfaceTypeDefinition anInterface -> {
        Type type = type(anInterface.getName(), Kind.INTERFACE, anInterface.getSourceLocation());
        type.directives.addAll(anInterface.getDirectives());
        anInterface.getFieldDefinitions().forEach(field -> addField(type, field));
      }
      case UnionTypeDefinition union -> {
        Type type = type(union.getName(), Kind.UNION, union.getSourceLocation());
        type.directives.addAll(union.getDirectives());
        union
            .getMemberTypes()
            .forEach(
                member -> {
                  if (member instanceof graphql.language.TypeName name) {
                    type.members.add(name.getName());
                  }
                });
      }
      case InputObjectTypeDefinition input -> {
        Type type = type(input.getName(), Kind.INPUT, input.getSourceLocation());
        type.directives.addAll(input.getDirectives());
        for (InputValueDefinition field : input.getInputValueDefinitions()) {
          type.fields.put(
              field.getName(),
              new Field(
                  field.getName(),
                  Syntax.type(field.getType()),
                  new LinkedHashMap<>(),
                  Map.of(),
                  field.getDirectives(),
                  or(field.getSourceLocation())));
        }
      }
      case EnumTypeDefinition anEnum -> {
        Type type = type(anEnum.getName(), Kind.ENUM, anEnum.getSourceLocation());
        anEnum
            .getEnumValueDefinitions()
            .forEach(value -> type.values.put(value.getName(), value.getDirectives()));
      }
      case ScalarTypeDefinition scalar ->
          type(scalar.getName(), Kind.SCALAR, scalar.getSourceLocation());
      default -> {}
    }
  }

  private Type type(String name, Kind kind, @Nullable SourceLocation location) {
    return types.computeIfAbsent(name, unused -> new Type(name, kind, or(location)));
  }

  private static SourceLocation or(@Nullable SourceLocation location) {
    return location == null ? START : location;
  }

  private static void addField(Type type, FieldDefinition field) {
    SequencedMap<String, TypeRef> arguments = new LinkedHashMap<>();
    Map<String, Value> defaults = new HashMap<>();
    for (InputValueDefinition argument : field.getInputValueDefinitions()) {
      arguments.put(argument.getName(), Syntax.type(argument.getType()));
      if (argument.getDefaultValue() != null) {
        defaults.put(argument.getName(), Syntax.value(argument.getDefaultValue()));
      }
    }
    type.fields.put(
        field.getName(),
        new Field(
            field.getName(),
            Syntax.type(field.getType()),
            arguments,
            defaults,
            field.getDirectives(),
            or(field.getSourceLocation())));
  }

  SequencedMap<String, Type> types() {
    return types;
  }

  @Nullable Type type(String name) {
    return types.get(name);
  }

  /** On the schema definition and its extensions. */
  List<Directive> schemaDirectives() {
    return schemaDirectives;
  }

  /** The names of the rest specification's directives here. */
  RestNames restNames() {
    return RestNames.of(
        schemaDirectives.stream()
            .filter(directive -> directive.getName().equals("link"))
            .map(directive -> Syntax.arguments(directive.getArguments()))
            .toList());
  }

  boolean isQuery(String type) {
    return type.equals(query);
  }

  boolean isMutation(String type) {
    return type.equals(mutation);
  }

  boolean isRoot(String type) {
    return isQuery(type) || isMutation(type);
  }

  @Nullable Type subscription() {
    return types.get(subscription);
  }

  /** Whether anything of this type is a leaf that GraphQL itself knows the shape of. */
  boolean isPlainLeaf(String name) {
    Type type = types.get(name);
    return BuiltInScalars.has(name) || (type != null && type.kind == Kind.ENUM);
  }

  boolean isComposite(String name) {
    Type type = types.get(name);
    return type != null && type.isComposite();
  }

  /** A federation directive under whichever usual name; renamed ones are not looked for. */
  static boolean is(Directive directive, String federationName) {
    return directive.getName().equals(federationName)
        || directive.getName().equals("federation__" + federationName);
  }

  static boolean has(List<Directive> directives, String federationName) {
    return directives.stream().anyMatch(directive -> is(directive, federationName));
  }

  /** One {@code @key}. */
  record Key(FieldSet fields, boolean resolvable, SourceLocation location) {}

  List<Key> keys(Type type) {
    List<Key> keys = new ArrayList<>();
    for (Directive directive : type.directives) {
      if (is(directive, "key")
          && directive.getArgument("fields") != null
          && directive.getArgument("fields").getValue() instanceof StringValue text
          && text.getValue() != null
          && FieldSets.parse(text.getValue()) instanceof FieldSets.Valid(FieldSet fields)) {
        boolean resolvable =
            directive.getArgument("resolvable") == null
                || !(directive.getArgument("resolvable").getValue()
                    instanceof graphql.language.BooleanValue value)
                || value.isValue();
        keys.add(new Key(fields, resolvable, or(directive.getSourceLocation())));
      }
    }
    return keys;
  }
}
