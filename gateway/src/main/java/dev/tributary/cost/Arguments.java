package dev.tributary.cost;

import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.InputFieldDefinition;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a request gives for arguments: literals with the request's variables in place. */
final class Arguments {

  /** No value: a variable that was not given and has no default. Not the same as null. */
  private static final Object ABSENT = new Object();

  /** Input types may refer to themselves. */
  private static final int MAX_DEPTH = 200;

  private final CostDirectives directives;

  Arguments(CostDirectives directives) {
    this.directives = directives;
  }

  /**
   * An argument as a field of an operation has it.
   *
   * @param given null when the operation does not mention it
   */
  record Argument(ArgumentDefinition definition, @Nullable Value given) {

    boolean dependsOnVariables() {
      return given != null && hasVariable(given);
    }

    /** Whether the request itself gives it a value, be it null. */
    private Object said(Map<String, @Nullable Object> variables) {
      return given == null ? ABSENT : orNull(plain(given, variables));
    }

    /** The request's value, else the schema's default, else absent. */
    private Object value(Map<String, @Nullable Object> variables) {
      Object said = said(variables);
      Value byDefault = definition.defaultValue();
      return said == ABSENT && byDefault != null ? orNull(plain(byDefault, Map.of())) : said;
    }
  }

  private static final Object NULL = new Object();

  private static Object orNull(@Nullable Object value) {
    return value == null ? NULL : value;
  }

  /** What an argument costs: its {@code @cost} or its type's, and all that is given below it. */
  long price(Argument argument, Map<String, @Nullable Object> variables) {
    return price(
        argument.definition().type(),
        CostDirectives.weight(argument.definition().directives()),
        argument.value(variables),
        0);
  }

  private long price(TypeRef type, @Nullable Long own, @Nullable Object value, int depth) {
    if (value == null || value == ABSENT || value == NULL || depth > MAX_DEPTH) {
      return 0;
    }
    return switch (type) {
      case TypeRef.NonNull(TypeRef inner) -> price(inner, own, value, depth);
      case TypeRef.ListOf(TypeRef element) -> {
        if (!(value instanceof List<?> items)) {
          yield price(element, own, value, depth + 1);
        }
        long sum = 0;
        for (Object item : items) {
          sum = Saturating.add(sum, price(element, own, item, depth + 1));
        }
        yield sum;
      }
      case TypeRef.Named(String name) -> {
        long sum = own == null ? directives.typeWeight(name) : own;
        if (directives.type(name) instanceof TypeDefinition.InputType input
            && value instanceof Map<?, ?> given) {
          for (InputFieldDefinition field : input.fields().values()) {
            Object said =
                given.containsKey(field.name()) ? given.get(field.name()) : byDefault(field);
            sum =
                Saturating.add(
                    sum,
                    price(
                        field.type(), CostDirectives.weight(field.directives()), said, depth + 1));
          }
        }
        yield sum;
      }
    };
  }

  private static @Nullable Object byDefault(InputFieldDefinition field) {
    return field.defaultValue() == null ? null : plain(field.defaultValue(), Map.of());
  }

  /** Whether anything that could be given for an argument costs anything. */
  boolean mayCost(ArgumentDefinition argument) {
    Long own = CostDirectives.weight(argument.directives());
    String type = argument.type().namedType();
    return (own != null && own != 0)
        || directives.type(type) instanceof TypeDefinition.InputType
        || directives.typeWeight(type) != 0;
  }

  /**
   * What one slicing argument says of a list's size.
   *
   * @param below names of input fields below the argument
   */
  record Slice(Argument argument, List<String> below) {

    /** The size; negative when nothing or null is said. A negative number counts as none. */
    long size(Map<String, @Nullable Object> variables) {
      return number(argument.value(variables));
    }

    /** Whether the request gives it, not null. */
    boolean isGiven(Map<String, @Nullable Object> variables) {
      return number(argument.said(variables)) >= 0;
    }

    /** Whether the schema gives it in the request's place. */
    boolean hasDefault() {
      return argument.definition().defaultValue() != null
          && number(orNull(plain(argument.definition().defaultValue(), Map.of()))) >= 0;
    }

    boolean dependsOnVariables() {
      return argument.dependsOnVariables();
    }

    private long number(Object value) {
      Object at = value;
      for (String name : below) {
        at = at instanceof Map<?, ?> object ? object.get(name) : null;
      }
      return switch (at) {
        case BigInteger number ->
            number.min(BigInteger.valueOf(Long.MAX_VALUE)).signum() < 0
                ? 0
                : number.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
        case Number number -> Math.max(0, number.longValue());
        case null, default -> -1;
      };
    }
  }

  private static boolean hasVariable(Value value) {
    return switch (value) {
      case Value.Variable _ -> true;
      case Value.ListValue(List<Value> values) -> values.stream().anyMatch(Arguments::hasVariable);
      case Value.ObjectValue(var fields) ->
          fields.values().stream().anyMatch(Arguments::hasVariable);
      case Value.IntValue _,
          Value.FloatValue _,
          Value.StringValue _,
          Value.BooleanValue _,
          Value.EnumValue _,
          Value.NullValue _ ->
          false;
    };
  }

  private static @Nullable Object plain(Value literal, Map<String, @Nullable Object> variables) {
    return switch (literal) {
      case Value.NullValue() -> null;
      case Value.BooleanValue(boolean value) -> value;
      case Value.StringValue(String value) -> value;
      case Value.EnumValue(String name) -> name;
      case Value.IntValue(var value) -> value;
      case Value.FloatValue(var value) -> value;
      case Value.ListValue(List<Value> values) -> {
        List<@Nullable Object> items = new ArrayList<>(values.size());
        values.forEach(item -> items.add(plain(item, variables)));
        yield items;
      }
      case Value.ObjectValue(var fields) -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        fields.forEach(
            (name, value) -> {
              Object said = plain(value, variables);
              if (said != ABSENT) {
                object.put(name, said);
              }
            });
        yield object;
      }
      case Value.Variable(String name) ->
          variables.containsKey(name) ? variables.get(name) : ABSENT;
    };
  }
}
