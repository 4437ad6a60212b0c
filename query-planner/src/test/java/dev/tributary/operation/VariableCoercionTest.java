package dev.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.CoercedVariables.Coerced;
import dev.tributary.operation.CoercedVariables.Rejected;
import dev.tributary.operation.OperationResult.Valid;
import dev.tributary.supergraph.Cases;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import dev.tributary.supergraph.Syntax;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectValue;
import graphql.language.OperationDefinition;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.parser.Parser;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VariableCoercionTest {

  private static final Supergraph ZOO =
      SupergraphReader.read(Cases.text(VariableCoercionTest.class, "zoo.graphql"));

  private final OperationReader reader = new OperationReader(ZOO, OperationLimits.DEFAULT);
  private final VariableCoercion coercion = new VariableCoercion(ZOO);

  static Stream<Cases.Case> values() {
    return Cases.of(VariableCoercionTest.class, "variables.cases");
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsCoercedToItsTypeOrRefused(Cases.Case given) {
    Map<String, @Nullable Object> raw = new HashMap<>();
    if (!given.section(1).equals("absent")) {
      raw.put("v", json(Parser.parseValue(given.section(1))));
    }
    String outcome =
        switch (coercion.coerce(declaring(given.section(0)), raw)) {
          case Coerced(Map<String, @Nullable Object> values) ->
              values.containsKey("v") ? printed(values.get("v")) : "absent";
          case Rejected(List<RequestError> errors) -> {
            assertThat(errors).allMatch(error -> error.code().equals("BAD_USER_INPUT"));
            yield errors.stream().map(RequestError::message).collect(Collectors.joining("\n"));
          }
        };
    assertThat(outcome).isEqualTo(given.section(2));
  }

  @Test
  void namesThatTheOperationDoesNotDeclareAreIgnored() {
    assertThat(coercion.coerce(declaring("Int"), Map.of("w", "anything")))
        .isEqualTo(new Coerced(Map.of()));
  }

  @Test
  void aValueNestedWithoutEndIsRefused() {
    Map<String, @Nullable Object> filter = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      filter = new HashMap<>(Map.of("not", filter));
    }
    assertThat(coercion.coerce(declaring("KeeperFilter"), Map.of("v", filter)))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected ->
                assertThat(rejected.errors())
                    .singleElement()
                    .satisfies(
                        error ->
                            assertThat(error.message())
                                .endsWith("it is nested more than 200 levels deep.")));
  }

  @Test
  void aMillionWrongItemsAreNotAMillionErrors() {
    List<Object> wrong = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      wrong.add("x");
    }
    assertThat(coercion.coerce(declaring("[Int]"), Map.of("v", wrong)))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.errors()).hasSize(50));
  }

  @Test
  void nullMustNotDecideWhetherAFieldIsThere() {
    Operation operation =
        read("query ($v: Boolean = true) { keeper { pet { ... on Dog { id @skip(if: $v) } } } }");
    Map<String, @Nullable Object> raw = new HashMap<>();
    raw.put("v", null);
    assertThat(coercion.coerce(operation, raw))
        .isEqualTo(
            new Rejected(
                List.of(
                    new RequestError(
                        "BAD_USER_INPUT",
                        "Variable \"$v\": it decides a @skip or @include, so it must not be null.",
                        List.of()))));
    assertThat(coercion.coerce(operation, Map.of())).isEqualTo(new Coerced(Map.of("v", true)));
  }

  /** An operation whose one variable is {@code $v}; nothing is selected by it. */
  private Operation declaring(String declaration) {
    // Reading a document that uses the variable would need a place of just that type.
    OperationDefinition syntax =
        new Parser()
            .parseDocument("query ($v: " + declaration + ") { pet { __typename } }")
            .getFirstDefinitionOfType(OperationDefinition.class)
            .orElseThrow();
    VariableDefinition variable = syntax.getVariableDefinitions().getFirst();
    return new Operation(
        Operation.Kind.QUERY,
        null,
        "Query",
        List.of(
            new Operation.VariableDefinition(
                "v",
                Syntax.type(variable.getType()),
                variable.getDefaultValue() == null
                    ? null
                    : Syntax.value(variable.getDefaultValue()))),
        new SelectionSet(List.of()),
        "");
  }

  private Operation read(String document) {
    assertThat(reader.read(document, null)).isInstanceOf(Valid.class);
    return ((Valid) reader.read(document, null)).operation();
  }

  /** What a JSON reader makes of a value. */
  private static @Nullable Object json(Value<?> value) {
    return switch (value) {
      case NullValue nothing -> null;
      case BooleanValue bool -> bool.isValue();
      case StringValue text -> text.getValue();
      case IntValue number -> smallest(number.getValue());
      case FloatValue number -> number.getValue();
      case ArrayValue list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.getValues().forEach(item -> items.add(json(item)));
        yield items;
      }
      case ObjectValue object -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object.getObjectFields().forEach(f -> fields.put(f.getName(), json(f.getValue())));
        yield fields;
      }
      default -> throw new IllegalArgumentException("not JSON: " + value);
    };
  }

  private static Number smallest(BigInteger number) {
    if (number.bitLength() < 32) {
      return number.intValue();
    }
    return number.bitLength() < 64 ? number.longValue() : number;
  }

  private static String printed(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "\"" + text + "\"";
      case List<?> list ->
          list.stream()
              .map(VariableCoercionTest::printed)
              .collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> object ->
          object.entrySet().stream()
              .map(field -> field.getKey() + ": " + printed(field.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }
}
