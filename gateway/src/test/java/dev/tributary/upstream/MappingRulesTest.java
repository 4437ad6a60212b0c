package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of {@code rest/mapping-rules.txt}, in each of its versions. */
class MappingRulesTest {

  private static final String ARGS =
      "{\"id\": 7, \"none\": null, \"list\": [1, 2], \"o\": {\"a\": {\"b\": \"x\"}}}";

  static List<Arguments> rules() throws IOException {
    List<Arguments> rules = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            MappingRulesTest.class.getResourceAsStream("/rest/mapping-rules.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" \\| ", -1);
          assertThat(parts).as(line).hasSize(4);
          for (char version : parts[0].toCharArray()) {
            rules.add(
                Arguments.of(
                    ConnectVersion.valueOf("V0_" + version), parts[1], parts[2], parts[3]));
          }
        }
      }
    }
    return rules;
  }

  @ParameterizedTest(name = "{0}: {1} of {2} gives {3}")
  @MethodSource("rules")
  @DisplayName("Rule by rule,")
  void holds(ConnectVersion version, String text, String input, String expected)
      throws JsonProcessingException {
    String result =
        switch (Mapping.parse(text, version)) {
          case Mapping.Malformed malformed -> "refused";
          case Mapping.Parsed(Mapping mapping) -> evaluated(mapping, input);
        };
    assertThat(result).isEqualTo(expected);
  }

  private static String evaluated(Mapping mapping, String input) throws JsonProcessingException {
    MappingProblems problems = new MappingProblems();
    JsonNode result =
        MappingEvaluator.evaluate(
            mapping,
            RestJson.read(input),
            Map.of("args", RestJson.read(ARGS)),
            null,
            "selection",
            problems);
    return (result.isMissingNode() ? "nothing" : RestJson.text(result))
        + (problems.isEmpty() ? "" : " !");
  }
}
