package dev.tributary.samples.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the arguments, directives and variables of one operation. Values are such as the sample
 * data knows, with some that it does not.
 */
final class ArgumentGenerator {

  private static final List<String> WORDS = List.of("lamp", "tent", "Ridge", "tables", "zz");
  private static final List<String> SLUGS = List.of("outdoor", "home", "tents", "lamps", "none");
  private static final List<String> CODES = List.of("BRE", "GHE", "LYO", "MLM", "VLC");

  private final GraphQLSchema schema;
  private final Random random;
  private final List<String> declarations = new ArrayList<>();
  private final Map<String, @Nullable Object> variables = new LinkedHashMap<>();

  ArgumentGenerator(GraphQLSchema schema, Random random) {
    this.schema = schema;
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
      default -> scalar(name);
    };
  }

  private Map<String, @Nullable Object> object(GraphQLInputObjectType input) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
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

  private Object scalar(String name) {
    return switch (name) {
      // One in a hundred is more than the services allow: a field error.
      case "first" -> random.nextInt(100) == 0 ? 101 : random.nextInt(4);
      case "offset" -> random.nextInt(210);
      case "after" -> cursor("1000" + (10 + random.nextInt(90)));
      case "known upc" -> upc(240);
      case "upc" -> upc(random.nextInt(9) == 0 ? 300 : 240);
      case "id", "ids" -> random.nextInt(4) == 0 ? "b" + (1 + random.nextInt(14)) : userId();
      case "author" -> userId();
      case "review" -> "r" + (1 + random.nextInt(1_500));
      case "username" -> random.nextBoolean() ? "beriksen1" : "nobody";
      case "brand" -> "b" + (1 + random.nextInt(12));
      case "slug", "category" -> SLUGS.get(random.nextInt(SLUGS.size()));
      case "code" -> CODES.get(random.nextInt(CODES.size()));
      case "text" -> WORDS.get(random.nextInt(WORDS.size()));
      case "tags" -> random.nextBoolean() ? "light" : "warm";
      case "maxPrice", "amount" -> BigDecimal.valueOf(random.nextInt(40_000), 2);
      case "rating" -> random.nextInt(7);
      case "quantity" -> 1 + random.nextInt(40);
      case "title", "body", "note", "displayName" ->
          "So \"it\" is,\n\u00e4\u20ac\ud83d\ude00 \\ " + random.nextInt(9);
      default -> throw new IllegalStateException("no value is known for " + name);
    };
  }

  /** Of so many, 240 of which exist. */
  private String upc(int count) {
    return Integer.toString(100_001 + random.nextInt(count));
  }

  private String userId() {
    return "u" + (1 + random.nextInt(200));
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
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
