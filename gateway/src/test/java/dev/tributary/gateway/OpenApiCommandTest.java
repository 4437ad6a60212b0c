package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OpenApiCommandTest {

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsTheSchemaAndTellsWhatIsLeftOut() throws IOException {
    int code =
        run(
            """
            openapi: 3.0.3
            info: {title: t, version: "1"}
            paths:
              /a: {get: {operationId: a, responses: {"200": {description: "", content: {text/plain: {}}}}}}
              /b: {get: {operationId: b, responses: {"200": {description: "", content: {image/png: {}}}}}}
            """);

    assertThat(code).isZero();
    assertThat(out.toString()).contains("a: String").doesNotContain("left out");
    assertThat(err.toString()).contains("1 operations imported", "left out: GET /b answers with");
  }

  @Test
  void aFileThatIsNoDocumentIsRefusedWithItsName() throws IOException {
    assertThat(run("nothing")).isEqualTo(1);
    assertThat(err.toString()).contains("api.yaml: not an OpenAPI 3.0 or 3.1 document");
  }

  private int run(String document) throws IOException {
    Path file = Files.writeString(directory.resolve("api.yaml"), document);
    return new CommandLine(new OpenApiCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(file.toString());
  }
}
