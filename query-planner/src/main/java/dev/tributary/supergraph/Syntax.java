package dev.tributary.supergraph;

import dev.tributary.supergraph.Value.BooleanValue;
import dev.tributary.supergraph.Value.EnumValue;
import dev.tributary.supergraph.Value.FloatValue;
import dev.tributary.supergraph.Value.IntValue;
import dev.tributary.supergraph.Value.ListValue;
import dev.tributary.supergraph.Value.NullValue;
import dev.tributary.supergraph.Value.ObjectValue;
import dev.tributary.supergraph.Value.StringValue;
import dev.tributary.supergraph.Value.Variable;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.ObjectField;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.VariableReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/** From graphql-java's syntax tree to our records: values and type references. */
public final class Syntax {
  private Syntax() {}

  /** The same value as a record. */
  public static Value value(graphql.language.Value<?> value) {
    return switch (value) {
      case VariableReference variable -> new Variable(variable.getName());
      case graphql.language.IntValue number -> new IntValue(number.getValue());
      case graphql.language.FloatValue number -> new FloatValue(number.getValue());
      case graphql.language.StringValue text ->
          new StringValue(Objects.requireNonNull(text.getValue(), "a parsed string has a value"));
      case graphql.language.BooleanValue bool -> new BooleanValue(bool.isValue());
      case graphql.language.EnumValue name -> new EnumValue(name.getName());
      case graphql.language.NullValue nothing -> new NullValue();
      case ArrayValue list -> new ListValue(list.getValues().stream().map(Syntax::value).toList());
      case graphql.language.ObjectValue object -> {
        SequencedMap<String, Value> fields = new LinkedHashMap<>();
        object
            .getObjectFields()
            .forEach(field -> fields.put(field.getName(), value(field.getValue())));
        yield new ObjectValue(fields);
      }
      default -> throw new IllegalArgumentException("not a GraphQL value: " + value.getClass());
    };
  }

  /** The same arguments as records, by name in the order written. */
  public static SequencedMap<String, Value> arguments(List<Argument> arguments) {
    SequencedMap<String, Value> values = new LinkedHashMap<>();
    arguments.forEach(argument -> values.put(argument.getName(), value(argument.getValue())));
    return values;
  }

  /** The same type reference as a record. */
  public static TypeRef type(Type<?> type) {
    return switch (type) {
      case TypeName named -> new TypeRef.Named(named.getName());
      case ListType list -> new TypeRef.ListOf(type(list.getType()));
      case NonNullType nonNull -> new TypeRef.NonNull(type(nonNull.getType()));
      default -> throw new IllegalArgumentException("not a GraphQL type: " + type.getClass());
    };
  }

  /** The same value in graphql-java's syntax tree. */
  static graphql.language.Value<?> literal(Value value) {
    return switch (value) {
      case Variable(String name) -> VariableReference.of(name);
      case IntValue(var number) -> graphql.language.IntValue.newIntValue(number).build();
      case FloatValue(var number) -> graphql.language.FloatValue.newFloatValue(number).build();
      case StringValue(String text) -> graphql.language.StringValue.of(text);
      case BooleanValue(boolean flag) -> graphql.language.BooleanValue.of(flag);
      case EnumValue(String name) -> graphql.language.EnumValue.of(name);
      case NullValue() -> graphql.language.NullValue.of();
      case ListValue(var values) ->
          new ArrayValue(values.stream().<graphql.language.Value>map(Syntax::literal).toList());
      case ObjectValue(var fields) ->
          new graphql.language.ObjectValue(
              fields.entrySet().stream()
                  .map(field -> new ObjectField(field.getKey(), literal(field.getValue())))
                  .toList());
    };
  }
}
