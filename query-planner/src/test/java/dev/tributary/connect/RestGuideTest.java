package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.parser.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void everyMappingInTheGuideCanBeRead() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "rest-services.md"));
    String table = guide.substring(guide.indexOf("| Written"), guide.indexOf("Mappings never"));
    List<String> mappings =
        Pattern.compile("^\\| `(.*?)`(?:, `(.*?)`)? \\|", Pattern.MULTILINE)
            .matcher(table)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(mappings).hasSizeGreaterThan(6);
    for (String mapping : mappings) {
      assertThat(Mapping.parse(mapping, ConnectVersion.V0_4))
          .as(mapping)
          .isInstanceOf(Mapping.Parsed.class);
    }
  }
}
