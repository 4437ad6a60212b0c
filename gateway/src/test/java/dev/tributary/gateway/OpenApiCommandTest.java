package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of REST services, given to commands. */
class OpenApiCommandTest {

  @TempDir private Path directory;
  private final CommandRun commands = new CommandRun();

  static final String STOCK =
      """
      openapi: 3.0.3
      info: { title: Stock, version: "1" }
      servers: [{ url: "https://stock.example" }]
      paths:
        /items/{id}:
          get:
            operationId: getItem
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            responses:
              "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
      components:
        schemas:
          Item: { type: object, required: [id], properties: { id: { type: string }, left: { type: integer, format: int32 } } }
      """;

  private String file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  static String overlay(String target, String update) {
    return "overlay: 1.0.0\ninfo: {}\nactions: [{ target: \"%s\", update: { %s } }]\n"
        .formatted(target, update)
        .replace("{ 1 }", "1");
  }

  @Test
  void openApiAppliesOverlaysAndSaysWhichSelectNothing() throws IOException {
    String document = file("stock.yaml", STOCK);
    String some = file("some.yaml", overlay("$..get", "operationId: item"));
    String none = file("none.yaml", overlay("$.paths.nowhere", "x-a: 1"));
    assertThat(commands.run("openapi", document, "--overlay", some, "--overlay", none)).isZero();
    assertThat(commands.out.toString()).contains("  item(");
    assertThat(commands.err.toString())
        .contains("OVERLAY_WITHOUT_EFFECT : " + none + ":3: action 1: nothing is at");
    file("none.yaml", overlay("paths", "x-a: 1"));
    assertThat(commands.run("openapi", document, "--overlay", none)).isEqualTo(1);
    assertThat(commands.err.toString())
        .contains("tributary: " + none + ":3: action 1: 'paths' is no JSONPath");
  }

  @Test
  void openApiReadsFilesBelowTheDocumentsDirectoryAndNoOthers() throws IOException {
    Path below = Files.createDirectories(directory.resolve("api"));
    Files.writeString(
        below.resolve("item.yaml"), "{ type: object, properties: { id: { type: string } } }");
    Files.writeString(
        directory.resolve("outside.yaml"),
        "{ type: object, properties: { secret: { type: string } } }");
    Files.createSymbolicLink(below.resolve("link.yaml"), directory.resolve("outside.yaml"));
    Path document = below.resolve("stock.yaml");
    String inFiles = STOCK.replace("#/components/schemas/Item", "item.yaml");
    Files.writeString(document, inFiles);
    assertThat(commands.run("openapi", document.toString())).as(commands.err.toString()).isZero();
    assertThat(commands.out.toString()).contains("getItem(\n    id: ID!\n  ): Item");
    for (String outside : List.of("../outside.yaml", "link.yaml")) {
      Files.writeString(document, inFiles.replace("item.yaml", outside));
      assertThat(commands.run("openapi", document.toString())).isEqualTo(2);
      assertThat(commands.err.toString())
          .contains("stock.yaml:10: " + outside + ": there is no such file below");
    }
    assertThat(commands.out.toString()).doesNotContain("secret");
  }

  @Test
  void composeTakesOpenApiDocumentsToo() throws IOException {
    String document = file("stock.yaml", STOCK);
    assertThat(commands.run("compose", "stock==" + document)).as(commands.err.toString()).isZero();
    assertThat(commands.out.toString()).contains("getItem");
    file("mapping.yaml", "operations: { item: { name: thing } }\n");
    file("names.yaml", overlay("$..get", "operationId: item"));
    String config =
        file(
            "compose.yaml",
            "subgraphs: { stock: { schema: { openapi: stock.yaml, overlays: [names.yaml], mapping:"
                + " mapping.yaml } } }\n");
    commands.out.getBuffer().setLength(0);
    assertThat(commands.run("compose", "--config", config)).as(commands.err.toString()).isZero();
    assertThat(commands.out.toString()).contains("thing(");
    file("mapping.yaml", "operations: { getNothing: { name: thing } }\n");
    assertThat(commands.run("compose", "--config", config)).isEqualTo(2);
    assertThat(commands.err.toString()).contains("mapping.yaml:1: the document has no operation");
  }
}
