package dev.tributary.supergraph;

import dev.tributary.supergraph.TypeDefinition.EnumType;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.InputType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import graphql.AssertException;
import graphql.Directives;
import graphql.Scalars;
import graphql.introspection.Introspection;
import graphql.language.Description;
import graphql.language.Directive;
import graphql.language.DirectiveDefinition;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.UnionTypeDefinition;
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
import graphql.schema.validation.InvalidSchemaException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /**
   * Where a directive may stand in an operation (GraphQL specification, "Type System Directives").
   */
  private static final Set<String> EXECUTABLE =
      Set.of(
          "QUERY",
          "MUTATION",
          "SUBSCRIPTION",
          "FIELD",
          "FRAGMENT_DEFINITION",
          "FRAGMENT_SPREAD",
          "INLINE_FRAGMENT",
          "VARIABLE_DEFINITION");

  private static final JsonCoercing JSON = new JsonCoercing();

  private static final TypeResolver NO_RESOLVER =
      environment -> {
        throw new UnsupportedOperationException("nothing is executed on the API schema");
      };

  private final Map<String, TypeDefinition> types;
  private final LinkedSpecs specs;
  private final List<String> problems;

  ApiSchema(Map<String, TypeDefinition> types, LinkedSpecs specs, List<String> problems) {
    this.types = types;
    this.specs = specs;
    this.problems = problems;
  }

  /** Whether graphql-java checks the schema by the rules of GraphQL. */
  enum Validation {
    FULL,
    NONE
  }

  /** Null when no valid schema remains; the problems are noted. */
  @Nullable GraphQLSchema build(
      Document document,
      Collection<? extends graphql.language.TypeDefinition<?>> syntax,
      String queryType,
      @Nullable String mutationType,
      @Nullable String subscriptionType,
      Validation validation) {
    Map<String, GraphQLNamedType> built = new LinkedHashMap<>();
    for (graphql.language.TypeDefinition<?> type : syntax) {
      if (isAccessible(type.getName())) {
        built.put(type.getName(), type(type));
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
            GraphQLCodeRegistry.newCodeRegistry(),
            query,
            root(built, mutationType),
            root(built, subscriptionType));
    builder.addTypes(built.values());
    for (DirectiveDefinition directive : document.getDefinitionsOfType(DirectiveDefinition.class)) {
      if (isForClients(directive) && !Directives.isBuiltInDirective(directive.getName())) {
        builder.additionalDirective(directive(directive));
      }
    }
    for (SchemaDefinition schema : document.getDefinitionsOfType(SchemaDefinition.class)) {
      if (schema.getDescription() != null) {
        builder.description(schema.getDescription().getContent());
      }
    }
    try {
      return builder.withValidation(validation == Validation.FULL).build();
    } catch (InvalidSchemaException e) {
      // Its message is a heading, then one problem on each line.
      String.valueOf(e.getMessage()).lines().skip(1).forEach(problems::add);
    } catch (AssertException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static @Nullable GraphQLObjectType root(
      Map<String, GraphQLNamedType> built, @Nullable String name) {
    return name != null && built.get(name) instanceof GraphQLObjectType root ? root : null;
  }

  private GraphQLNamedType type(graphql.language.TypeDefinition<?> type) {
    return switch (type) {
      case ObjectTypeDefinition object -> {
        GraphQLObjectType.Builder builder =
            GraphQLObjectType.newObject()
                .name(object.getName())
                .description(text(object.getDescription()));
        for (String name : interfaces(object.getName())) {
          builder.withInterface(GraphQLTypeReference.typeRef(name));
        }
        yield builder.fields(fields(object.getName(), object.getFieldDefinitions())).build();
      }
      case InterfaceTypeDefinition anInterface -> {
        GraphQLInterfaceType.Builder builder =
            GraphQLInterfaceType.newInterface()
                .name(anInterface.getName())
                .description(text(anInterface.getDescription()))
                .typeResolver(NO_RESOLVER);
        for (String name : interfaces(anInterface.getName())) {
          builder.withInterface(GraphQLTypeReference.typeRef(name));
        }
        yield builder
            .fields(fields(anInterface.getName(), anInterface.getFieldDefinitions()))
            .build();
      }
      case UnionTypeDefinition union -> union(union);
      case EnumTypeDefinition anEnum -> enumType(anEnum);
      case InputObjectTypeDefinition input -> inputObject(input);
      case ScalarTypeDefinition scalar ->
          GraphQLScalarType.newScalar()
              .name(scalar.getName())
              .description(text(scalar.getDescription()))
              .specifiedByUrl(directiveText(scalar, "specifiedBy", "url"))
              .coercing(JSON)
              .build();
      default -> throw new IllegalStateException("not a type definition: " + type.getClass());
    };
  }

  private List<String> interfaces(String typeName) {
    return types.get(typeName) instanceof WithFields type
        ? type.interfaces().keySet().stream().filter(this::isAccessible).toList()
        : List.of();
  }

  private List<GraphQLFieldDefinition> fields(
      String typeName, List<graphql.language.FieldDefinition> syntax) {
    if (!(types.get(typeName) instanceof WithFields type)) {
      throw new IllegalStateException(typeName + " has no fields");
    }
    return syntax.stream()
        .filter(field -> !definition(type, field.getName()).inaccessible())
        .map(
            field ->
                GraphQLFieldDefinition.newFieldDefinition()
                    .name(field.getName())
                    .description(text(field.getDescription()))
                    .type(
                        (GraphQLOutputType)
                            typeOf(field.getType(), typeName + "." + field.getName()))
                    .deprecate(deprecation(field))
                    .arguments(arguments(definition(type, field.getName()), typeName, field))
                    .build())
        .toList();
  }

  private static FieldDefinition definition(WithFields type, String field) {
    FieldDefinition definition = type.fields().get(field);
    if (definition == null) {
      throw new IllegalStateException(type.name() + "." + field + " was not read");
    }
    return definition;
  }

  private List<GraphQLArgument> arguments(
      FieldDefinition definition, String typeName, graphql.language.FieldDefinition field) {
    return field.getInputValueDefinitions().stream()
        .filter(
            argument ->
                definition.arguments().get(argument.getName())
                        instanceof TypeDefinition.ArgumentDefinition known
                    && !known.inaccessible())
        .map(argument -> argument(argument, typeName + "." + field.getName()))
        .toList();
  }

  private GraphQLArgument argument(InputValueDefinition argument, String coordinate) {
    GraphQLArgument.Builder builder =
        GraphQLArgument.newArgument()
            .name(argument.getName())
            .description(text(argument.getDescription()))
            .type(
                (GraphQLInputType)
                    typeOf(argument.getType(), coordinate + "(" + argument.getName() + ":)"))
            .deprecate(deprecation(argument));
    if (argument.getDefaultValue() != null) {
      builder.defaultValueLiteral(argument.getDefaultValue());
    }
    return builder.build();
  }

  private GraphQLUnionType union(UnionTypeDefinition union) {
    GraphQLUnionType.Builder builder =
        GraphQLUnionType.newUnionType()
            .name(union.getName())
            .description(text(union.getDescription()))
            .typeResolver(NO_RESOLVER);
    if (types.get(union.getName()) instanceof TypeDefinition.UnionType known) {
      known.members().keySet().stream()
          .filter(this::isAccessible)
          .forEach(member -> builder.possibleType(GraphQLTypeReference.typeRef(member)));
    }
    return builder.build();
  }

  private GraphQLEnumType enumType(EnumTypeDefinition anEnum) {
    GraphQLEnumType.Builder builder =
        GraphQLEnumType.newEnum().name(anEnum.getName()).description(text(anEnum.getDescription()));
    if (types.get(anEnum.getName()) instanceof EnumType known) {
      for (EnumValueDefinition value : anEnum.getEnumValueDefinitions()) {
        if (known.values().get(value.getName()) instanceof TypeDefinition.EnumValueDefinition said
            && !said.inaccessible()) {
          builder.value(
              GraphQLEnumValueDefinition.newEnumValueDefinition()
                  .name(value.getName())
                  .value(value.getName())
                  .description(text(value.getDescription()))
                  .deprecationReason(deprecation(value))
                  .build());
        }
      }
    }
    return builder.build();
  }

  private GraphQLInputObjectType inputObject(InputObjectTypeDefinition input) {
    GraphQLInputObjectType.Builder builder =
        GraphQLInputObjectType.newInputObject()
            .name(input.getName())
            .description(text(input.getDescription()));
    if (input.hasDirective("oneOf")) {
      builder.withAppliedDirective(GraphQLAppliedDirective.newDirective().name("oneOf").build());
    }
    if (types.get(input.getName()) instanceof InputType known) {
      for (InputValueDefinition field : input.getInputValueDefinitions()) {
        if (known.fields().get(field.getName()) instanceof TypeDefinition.InputFieldDefinition said
            && !said.inaccessible()) {
          builder.field(inputField(field, input.getName()));
        }
      }
    }
    return builder.build();
  }

  private GraphQLInputObjectField inputField(InputValueDefinition field, String typeName) {
    GraphQLInputObjectField.Builder builder =
        GraphQLInputObjectField.newInputObjectField()
            .name(field.getName())
            .description(text(field.getDescription()))
            .type((GraphQLInputType) typeOf(field.getType(), typeName + "." + field.getName()))
            .deprecate(deprecation(field));
    if (field.getDefaultValue() != null) {
      builder.defaultValueLiteral(field.getDefaultValue());
    }
    return builder.build();
  }

  /** What users composed of their own is for clients where it may stand in an operation. */
  private boolean isForClients(DirectiveDefinition directive) {
    String name = directive.getName();
    return !specs.isMachineryDirective(name)
        || (specs.isOwnDirective(name)
            && directive.getDirectiveLocations().stream()
                .anyMatch(location -> EXECUTABLE.contains(location.getName())));
  }

  private GraphQLDirective directive(DirectiveDefinition directive) {
    GraphQLDirective.Builder builder =
        GraphQLDirective.newDirective()
            .name(directive.getName())
            .description(text(directive.getDescription()))
            .repeatable(directive.isRepeatable());
    for (graphql.language.DirectiveLocation location : directive.getDirectiveLocations()) {
      builder.validLocation(Introspection.DirectiveLocation.valueOf(location.getName()));
    }
    for (InputValueDefinition argument : directive.getInputValueDefinitions()) {
      if (isAccessible(Syntax.type(argument.getType()).namedType())) {
        builder.argument(argument(argument, "@" + directive.getName()));
      }
    }
    return builder.build();
  }

  private GraphQLType typeOf(graphql.language.Type<?> type, String coordinate) {
    TypeRef reference = Syntax.type(type);
    if (!isAccessible(reference.namedType())) {
      problems.add(
          coordinate
              + ": its type "
              + reference.namedType()
              + " is inaccessible, so it must be inaccessible itself");
    }
    return typeOf(reference);
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

  private boolean isAccessible(String typeName) {
    TypeDefinition type = types.get(typeName);
    return type != null && !type.inaccessible();
  }

  private static @Nullable String text(@Nullable Description description) {
    return description == null ? null : description.getContent();
  }

  private static @Nullable String deprecation(DirectivesContainer<?> element) {
    if (!element.hasDirective("deprecated")) {
      return null;
    }
    String reason = directiveText(element, "deprecated", "reason");
    return reason == null ? "No longer supported" : reason;
  }

  private static @Nullable String directiveText(
      DirectivesContainer<?> element, String directive, String argument) {
    List<Directive> directives = element.getDirectives(directive);
    return directives.isEmpty() ? null : Arguments.of(directives.getFirst()).string(argument);
  }
}
