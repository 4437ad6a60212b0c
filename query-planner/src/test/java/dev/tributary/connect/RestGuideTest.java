package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.parser.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The user guide's schemas are schemas that work. */
class RestGuideTest {

  private static final Pattern SCHEMA = Pattern.compile("```graphql\n(.*?)```", Pattern.DOTALL);

  @Test
  void everySchemaInTheGuideIsValid() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "rest-services.md"));
    List<String> schemas =
        SCHEMA.matcher(guide).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(schemas).isNotEmpty();
    for (String schema : schemas) {
      assertThat(ConnectorValidation.problems("guide", Parser.parse(schema), schema)).isEmpty();
    }
  }

  @Test
  void everyCodeIsInTheGuide() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "rest-services.md"));
    assertThat(ConnectorCode.values())
        .allSatisfy(code -> assertThat(guide).contains("`" + code + "`"));
  }

  @Test
  void everyMethodIsInTheGuideAndNoOther() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "rest-services.md"));
    Set<String> told = new TreeSet<>();
    for (String row : guide.substring(guide.indexOf("| Method |")).split("\n\n")[0].split("\n")) {
      Pattern.compile("`([A-Za-z]+)(?:\\(.*?\\))?`")
          .matcher(row.split("\\|")[1])
          .results()
          .forEach(found -> told.add(found.group(1)));
    }
    assertThat(told).containsExactlyElementsOf(new TreeSet<>(MethodRules.names()));
  }
}
