package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.connect.ConnectVersion;
import dev.tributary.connect.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The user guide's examples give what the guide says they do. */
class MappingGuideTest {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  static List<Arguments> examples() throws IOException {
    String guide = Files.readString(Path.of("../docs/rest-services.md"));
    String answer =
        guide.substring(
            guide.indexOf("```json", guide.indexOf("## Mappings")) + "```json".length());
    answer = answer.substring(0, answer.indexOf("```"));
    List<Arguments> examples = new ArrayList<>();
    boolean methods = false;
    boolean mappings = false;
    for (String line : guide.lines().toList()) {
      boolean isRow = line.startsWith("| `");
      if (!isRow && !line.startsWith("|---")) {
        methods = line.startsWith("| Method |");
        mappings = line.startsWith("| Mapping");
      } else if (isRow && (methods || mappings)) {
        String[] cells = line.split(" \\| ");
        String mapping = code(methods ? cells[2] : cells[0]);
        String result = methods ? cells[3] : cells[1];
        examples.add(
            Arguments.of(
                mapping, result.strip().equals("everything") ? answer : code(result), answer));
      }
    }
    assertThat(examples).hasSizeGreaterThan(40);
    return examples;
  }

  private static String code(String cell) {
    return CODE.matcher(cell)
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @MethodSource("examples")
  @DisplayName("In the guide")
  void holds(String text, String expected, String answer) throws JsonProcessingException {
    Mapping mapping = ((Mapping.Parsed) Mapping.parse(text, ConnectVersion.V0_3)).mapping();
    MappingProblems problems = new MappingProblems();
    JsonNode result =
        MappingEvaluator.evaluate(
            mapping, RestJson.read(answer), Map.of(), null, "selection", problems);
    assertThat(RestJson.text(result)).isEqualTo(RestJson.text(RestJson.read(expected)));
    assertThat(problems.isEmpty()).as("%s", problems).isTrue();
  }
}
