package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MappingEvaluatorProperties {

  private static final String[] HEADS = {
    "$", "@", "a", "'b'", "$args", "$none", "$(1)", "$('x')", "$([1, a])", "$(null)", "$({k: @})"
  };

  private static final String[] STEPS = {
    ".a",
    ".b",
    "?",
    "->first",
    "->last",
    "->size",
    "->entries",
    "->map(@.a)",
    "->map(a)",
    "->match([1, 2], [@, a])",
    "->get(0)",
    "->get('a')",
    "->slice(1, 2)",
    "->joinNotNull('-')",
    "->filter(@->eq(1))",
    "->find(true)",
    "->add(1)",
    "->div(0)",
    "->mul(@)",
    "->toString",
    "->parseInt(16)",
    "->jsonStringify",
    "->jsonParse",
    "->as($x)",
    "->echo([@, $x])",
    "->not",
    "->and(true)",
    "->gt(1)",
    "->split('')",
    "->trim",
    "->keysToCamelCaseDeep",
    "->typeof",
    "->contains(1)",
    "->in([@])"
  };

  private static final String[] DATA = {
    "null",
    "1",
    "1e400",
    "-0.5",
    "true",
    "\"x\"",
    "\"\"",
    "[]",
    "[1, [2, {\"a\": 3}]]",
    "{}",
    "{\"a\": {\"a\": [1, null]}, \"b\": \"ff\"}",
    "{\"a\": \"{}\", \"b\": 123456789012345678901}"
  };

  @Property(tries = 2000, seed = "20261128")
  void whateverTheMappingAndTheDataThereIsAResultThatCanBeWritten(
      @ForAll("mappings") String text, @ForAll("data") String data) throws JsonProcessingException {
    Mapping mapping = parsed(text);
    JsonNode body = RestJson.read(data);
    String before = body.toString();
    JsonNode result =
        MappingEvaluator.evaluate(
            mapping, body, Map.of("args", body), null, "selection", new MappingProblems());
    assertThat(RestJson.text(MappingEvaluator.orNull(result))).isNotNull();
    assertThat(body.toString()).as("the input").isEqualTo(before);
  }

  @Property(tries = 2000, seed = "20261128")
  void anyTextThatParsesCanBeEvaluatedOnAnyJson(
      @ForAll("texts") String text,
      @ForAll ConnectVersion version,
      @ForAll("json") JsonNode body,
      @ForAll("json") JsonNode args)
      throws JsonProcessingException {
    if (Mapping.parse(text, version) instanceof Mapping.Parsed(Mapping mapping)) {
      JsonNode result =
          MappingEvaluator.evaluate(
              mapping, body, Map.of("args", args), null, "selection", new MappingProblems());
      assertThat(RestJson.text(MappingEvaluator.orNull(result))).isNotNull();
    }
  }

  /** All but the methods that make a list or a text of an object's keys. */
  @Property(tries = 2000, seed = "20261128")
  void theOrderOfKeysMakesNoDifference(
      @ForAll("mappings") String text, @ForAll("json") JsonNode body) {
    Assume.that(!text.contains("entries") && !text.contains("Stringify"));
    Mapping mapping = parsed(text.replace("->keysToCamelCaseDeep", ""));
    JsonNode turned = turned(body);
    MappingProblems problems = new MappingProblems();
    MappingProblems turnedProblems = new MappingProblems();
    JsonNode result =
        MappingEvaluator.evaluate(mapping, body, Map.of("args", body), null, "selection", problems);
    JsonNode turnedResult =
        MappingEvaluator.evaluate(
            mapping, turned, Map.of("args", turned), null, "selection", turnedProblems);
    assertThat(turnedResult).isEqualTo(result);
    assertThat(turnedProblems.counts()).isEqualTo(problems.counts());
  }

  @Property(tries = 1000, seed = "20261128")
  void whatIsNotWantedMakesNoDifferenceToWhatIs(
      @ForAll("mappings") String text, @ForAll("data") String data) throws JsonProcessingException {
    Mapping mapping = parsed(text);
    JsonNode body = RestJson.read(data);
    MappingRequest onlyX = new MappingRequest();
    onlyX.field("x");
    JsonNode whole =
        MappingEvaluator.evaluate(
            mapping, body, Map.of("args", body), null, "selection", new MappingProblems());
    JsonNode part =
        MappingEvaluator.evaluate(
            mapping, body, Map.of("args", body), onlyX, "selection", new MappingProblems());
    if (whole.isObject() && part.isObject()) {
      assertThat(part.path("x")).isEqualTo(whole.path("x"));
      assertThat(part.has("y")).isFalse();
    }
  }

  /** The same value with the keys of every object in the opposite order. */
  private static JsonNode turned(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode turned = MappingValues.NODES.objectNode();
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
        entries.reversed().forEach(entry -> turned.set(entry.getKey(), turned(entry.getValue())));
        yield turned;
      }
      case ArrayNode array -> {
        ArrayNode turned = MappingValues.NODES.arrayNode();
        array.forEach(element -> turned.add(turned(element)));
        yield turned;
      }
      default -> value;
    };
  }

  private static final String[] TOKENS = {
    "a",
    "b:",
    "x:",
    "'q'",
    ".",
    ".a",
    "...",
    "->map(",
    "->match([1,",
    "->first",
    "->size",
    "$",
    "$args",
    "$(",
    "(",
    ")",
    "[",
    "]",
    "])",
    "{",
    "}",
    ",",
    ":",
    "?",
    " ?? ",
    " ?! ",
    "@",
    "1",
    "-2.5",
    "true",
    "null",
    "\n",
    " ",
    "->as($v)",
    "$v",
    "->get(",
    "->echo("
  };

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(TOKENS).list().ofMaxSize(7).map(tokens -> String.join("", tokens));
  }

  @Provide
  Arbitrary<JsonNode> json() {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            Arbitraries.of("", "a", "1", "ff", "\uD83D\uDE00").map(MappingValues.NODES::textNode),
            Arbitraries.integers().between(-3, 3).map(MappingValues.NODES::numberNode),
            Arbitraries.bigDecimals().ofScale(2).map(MappingValues::number),
            Arbitraries.of(true, false).map(MappingValues.NODES::booleanNode),
            Arbitraries.just(MappingValues.NODES.nullNode()));
    return Arbitraries.recursive(
        () -> scalars,
        inner ->
            Arbitraries.oneOf(
                inner,
                inner
                    .list()
                    .ofMaxSize(3)
                    .map(
                        elements -> {
                          ArrayNode array = MappingValues.NODES.arrayNode();
                          elements.forEach(array::add);
                          return array;
                        }),
                Arbitraries.maps(Arbitraries.of("a", "b", "x", "q"), inner)
                    .ofMaxSize(4)
                    .map(
                        fields -> {
                          ObjectNode object = MappingValues.NODES.objectNode();
                          fields.forEach(object::set);
                          return object;
                        })),
        0,
        4);
  }

  private static Mapping parsed(String text) {
    return switch (Mapping.parse(text, ConnectVersion.V0_4)) {
      case Mapping.Parsed(Mapping mapping) -> mapping;
      case Mapping.Malformed malformed -> throw new AssertionError(malformed + " in " + text);
    };
  }

  @Provide
  Arbitrary<String> mappings() {
    Arbitrary<String> path =
        Combinators.combine(Arbitraries.of(HEADS), Arbitraries.of(STEPS).list().ofMaxSize(5))
            .as((head, steps) -> head + String.join("", steps).replaceAll("\\?+", "?"));
    return Combinators.combine(path, path, path)
        .as((one, two, three) -> "x: " + one + " ?? 1\ny: " + two + " { z: " + three + " }");
  }

  @Provide
  Arbitrary<String> data() {
    return Arbitraries.of(DATA);
  }

  @Example
  void aMappingThatMultipliesItsOwnResultEndsAllTheSame() throws JsonProcessingException {
    String doubled = "$" + "->echo([@, @])".repeat(60);
    for (String text : new String[] {doubled, doubled + "->eq(" + doubled + ")"}) {
      Mapping mapping =
          ((Mapping.Parsed) Mapping.parse("a: " + text, ConnectVersion.V0_4)).mapping();
      JsonNode result =
          MappingEvaluator.evaluate(
              mapping, RestJson.read("1"), Map.of(), null, "selection", new MappingProblems());
      if (text.equals(doubled)) {
        assertThat(RestJson.bytes(result)).isNull();
      } else {
        assertThat(result.toString()).isEqualTo("{\"a\":false}");
      }
    }
  }
}
