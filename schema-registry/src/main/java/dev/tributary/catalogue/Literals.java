package dev.tributary.catalogue;

import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as they are written in an operation, for arguments that take any value. */
final class Literals {

  private Literals() {}

  static @Nullable Object value(Value<?> literal, CoercedVariables variables) {
    return switch (literal) {
      case StringValue text -> text.getValue();
      case IntValue number -> number.getValue();
      case FloatValue number -> number.getValue();
      case BooleanValue yes -> yes.isValue();
      case EnumValue name -> name.getName();
      case VariableReference variable -> variables.get(variable.getName());
      case ArrayValue list -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (Value<?> item : list.getValues()) {
          items.add(value(item, variables));
        }
        yield items;
      }
      case ObjectValue object -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (ObjectField member : object.getObjectFields()) {
          members.put(member.getName(), value(member.getValue(), variables));
        }
        yield members;
      }
      default -> null;
    };
  }
}
