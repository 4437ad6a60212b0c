package dev.tributary.execute;

import dev.tributary.operation.Condition;
import dev.tributary.operation.SelectionSet;
import dev.tributary.plan.Projection;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import graphql.language.Argument;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.Field;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.StringValue;
import graphql.language.VariableReference;
import graphql.parser.Parser;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedOutputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Selections and projections from GraphQL text, against one schema, so that plans can be written by
 * hand. {@code field @data(key: "k")} in a client's text reads the field from another data key.
 */
final class TestSelections {

  private final GraphQLSchema schema;

  TestSelections(String sdl) {
    this.schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(sdl));
  }

  SchemaTypes schema() {
    return new SchemaTypes() {
      @Override
      public boolean isObject(String name) {
        return TestSelections.this.isObject(name);
      }

      @Override
      public boolean isHidden(String name) {
        return false;
      }

      @Override
      public boolean isInterface(String name) {
        return false;
      }
    };
  }

  boolean isObject(String name) {
    return schema.getType(name) instanceof GraphQLObjectType;
  }

  /** {@code type} may be {@code _Entity}: only fragments stand there. */
  SelectionSet selections(String type, String text) {
    return selections(type, parse(text));
  }

  Projection projection(String type, String text) {
    return new Projection(projected(type, Set.of(), Condition.ALWAYS, parse(text)));
  }

  static graphql.language.SelectionSet parse(String text) {
    OperationDefinition operation =
        (OperationDefinition) new Parser().parseDocument(text).getDefinitions().getFirst();
    return operation.getSelectionSet();
  }

  private SelectionSet selections(String type, graphql.language.SelectionSet set) {
    List<SelectionSet.Selection> selections = new ArrayList<>();
    for (Selection<?> selection : set.getSelections()) {
      switch (selection) {
        case Field field -> {
          TypeRef fieldType = type(type, field.getName());
          selections.add(
              new SelectionSet.Field(
                  key(field),
                  field.getName(),
                  new LinkedHashMap<String, Value>(),
                  fieldType,
                  condition(field.getDirectives()),
                  field.getSelectionSet() == null
                      ? null
                      : selections(fieldType.namedType(), field.getSelectionSet())));
        }
        case InlineFragment fragment ->
            selections.add(
                new SelectionSet.Fragment(
                    on(fragment),
                    condition(fragment.getDirectives()),
                    selections(on(fragment), fragment.getSelectionSet())));
        default -> throw new IllegalArgumentException(selection.toString());
      }
    }
    return new SelectionSet(selections);
  }

  private List<Projection.Projected> projected(
      String type, Set<String> runtimeTypes, Condition outer, graphql.language.SelectionSet set) {
    List<Projection.Projected> all = new ArrayList<>();
    for (Selection<?> selection : set.getSelections()) {
      switch (selection) {
        case Field field -> {
          Condition own = condition(field.getDirectives());
          Condition condition = own.equals(Condition.ALWAYS) ? outer : own;
          all.add(projected(type, runtimeTypes, condition, field));
        }
        case InlineFragment fragment -> {
          String on = on(fragment);
          all.addAll(
              projected(
                  on,
                  possible(on),
                  condition(fragment.getDirectives()),
                  fragment.getSelectionSet()));
        }
        default -> throw new IllegalArgumentException(selection.toString());
      }
    }
    return all;
  }

  private Projection.Projected projected(
      String type, Set<String> runtimeTypes, Condition condition, Field field) {
    String dataKey = dataKey(field);
    if (field.getName().equals("__typename")) {
      return isObject(type)
          ? new Projection.ProjectedTypename(key(field), null, type, runtimeTypes, condition)
          : new Projection.ProjectedTypename(key(field), dataKey, null, runtimeTypes, condition);
    }
    TypeRef fieldType = type(type, field.getName());
    GraphQLType named = schema.getType(fieldType.namedType());
    return new Projection.ProjectedField(
        key(field),
        field.getName(),
        dataKey,
        fieldType,
        named instanceof GraphQLEnumType anEnum
            ? anEnum.getValues().stream()
                .map(GraphQLEnumValueDefinition::getName)
                .collect(Collectors.toSet())
            : null,
        possible(fieldType.namedType()),
        runtimeTypes,
        condition,
        field.getSelectionSet() == null
            ? null
            : new Projection(
                projected(
                    fieldType.namedType(), Set.of(), Condition.ALWAYS, field.getSelectionSet())));
  }

  Set<String> possible(String type) {
    return switch (schema.getType(type)) {
      case GraphQLObjectType object -> Set.of(object.getName());
      case GraphQLInterfaceType anInterface ->
          Objects.requireNonNull(schema.getImplementations(anInterface)).stream()
              .map(GraphQLObjectType::getName)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      case GraphQLUnionType union ->
          union.getTypes().stream()
              .map(GraphQLNamedOutputType::getName)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      case null, default -> Set.of();
    };
  }

  private TypeRef type(String parent, String field) {
    if (field.equals("__typename")) {
      return new TypeRef.NonNull(new TypeRef.Named("String"));
    }
    GraphQLFieldsContainer container = (GraphQLFieldsContainer) schema.getType(parent);
    if (container == null || container.getField(field) == null) {
      throw new IllegalArgumentException("no field " + parent + "." + field);
    }
    return ref(container.getField(field).getType());
  }

  private static TypeRef ref(GraphQLType type) {
    if (GraphQLTypeUtil.isNonNull(type)) {
      return new TypeRef.NonNull(ref(GraphQLTypeUtil.unwrapOne(type)));
    }
    return GraphQLTypeUtil.isList(type)
        ? new TypeRef.ListOf(ref(GraphQLTypeUtil.unwrapOne(type)))
        : new TypeRef.Named(((graphql.schema.GraphQLNamedType) type).getName());
  }

  /** Every fragment of these tests has a type condition. */
  static String on(InlineFragment fragment) {
    return Objects.requireNonNull(fragment.getTypeCondition()).getName();
  }

  private static String key(Field field) {
    return field.getAlias() == null ? field.getName() : field.getAlias();
  }

  private static String dataKey(Field field) {
    return field.getDirectives("data").stream()
        .findFirst()
        .map(
            data ->
                ((StringValue) Objects.requireNonNull(data.getArgument("key")).getValue())
                    .getValue())
        .orElse(key(field));
  }

  static Condition condition(List<Directive> directives) {
    for (Directive directive : directives) {
      Argument argument = directive.getArgument("if");
      @Nullable Object value = argument == null ? null : argument.getValue();
      if (value instanceof VariableReference variable) {
        return new Condition.Variable(variable.getName(), directive.getName().equals("skip"));
      }
      if (value instanceof BooleanValue) {
        throw new IllegalArgumentException("constants are folded away before planning");
      }
    }
    return Condition.ALWAYS;
  }
}
