package dev.tributary.subgraph;

import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.VariableReference;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Values and type references of a parsed document as our records. */
final class ValueReader {
  private ValueReader() {}

  static Value value(graphql.language.Value<?> value) {
    return switch (value) {
      case IntValue number -> new Value.IntValue(number.getValue());
      case FloatValue number -> new Value.FloatValue(number.getValue());
      case StringValue text -> new Value.StringValue(String.valueOf(text.getValue()));
      case BooleanValue flag -> new Value.BooleanValue(flag.isValue());
      case EnumValue constant -> new Value.EnumValue(constant.getName());
      case NullValue _ -> new Value.NullValue();
      case VariableReference variable -> new Value.Variable(variable.getName());
      case ArrayValue list ->
          new Value.ListValue(list.getValues().stream().map(ValueReader::value).toList());
      case ObjectValue object -> {
        SequencedMap<String, Value> fields = new LinkedHashMap<>();
        for (ObjectField field : object.getObjectFields()) {
          fields.put(field.getName(), value(field.getValue()));
        }
        yield new Value.ObjectValue(fields);
      }
      default -> throw new IllegalStateException("no GraphQL value: " + value.getClass());
    };
  }

  static TypeRef type(Type<?> type) {
    return switch (type) {
      case TypeName name -> new TypeRef.Named(name.getName());
      case ListType list -> new TypeRef.ListOf(type(list.getType()));
      case NonNullType nonNull -> new TypeRef.NonNull(type(nonNull.getType()));
      default -> throw new IllegalStateException("no GraphQL type: " + type.getClass());
    };
  }
}
