package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.connect.Connector;
import dev.tributary.connect.SchemaConnectors;
import dev.tributary.openapi.ImportOptions;
import dev.tributary.openapi.OpenApiImport;
import dev.tributary.upstream.ConnectorTrial;
import graphql.parser.Parser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Requests that go out for documents, as a table has them. */
class ImportedRequestsTest {

  private static final Path TABLE =
      Path.of("src/test/resources/dev/tributary/gateway/imported-requests.txt");

  @TestFactory
  List<DynamicTest> argumentsAreWrittenAsTheDocumentHasThem() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    String document = "";
    for (String block : Files.readString(TABLE).split("(?m)^---\n")) {
      if (block.startsWith("## ")) {
        document = block;
        continue;
      }
      String described = document;
      String[] lines = block.split("\n", 3);
      tests.add(
          DynamicTest.dynamicTest(
              lines[0] + " " + lines[1],
              () ->
                  assertThat(request(described, lines[0], lines[1])).isEqualTo(lines[2].strip())));
    }
    return tests;
  }

  private static String request(String document, String field, String arguments) throws Exception {
    String sdl = OpenApiImport.read(document, ImportOptions.DEFAULTS).sdl();
    Connector connector =
        SchemaConnectors.read("api", Parser.parse(sdl), sdl).connectors().stream()
            .filter(c -> field.equals(c.fieldName()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no field " + field + " in\n" + sdl));
    ConnectorTrial trial = ConnectorTrial.of(connector, Map.of("args", arguments), null);
    return switch (trial.request()) {
      case ConnectorTrial.Sent sent ->
          sent.method()
              + " "
              + sent.url().replace("https://api.example", "")
              + (sent.body() == null ? "" : "\n" + readable(sent.body()));
      case ConnectorTrial.Refused refused -> "REFUSED " + refused.reason();
      case ConnectorTrial.NotNeeded none -> "NOTHING";
      case ConnectorTrial.Computed computed -> "COMPUTED";
    };
  }

  /** A multipart body with its boundary left out. */
  private static String readable(String body) {
    return body.replace("\r\n", "\n").replaceAll("--[0-9a-f]{40}", "--").strip();
  }
}
