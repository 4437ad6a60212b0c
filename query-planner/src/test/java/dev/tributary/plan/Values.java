package dev.tributary.plan;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.Field;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain Java values of GraphQL literals, as far as the test cases use them. */
final class Values {
  private Values() {}

  static Map<String, Object> arguments(Field field, Map<String, Object> variables) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (Argument argument : field.getArguments()) {
      Object value = of(argument.getValue(), variables);
      if (value != null) {
        result.put(argument.getName(), value);
      }
    }
    return result;
  }

  static @Nullable Object of(Value<?> value, Map<String, Object> variables) {
    return switch (value) {
      case VariableReference variable -> variables.get(variable.getName());
      case StringValue string -> string.getValue();
      case IntValue number -> number.getValue().intValue();
      case FloatValue number -> number.getValue();
      case BooleanValue bool -> bool.isValue();
      case EnumValue name -> name.getName();
      case ArrayValue list -> {
        List<?> items =
            list.getValues().stream().map(item -> String.valueOf(of(item, variables))).toList();
        yield items.toString();
      }
      case NullValue _ -> null;
      case Value<?> other -> throw new IllegalArgumentException(other.toString());
    };
  }
}
