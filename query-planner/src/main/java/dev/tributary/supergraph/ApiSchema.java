package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveDefinitionSyntax;
import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.SdlDocument.EnumSyntax;
import dev.tributary.supergraph.SdlDocument.EnumValueSyntax;
import dev.tributary.supergraph.SdlDocument.FieldSyntax;
import dev.tributary.supergraph.SdlDocument.Head;
import dev.tributary.supergraph.SdlDocument.InputSyntax;
import dev.tributary.supergraph.SdlDocument.InputValueSyntax;
import dev.tributary.supergraph.SdlDocument.InterfaceSyntax;
import dev.tributary.supergraph.SdlDocument.NameSyntax;
import dev.tributary.supergraph.SdlDocument.ObjectSyntax;
import dev.tributary.supergraph.SdlDocument.ScalarSyntax;
import dev.tributary.supergraph.SdlDocument.SchemaSyntax;
import dev.tributary.supergraph.SdlDocument.TypeSyntax;
import dev.tributary.supergraph.SdlDocument.UnionSyntax;
import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import graphql.Scalars;
import graphql.introspection.Introspection;
import graphql.schema.DataFetcher;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeReference;
import graphql.schema.GraphQLUnionType;
import graphql.schema.TypeResolver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client-facing schema: the composed types without the join and link machinery and without
 * whatever is inaccessible. It resolves nothing; a request is never executed on it.
 */
final class ApiSchema {

  private static final Map<String, GraphQLScalarType> BUILT_IN =
      Map.of(
          "Int", Scalars.GraphQLInt,
          "Float", Scalars.GraphQLFloat,
          "String", Scalars.GraphQLString,
          "Boolean", Scalars.GraphQLBoolean,
          "ID", Scalars.GraphQLID);

  private static final JsonCoercing JSON = new JsonCoercing();

  private static final TypeResolver NO_RESOLVER =
      environment -> {
        throw new UnsupportedOperationException("nothing is executed on the API schema");
      };

  private static final DataFetcher<List<GraphQLDirective>> DIRECTIVES =
      environment -> ApiDirectives.of(environment.getGraphQLSchema());

  private final ApiElements elements;
  private final Map<String, TypeDefinition> types;
  private final LinkedSpecs specs;
  private final List<String> problems;

  ApiSchema(Map<String, TypeDefinition> types, LinkedSpecs specs, List<String> problems) {
    this.elements = new ApiElements(types);
    this.types = types;
    this.specs = specs;
    this.problems = problems;
  }

  /** Whether somebody else has seen to GraphQL's own rules. */
  enum Rules {
    CHECKED,
    KNOWN_TO_HOLD
  }

  /** Checks GraphQL's own rules. What breaks them may fail in {@link #build}. */
  void check(SdlDocument document) {
    SchemaRules rules = new SchemaRules(elements, problems);
    rules.check();
    rules.directives(
        document.all(DirectiveDefinitionSyntax.class).stream().filter(this::isForClients).toList());
  }

  /** Null when no schema remains; the problems are noted. */
  @Nullable GraphQLSchema build(
      SdlDocument document,
      Collection<TypeSyntax> syntax,
      String queryType,
      @Nullable String mutationType,
      @Nullable String subscriptionType) {
    Map<String, GraphQLNamedType> built = new LinkedHashMap<>();
    for (TypeSyntax type : syntax) {
      if (elements.has(type.name()) && !BUILT_IN.containsKey(type.name())) {
        built.put(type.name(), type(type));
      }
    }
    BUILT_IN.forEach(built::putIfAbsent);
    if (!(built.get(queryType) instanceof GraphQLObjectType query)) {
      problems.add("the query root " + queryType + " is inaccessible");
      return null;
    }
    if (!problems.isEmpty()) {
      return null;
    }
    GraphQLSchema.FastBuilder builder =
        new GraphQLSchema.FastBuilder(
            GraphQLCodeRegistry.newCodeRegistry()
                .dataFetcher(FieldCoordinates.coordinates("__Schema", "directives"), DIRECTIVES),
            query,
            root(built, mutationType),
            root(built, subscriptionType));
    builder.addTypes(built.values());
    for (DirectiveDefinitionSyntax directive : document.all(DirectiveDefinitionSyntax.class)) {
      if (isForClients(directive) && !ApiDirectives.SPECIFIED.contains(directive.name())) {
        builder.additionalDirective(directive(directive));
      }
    }
    for (SchemaSyntax schema : document.all(SchemaSyntax.class)) {
      if (schema.description() != null) {
        builder.description(schema.description());
      }
    }
    // Our own rules say what is wrong: graphql-java's take time that grows with the square of how
    // deep types refer to each other (7 s of 8 s for 100 subgraphs of 50 types each).
    return builder.withValidation(false).build();
  }

  private static @Nullable GraphQLObjectType root(
      Map<String, GraphQLNamedType> built, @Nullable String name) {
    return name != null && built.get(name) instanceof GraphQLObjectType root ? root : null;
  }

  private GraphQLNamedType type(TypeSyntax type) {
    Head head = type.head();
    return switch (type) {
      case ObjectSyntax object -> {
        GraphQLObjectType.Builder builder =
            GraphQLObjectType.newObject().name(head.name()).description(head.description());
        for (String name : interfaces(head.name())) {
          builder.withInterface(GraphQLTypeReference.typeRef(name));
        }
        yield builder.fields(fields(head.name(), object.fields())).build();
      }
      case InterfaceSyntax anInterface -> {
        GraphQLInterfaceType.Builder builder =
            GraphQLInterfaceType.newInterface()
                .name(head.name())
                .description(head.description())
                .typeResolver(NO_RESOLVER);
        for (String name : interfaces(head.name())) {
          builder.withInterface(GraphQLTypeReference.typeRef(name));
        }
        yield builder.fields(fields(head.name(), anInterface.fields())).build();
      }
      case UnionSyntax _ -> union(head);
      case EnumSyntax anEnum -> enumType(anEnum);
      case InputSyntax input -> inputObject(input);
      case ScalarSyntax _ ->
          GraphQLScalarType.newScalar()
              .name(head.name())
              .description(head.description())
              .specifiedByUrl(text(head.directives(), "specifiedBy", "url"))
              .coercing(JSON)
              .build();
    };
  }

  private List<String> interfaces(String typeName) {
    return types.get(typeName) instanceof WithFields type ? elements.interfaces(type) : List.of();
  }

  private List<GraphQLFieldDefinition> fields(String typeName, List<FieldSyntax> syntax) {
    if (!(types.get(typeName) instanceof WithFields type)) {
      throw new IllegalStateException(typeName + " has no fields");
    }
    List<GraphQLFieldDefinition> fields = new ArrayList<>(syntax.size());
    for (FieldSyntax field : syntax) {
      FieldDefinition definition = definition(type, field.name());
      if (!definition.inaccessible()) {
        fields.add(
            GraphQLFieldDefinition.newFieldDefinition()
                .name(field.name())
                .description(field.description())
                .type((GraphQLOutputType) typeOf(field.type()))
                .deprecate(deprecation(field.directives()))
                .arguments(arguments(definition, field))
                .build());
      }
    }
    return fields;
  }

  private static FieldDefinition definition(WithFields type, String field) {
    FieldDefinition definition = type.fields().get(field);
    if (definition == null) {
      throw new IllegalStateException(type.name() + "." + field + " was not read");
    }
    return definition;
  }

  private List<GraphQLArgument> arguments(FieldDefinition definition, FieldSyntax field) {
    return field.arguments().stream()
        .filter(
            argument ->
                definition.arguments().get(argument.name())
                        instanceof TypeDefinition.ArgumentDefinition known
                    && !known.inaccessible())
        .map(argument -> argument(argument))
        .toList();
  }

  private GraphQLArgument argument(InputValueSyntax argument) {
    GraphQLArgument.Builder builder =
        GraphQLArgument.newArgument()
            .name(argument.name())
            .description(argument.description())
            .type((GraphQLInputType) typeOf(argument.type()))
            .deprecate(deprecation(argument.directives()));
    if (argument.defaultValue() != null) {
      builder.defaultValueLiteral(Syntax.literal(argument.defaultValue()));
    }
    return builder.build();
  }

  private GraphQLUnionType union(Head head) {
    GraphQLUnionType.Builder builder =
        GraphQLUnionType.newUnionType()
            .name(head.name())
            .description(head.description())
            .typeResolver(NO_RESOLVER);
    if (types.get(head.name()) instanceof TypeDefinition.UnionType known) {
      elements
          .members(known)
          .forEach(member -> builder.possibleType(GraphQLTypeReference.typeRef(member)));
    }
    return builder.build();
  }

  private GraphQLEnumType enumType(EnumSyntax anEnum) {
    GraphQLEnumType.Builder builder =
        GraphQLEnumType.newEnum().name(anEnum.name()).description(anEnum.head().description());
    if (types.get(anEnum.name()) instanceof EnumType known) {
      for (EnumValueSyntax value : anEnum.values()) {
        if (known.values().get(value.name()) instanceof TypeDefinition.EnumValueDefinition said
            && !said.inaccessible()) {
          builder.value(
              GraphQLEnumValueDefinition.newEnumValueDefinition()
                  .name(value.name())
                  .value(value.name())
                  .description(value.description())
                  .deprecationReason(deprecation(value.directives()))
                  .build());
        }
      }
    }
    return builder.build();
  }

  private GraphQLInputObjectType inputObject(InputSyntax input) {
    GraphQLInputObjectType.Builder builder =
        GraphQLInputObjectType.newInputObject()
            .name(input.name())
            .description(input.head().description());
    if (directive(input.directives(), "oneOf") != null) {
      builder.withAppliedDirective(GraphQLAppliedDirective.newDirective().name("oneOf").build());
    }
    if (types.get(input.name()) instanceof InputType known) {
      for (InputValueSyntax field : input.fields()) {
        if (known.fields().get(field.name()) instanceof TypeDefinition.InputFieldDefinition said
            && !said.inaccessible()) {
          builder.field(inputField(field));
        }
      }
    }
    return builder.build();
  }

  private GraphQLInputObjectField inputField(InputValueSyntax field) {
    GraphQLInputObjectField.Builder builder =
        GraphQLInputObjectField.newInputObjectField()
            .name(field.name())
            .description(field.description())
            .type((GraphQLInputType) typeOf(field.type()))
            .deprecate(deprecation(field.directives()));
    if (field.defaultValue() != null) {
      builder.defaultValueLiteral(Syntax.literal(field.defaultValue()));
    }
    return builder.build();
  }

  /** What users composed of their own is for clients where it may stand in an operation. */
  private boolean isForClients(DirectiveDefinitionSyntax directive) {
    return !specs.isMachineryDirective(directive.name())
        || (specs.isOwnDirective(directive.name())
            && directive.locations().stream()
                .anyMatch(location -> DirectiveLocations.EXECUTABLE.contains(location.name())));
  }

  private GraphQLDirective directive(DirectiveDefinitionSyntax directive) {
    GraphQLDirective.Builder builder =
        GraphQLDirective.newDirective()
            .name(directive.name())
            .description(directive.description())
            .repeatable(directive.repeatable());
    for (NameSyntax location : directive.locations()) {
      builder.validLocation(Introspection.DirectiveLocation.valueOf(location.name()));
    }
    for (InputValueSyntax argument : directive.arguments()) {
      if (elements.has(argument.type().namedType())) {
        builder.argument(argument(argument));
      }
    }
    return builder.build();
  }

  private static GraphQLType typeOf(TypeRef reference) {
    return switch (reference) {
      case TypeRef.Named(String name) -> {
        GraphQLScalarType builtIn = BUILT_IN.get(name);
        yield builtIn == null ? GraphQLTypeReference.typeRef(name) : builtIn;
      }
      case TypeRef.ListOf(TypeRef element) -> GraphQLList.list(typeOf(element));
      case TypeRef.NonNull(TypeRef inner) -> GraphQLNonNull.nonNull(typeOf(inner));
    };
  }

  private static @Nullable String deprecation(List<DirectiveSyntax> directives) {
    DirectiveSyntax deprecated = directive(directives, "deprecated");
    if (deprecated == null) {
      return null;
    }
    String reason = Arguments.of(deprecated).string("reason");
    return reason == null ? "No longer supported" : reason;
  }

  private static @Nullable String text(
      List<DirectiveSyntax> directives, String name, String argument) {
    DirectiveSyntax directive = directive(directives, name);
    return directive == null ? null : Arguments.of(directive).string(argument);
  }

  private static @Nullable DirectiveSyntax directive(
      List<DirectiveSyntax> directives, String name) {
    for (DirectiveSyntax directive : directives) {
      if (directive.name().equals(name)) {
        return directive;
      }
    }
    return null;
  }
}
