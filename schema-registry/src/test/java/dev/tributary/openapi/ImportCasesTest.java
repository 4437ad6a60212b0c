package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small documents in, the subgraph and the report as they are written beside them. */
class ImportCasesTest {

  private static final Path CASES = Path.of("src/test/resources/dev/tributary/openapi/cases");

  @ParameterizedTest
  @ValueSource(strings = {"shop", "notes", "zoo", "kennel", "library"})
  void aDocumentBecomesTheSubgraphAndReportBesideIt(String name) throws Exception {
    ImportedSubgraph imported =
        OpenApiImport.read(Files.readString(CASES.resolve(name + ".yaml")), ImportOptions.DEFAULTS);
    assertGolden(CASES.resolve(name + ".graphqls"), imported.sdl());
    assertGolden(CASES.resolve(name + ".report.txt"), imported.report().text());
    assertThat(Composer.compose(List.of(new SubgraphSource(name, "", imported.sdl()))))
        .isInstanceOf(Composition.Composed.class);
  }

  private static void assertGolden(Path file, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @Test
  void aLowerDepthGivesMoreAsJsonAndStillComposes() throws Exception {
    ImportedSubgraph imported =
        OpenApiImport.read(
            Files.readString(CASES.resolve("shop.yaml")),
            new ImportOptions("api", null, true, 1, 200));
    assertThat(imported.sdl()).contains("price: JSON").doesNotContain("type Money");
    assertThat(imported.report().findings())
        .anyMatch(finding -> finding.code() == Finding.Code.SELECTION_CUT);
    assertThat(Composer.compose(List.of(new SubgraphSource("shop", "", imported.sdl()))))
        .isInstanceOf(Composition.Composed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[1]", "a: b", "openapi: 3.0.0", "\"x", "%", "null"})
  void whatIsNotADocumentIsRefusedInWords(String text) {
    assertThatThrownBy(() -> OpenApiImport.read(text, ImportOptions.DEFAULTS))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("not an OpenAPI");
  }
}
