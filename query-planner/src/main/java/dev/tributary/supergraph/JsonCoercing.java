package dev.tributary.supergraph;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coercion of custom scalars: anything that JSON can say passes as it is. Only the subgraph that
 * defines a scalar knows its rules, and it will check the value itself.
 */
final class JsonCoercing implements Coercing<Object, Object> {

  @Override
  public Object serialize(Object result, GraphQLContext context, Locale locale) {
    return result;
  }

  @Override
  public Object parseValue(Object input, GraphQLContext context, Locale locale) {
    return input;
  }

  @Override
  public @Nullable Object parseLiteral(
      Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
    return switch (input) {
      case StringValue text -> text.getValue();
      case IntValue number -> number.getValue();
      case FloatValue number -> number.getValue();
      case BooleanValue bool -> bool.isValue();
      case EnumValue constant -> constant.getName();
      case NullValue nothing -> null;
      case VariableReference variable -> variables.get(variable.getName());
      case ArrayValue list -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (Value<?> item : list.getValues()) {
          items.add(parseLiteral(item, variables, context, locale));
        }
        yield items;
      }
      case ObjectValue object -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (ObjectField field : object.getObjectFields()) {
          fields.put(field.getName(), parseLiteral(field.getValue(), variables, context, locale));
        }
        yield fields;
      }
      default -> throw new IllegalArgumentException("not a GraphQL value: " + input.getClass());
    };
  }
}
