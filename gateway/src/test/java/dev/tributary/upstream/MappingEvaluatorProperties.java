package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.Mapping;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
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
