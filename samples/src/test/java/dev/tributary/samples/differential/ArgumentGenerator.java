package dev.tributary.samples.differential;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the arguments, directives and variables of one operation. */
final class ArgumentGenerator {

  private final ScalarValues scalars;
  private final Random random;
  private final List<String> declarations = new ArrayList<>();
  private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();

  ArgumentGenerator(ScalarValues scalars, Random random) {
    this.scalars = scalars;
    this.random = random;
  }

  /** The variable definitions in parentheses; empty when no variable is used. */
  String declarations() {
    return declarations.isEmpty() ? "" : "(" + String.join(", ", declarations) + ")";
  }

  Map<String, @Nullable Object> variables() {
    return variables;
  }

  /** Mostly none. */
  String directive() {
    return switch (random.nextInt(12)) {
      case 0 -> " @%s(if: %s)".formatted(skipOrInclude(), random.nextBoolean());
      case 1 -> " @%s(if: %s)".formatted(skipOrInclude(), flag());
      case 2 ->
          random.nextInt(3) == 0 ? " @skip(if: %s) @include(if: %s)".formatted(flag(), flag()) : "";
      default -> "";
    };
  }

  private String skipOrInclude() {
    return random.nextBoolean() ? "skip" : "include";
  }

  /** Three Boolean variables are enough for one operation. */
  private String flag() {
    String name = "flag" + random.nextInt(3);
    if (!variables.containsKey(name)) {
      declarations.add("$" + name + ": Boolean!");
      variables.put(name, random.nextBoolean());
    }
    return "$" + name;
  }

  /** GraphQL text; null when the argument is left out. */
  @Nullable String value(GraphQLArgument argument, int depth) {
    boolean optional =
        !(argument.getType() instanceof GraphQLNonNull) || argument.hasSetDefaultValue();
    boolean large = argument.getName().equals("first") && depth > 0;
    if (optional && !large && random.nextInt(3) == 0) {
      return null;
    }
    Object value = json(argument.getName(), argument.getType());
    if (random.nextInt(3) != 0) {
      return literal(value, argument.getType());
    }
    String name = "v" + (variables.size() + 1) + argument.getName();
    String type = GraphQLTypeUtil.simplePrint(argument.getType());
    boolean usesDefault = optional && random.nextInt(4) == 0;
    declarations.add(
        "$" + name + ": " + type + (usesDefault ? " = " + literal(value, argument.getType()) : ""));
    if (!usesDefault) {
      variables.put(name, value);
    }
    return "$" + name;
  }

  private @Nullable Object json(String name, GraphQLInputType type) {
    if (!(type instanceof GraphQLNonNull) && random.nextInt(20) == 0) {
      return null;
    }
    GraphQLInputType nullable = (GraphQLInputType) GraphQLTypeUtil.unwrapNonNull(type);
    return switch (nullable) {
      case GraphQLList list ->
          Stream.<@Nullable Object>generate(
                  () -> json(name, (GraphQLInputType) list.getWrappedType()))
              .limit(random.nextInt(4))
              .toList();
      case GraphQLInputObjectType input -> object(input);
      case GraphQLEnumType values ->
          values.getValues().get(random.nextInt(values.getValues().size())).getName();
      case GraphQLScalarType scalar -> scalars.value(name, scalar, random);
      default -> throw new IllegalStateException("not an input type: " + nullable);
    };
  }

  private Map<String, @Nullable Object> object(GraphQLInputObjectType input) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (input.isOneOf()) {
      GraphQLInputObjectField one = input.getFields().get(random.nextInt(input.getFields().size()));
      fields.put(one.getName(), json(one.getName(), GraphQLNonNull.nonNull(one.getType())));
      return fields;
    }
    for (GraphQLInputObjectField field : input.getFields()) {
      boolean required = field.getType() instanceof GraphQLNonNull && !field.hasSetDefaultValue();
      if (required || random.nextBoolean()) {
        // A review of a product that does not exist would be stored, and fail whoever meets it.
        String name = field.getName().equals("upc") ? "known upc" : field.getName();
        fields.put(field.getName(), json(name, field.getType()));
      }
    }
    return fields;
  }

  private String literal(@Nullable Object value, GraphQLInputType type) {
    GraphQLInputType nullable = (GraphQLInputType) GraphQLTypeUtil.unwrapNonNull(type);
    return switch (value) {
      case null -> "null";
      case List<?> list ->
          list.stream()
              .map(
                  one -> literal(one, (GraphQLInputType) ((GraphQLList) nullable).getWrappedType()))
              .collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> fields ->
          fields.entrySet().stream()
              .map(
                  field ->
                      field.getKey()
                          + ": "
                          + literal(
                              field.getValue(),
                              ((GraphQLInputObjectType) nullable)
                                  .getFieldDefinition((String) field.getKey())
                                  .getType()))
              .collect(Collectors.joining(", ", "{", "}"));
      case String text when nullable instanceof GraphQLEnumType -> text;
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
