package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OverlaysTest {

  private static final Path RESOURCES = Path.of("src/test/resources/dev/tributary/openapi");

  @TestFactory
  List<DynamicTest> overlaysChangeDocumentsAsTheTableSays() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (String text : Files.readString(RESOURCES.resolve("overlays.txt")).split("(?m)^## ")) {
      if (!text.isEmpty()) {
        String name = text.lines().findFirst().orElseThrow();
        String[] parts = text.substring(name.length()).split("(?m)^---$");
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> assertThat(outcome(parts[0], parts[1].strip())).isEqualTo(parts[2].strip())));
      }
    }
    return tests;
  }

  private static String outcome(String document, String overlay) {
    Findings findings = new Findings();
    List<String> lines = new ArrayList<>();
    try {
      JsonNode tree = DocumentTree.read(document);
      Overlays.apply(List.of(new SourceText("o.yaml", overlay)), tree, findings);
      lines.add(tree.toString());
    } catch (UnreadableDocumentException e) {
      e.problems().forEach(problem -> lines.add("! " + problem));
    }
    findings.sorted().forEach(finding -> lines.add("? " + finding.message()));
    return String.join("\n", lines);
  }

  @Test
  void anOverlayThatWouldAddTooMuchIsRefused() {
    StringBuilder document = new StringBuilder("{\"a\": [{}");
    document.append(", {}".repeat(20_000)).append("]}");
    String overlay =
        """
        overlay: 1.0.0
        info: {}
        actions:
          - { target: "$.a[*]", update: { x: [%s] } }
        """
            .formatted("1, ".repeat(100));
    assertThat(outcome(document.toString(), overlay))
        .isEqualTo("! o.yaml:4: action 1: too much would be added to the document");
  }

  /** Each looks at three million nodes or so. */
  @Test
  void overlaysThatTogetherLookAtTooMuchAreRefused() {
    String document = "{\"a\": [0" + ", 0".repeat(1_700) + "]}";
    String look = "  - { target: \"$.a[?count($.a[*]) < 0]\", remove: true }\n";
    String overlay = "overlay: 1.0.0\ninfo: {}\nactions:\n" + look.repeat(9);

    assertThat(outcome(document, overlay))
        .contains("! o.yaml:", "takes too long: it looks at too many nodes");
  }

  @Test
  void thereAreNotTooManyOverlays() {
    SourceText[] many = new SourceText[21];
    Arrays.fill(many, new SourceText("o.yaml", "overlay: 1.0.0\ninfo: {}\nactions: []"));
    assertThatThrownBy(() -> Overlays.apply(List.of(many), DocumentTree.read("{}"), new Findings()))
        .hasMessage("there are more than 20 overlays");
  }

  /** The import of the changed document is that of the document with its changes written out. */
  @Test
  void aDocumentIsImportedAsItsOverlaysMakeIt() throws Exception {
    String document = Files.readString(RESOURCES.resolve("cases/shop.yaml"));
    SourceText first =
        new SourceText(
            "a.overlay.yaml",
            """
            overlay: 1.0.0
            info: { title: Names, version: "1" }
            actions:
              - target: $.paths.*.get
                update: { x-seen: true }
              - target: $.info
                update: { title: Changed }
            """);
    SourceText second =
        new SourceText(
            "b.overlay.yaml",
            """
            overlay: 1.0.0
            info: { title: Fewer, version: "1" }
            actions:
              - target: $.paths.*[?@['x-seen']]
                remove: true
              - target: $.paths['/none']
                remove: true
            """);
    ImportSources sources =
        ImportSources.of(new SourceText("shop.yaml", document))
            .withOverlays(List.of(first, second));
    ImportedSubgraph imported = OpenApiImport.read(sources, ImportOptions.DEFAULTS);
    assertThat(imported.sdl()).contains("type Mutation").doesNotContain("type Query");
    assertThat(imported.report().text())
        .contains("OVERLAY_WITHOUT_EFFECT : b.overlay.yaml:6: action 2: nothing is at");
  }
}
