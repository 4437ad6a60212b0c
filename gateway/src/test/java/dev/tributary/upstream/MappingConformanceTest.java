package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.Mapping;
import dev.tributary.connect.Mapping.Malformed;
import dev.tributary.connect.Mapping.Parsed;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mapping language, case by case: version, text, input, variables, and either the result, that
 * there is none, or that the text is malformed.
 */
class MappingConformanceTest {

  /** Numbers by value: 3.50 equals 3.5. */
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  static Stream<Arguments> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            MappingConformanceTest.class.getResourceAsStream("/rest/mapping-cases.json"))) {
      JsonNode cases = RestJson.read(Buffer.buffer(in.readAllBytes()));
      return StreamSupport.stream(cases.spliterator(), false)
          .map(one -> Arguments.of(one.get("id") + ": " + one.get("selection").textValue(), one));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("A mapping gives")
  void gives(String name, JsonNode expected) {
    ConnectVersion version = ConnectVersion.valueOf("V0_" + expected.get("v").intValue());
    Mapping.Result parsed = Mapping.parse(expected.get("selection").textValue(), version);
    if (expected.path("parseError").booleanValue()) {
      assertThat(parsed).isInstanceOf(Malformed.class);
      return;
    }
    assertThat(parsed).isInstanceOf(Parsed.class);
    MappingProblems problems = new MappingProblems();
    JsonNode result =
        MappingEvaluator.evaluate(
            ((Parsed) parsed).mapping(),
            expected.get("in"),
            variables(expected),
            null,
            "selection",
            problems);
    if (expected.path("missing").booleanValue()) {
      assertThat(result.isMissingNode()).isTrue();
    } else {
      assertThat(result.equals(BY_VALUE, expected.get("out")))
          .as("%s should be %s; problems: %s", result, expected.get("out"), problems)
          .isTrue();
    }
    assertThat(problems.isEmpty())
        .as("problems: %s", problems)
        .isNotEqualTo(expected.path("problems").booleanValue());
  }

  private static Map<String, JsonNode> variables(JsonNode expected) {
    Map<String, JsonNode> variables = new HashMap<>();
    expected
        .path("vars")
        .properties()
        .forEach(entry -> variables.put(entry.getKey().substring(1), entry.getValue()));
    return variables;
  }

  @ParameterizedTest(name = "{0} on {1} gives {2}")
  @MethodSource("methods")
  @DisplayName("A method")
  void method(String selection, String input, String output) throws JsonProcessingException {
    Mapping mapping = ((Parsed) Mapping.parse(selection, ConnectVersion.V0_4)).mapping();
    MappingProblems problems = new MappingProblems();
    JsonNode result =
        MappingEvaluator.evaluate(
            mapping, RestJson.read(input), Map.of(), null, "selection", problems);
    String shown = result.isMissingNode() ? "nothing" : RestJson.text(result);
    assertThat(shown + (problems.isEmpty() ? "" : " and a problem")).isEqualTo(output);
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of("$->last", "[1,2]", "2"),
        Arguments.of("$->first", "[]", "nothing"),
        Arguments.of("$->first", "\"\"", "nothing"),
        Arguments.of("$->first", "7", "7 and a problem"),
        Arguments.of("$->first()", "[1]", "nothing and a problem"),
        Arguments.of("$->slice(2, 1)", "[1,2,3]", "[]"),
        Arguments.of("$->slice(-5, 99)", "\"abc\"", "\"abc\""),
        Arguments.of("$->slice", "\"abc\"", "\"abc\""),
        Arguments.of("$->slice(1)", "\"a\uD83D\uDE00c\"", "\"\uD83D\uDE00c\""),
        Arguments.of("$->size", "\"a\uD83D\uDE00c\"", "3"),
        Arguments.of("$->size", "{\"a\":1}", "1"),
        Arguments.of("$->size", "null", "nothing and a problem"),
        Arguments.of("$->get(-1)", "[1,2]", "2"),
        Arguments.of("$->get(2)", "[1,2]", "nothing and a problem"),
        Arguments.of("$->get('a')", "{\"a\":null}", "null"),
        Arguments.of("$->get(9999999999)", "[1]", "nothing and a problem"),
        Arguments.of(
            "$->entries",
            "{\"b\":1,\"a\":2}",
            "[{\"key\":\"b\",\"value\":1},{\"key\":\"a\",\"value\":2}]"),
        Arguments.of("$->filter(@)", "[true,1]", "nothing and a problem"),
        Arguments.of("$->filter(@->gt(1))", "3", "[3]"),
        Arguments.of("$->find(@->gt(5))", "[1,2]", "nothing"),
        Arguments.of("$->eq([1, {a: 2}])", "[1.0,{\"a\":2.00}]", "true"),
        Arguments.of("$->ne('a')", "\"a\"", "false"),
        Arguments.of("$->gt('a')", "\"b\"", "true"),
        Arguments.of("$->gt('a')", "1", "nothing and a problem"),
        Arguments.of("$->or(@->not, 5)", "false", "true"),
        Arguments.of("$->and(1)", "true", "nothing and a problem"),
        Arguments.of("$->and", "true", "nothing and a problem"),
        Arguments.of("$->not", "1", "nothing and a problem"),
        Arguments.of("$->div(2)", "4", "2.0"),
        Arguments.of("$->div(3)", "1", "0.3333333333333333333333333333333333"),
        Arguments.of("$->div(0)", "1", "nothing and a problem"),
        Arguments.of("$->mod(0)", "1", "nothing and a problem"),
        Arguments.of("$->add(1)", "9223372036854775807", "9223372036854775808"),
        Arguments.of("$->add(1)", "1e999999999", "nothing and a problem"),
        Arguments.of("$->sub(0.5, 0.5)", "3", "2.0"),
        Arguments.of("$->toString", "null", "\"\""),
        Arguments.of("$->toString", "1.50", "\"1.50\""),
        Arguments.of("$->toString", "[]", "nothing and a problem"),
        Arguments.of("$->parseInt", "\" 42 \"", "42"),
        Arguments.of("$->parseInt", "\"4.2\"", "nothing and a problem"),
        Arguments.of("$->parseInt", "-4.9", "-4"),
        Arguments.of("$->parseInt", "1e999999999", "nothing and a problem"),
        Arguments.of("$->parseInt(99)", "\"1\"", "nothing and a problem"),
        Arguments.of("$->jsonStringify", "{\"a\":[1,null]}", "\"{\\\"a\\\":[1,null]}\""),
        Arguments.of("$->jsonParse", "\"{\\\"a\\\":1}\"", "{\"a\":1}"),
        Arguments.of("$->jsonParse", "\"{\"", "nothing and a problem"),
        Arguments.of("$->jsonParse", "\"\"", "nothing and a problem"),
        Arguments.of("$->split(',')", "\"a,b,\"", "[\"a\",\"b\",\"\"]"),
        Arguments.of("$->split('')", "\"ab\"", "[\"a\",\"b\"]"),
        Arguments.of("$->split(',', 2)", "\"a,b,c\"", "[\"a\",\"b,c\"]"),
        Arguments.of("$->trim", "\" a \"", "\"a\""),
        Arguments.of("$->keysToCamelCase { loginName }", "{\"login_name\":1}", "{\"loginName\":1}"),
        Arguments.of("$->joinNotNull(',')", "7", "\"7\""),
        Arguments.of("$->joinNotNull(',')", "[[1]]", "nothing and a problem"),
        Arguments.of("$->contains(2)", "{\"a\":2}", "nothing and a problem"),
        Arguments.of("$->echo($.none)", "{}", "nothing and a problem"),
        Arguments.of("$->as(5).a", "{\"a\":1}", "1 and a problem"),
        Arguments.of("$->typeof", "1", "nothing and a problem"),
        Arguments.of("$->match(1)", "1", "nothing and a problem"),
        Arguments.of("id", "9007199254740993", "9007199254740993 and a problem"),
        Arguments.of("id", "{\"id\":9007199254740993}", "{\"id\":9007199254740993}"),
        Arguments.of("a: $ { b } a: $ { c }", "{\"b\":1,\"c\":2}", "{\"a\":{\"b\":1,\"c\":2}}"),
        Arguments.of("a: b a: c", "{\"b\":1,\"c\":\"x\"}", "{\"a\":\"x\"} and a problem"),
        Arguments.of(
            "a b { c }",
            "{\"a\":1,\"b\":[{\"c\":1},null,3]}",
            "{\"a\":1,\"b\":[{\"c\":1},null,3]} and a problem"));
  }
}
