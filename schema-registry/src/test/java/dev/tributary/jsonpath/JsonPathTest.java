package dev.tributary.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JsonPathTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long STEPS = 100_000;

  @TestFactory
  List<DynamicTest> queriesSelectWhatTheTableSays() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    JsonNode document = JSON.nullNode();
    for (String line :
        Files.readAllLines(Path.of("src/test/resources/dev/tributary/jsonpath/queries.txt"))) {
      if (line.startsWith("> ")) {
        document = JSON.readTree(line.substring(2));
      } else if (!line.startsWith("#")) {
        JsonNode root = document;
        int wrong = line.indexOf(" ! ");
        int right = line.indexOf(" =>");
        tests.add(
            wrong >= 0 && right < 0
                ? DynamicTest.dynamicTest(
                    line,
                    () ->
                        assertThatThrownBy(() -> JsonPath.parse(line.substring(0, wrong)))
                            .isInstanceOf(JsonPathException.class)
                            .hasMessage(line.substring(wrong + 3)))
                : DynamicTest.dynamicTest(
                    line,
                    () ->
                        assertThat(paths(root, line.substring(0, right)))
                            .isEqualTo(line.substring(right + 3).strip())));
      }
    }
    return tests;
  }

  private static String paths(JsonNode root, String query) throws JsonPathException {
    return JsonPath.parse(query).find(root, new StepLimit(STEPS)).stream()
        .map(Located::path)
        .collect(Collectors.joining(" "));
  }

  @Test
  void aQueryThatLooksAtTooMuchIsStopped() throws Exception {
    StringBuilder deep = new StringBuilder("1");
    for (int i = 0; i < 300; i++) {
      deep.insert(0, "[").append("]");
    }
    JsonNode root = JSON.readTree(deep.toString());
    JsonPath path = JsonPath.parse("$..[?@..[?@..*]]");
    assertThatThrownBy(() -> path.find(root, new StepLimit(STEPS)))
        .hasMessage("it looks at too many nodes");
  }

  @Property(tries = 2000, seed = "20261128")
  void noTextMakesTheParserFailOtherwiseThanInWords(
      @ForAll
          @StringLength(max = 30)
          @Chars({'$', '@', '.', '[', ']', '?', '\'', '(', ')', '!', '=', '\\', '*', ':', '-'})
          @CharRange(from = 'a', to = 'f')
          @CharRange(from = '0', to = '3')
          String text) {
    try {
      JsonPath.parse("$" + text).find(JSON.createObjectNode(), new StepLimit(STEPS));
    } catch (JsonPathException e) {
      assertThat(e).hasMessageMatching("at character .*|it looks .*");
    }
  }
}
