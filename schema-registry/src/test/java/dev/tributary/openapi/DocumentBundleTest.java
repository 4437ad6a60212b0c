package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentBundleTest {

  private static final Path FILES = Path.of("src/test/resources/dev/tributary/openapi/files");

  private static SourceText bundled(Map<String, String> files) throws UnreadableDocumentException {
    return DocumentBundle.of(
        new SourceText("somewhere/root.yaml", String.valueOf(files.get("root.yaml"))), files::get);
  }

  private static String problems(Map<String, String> files) {
    UnreadableDocumentException refused =
        catchThrowableOfType(UnreadableDocumentException.class, () -> bundled(files));
    return String.valueOf(refused.getMessage());
  }

  @Test
  void aDocumentInFilesIsImportedLikeOneInOne() throws Exception {
    Map<String, String> files;
    try (Stream<Path> all = Files.walk(FILES)) {
      files =
          all.filter(Files::isRegularFile)
              .collect(
                  Collectors.toMap(
                      file -> FILES.relativize(file).toString(), DocumentBundleTest::read));
    }
    SourceText one =
        DocumentBundle.of(
            new SourceText("files/openapi.yaml", String.valueOf(files.get("openapi.yaml"))),
            files::get);
    assertThat(one.text()).doesNotContain(".yaml", ".json#");
    ImportedSubgraph imported = OpenApiImport.read(one.text(), ImportOptions.DEFAULTS);
    assertThat(imported.report().findings()).isEmpty();
    assertThat(imported.sdl())
        .contains(
            "listAnimals(\n    limit: Int\n  ): [Animal]",
            "getAnimal(\n    id: ID!\n  ): Animal",
            "  friends: [Animal]\n",
            "  parameters: [Cage]\n",
            "  next: Cage\n",
            "  zone: Zone\n",
            "  name: String\n");
    assertThat(imported.report().types()).isEqualTo(3);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aDocumentThatRefersToNoFileStaysAsItIs() throws Exception {
    String text = "openapi: 3.0.0 # as written\npaths: { /a: { $ref: '#/x' } }\n";
    assertThat(bundled(Map.of("root.yaml", text)).text()).isEqualTo(text);
  }

  @Test
  void everyReferenceThatLeadsNowhereIsToldWithFileAndLine() {
    assertThat(
            problems(
                Map.of(
                    "root.yaml",
                    "a:\n  items: { $ref: none.yaml }\nb:\n  items: { $ref: '../up.yaml' }\nc:\n"
                        + "  items: { $ref: '/etc/passwd' }\nd:\n  items: { $ref: sub/x.yaml }\n"
                        + "e: { items: { $ref: bad.yaml } }\n",
                    "sub/x.yaml",
                    "properties:\n  y: { $ref: '#/nothing' }\n  z: { $ref: ../../out.yaml }\n",
                    "bad.yaml",
                    "a: [")))
        .contains(
            "root.yaml:2: none.yaml: there is no such file below the directory of the document",
            "root.yaml:4: ../up.yaml: there is no such file",
            "root.yaml:6: /etc/passwd: there is no such file",
            "sub/x.yaml:2: #/nothing: there is nothing at /nothing of sub/x.yaml",
            "sub/x.yaml:3: ../../out.yaml: there is no such file",
            "bad.yaml: it is not an OpenAPI document: its YAML is not valid");
  }

  @Test
  void urlsAreLeftAsTheyAre() throws Exception {
    String text =
        bundled(
                Map.of(
                    "root.yaml",
                    "a: { items: { $ref: 'https://x.example/a.yaml' } }\n"
                        + "b: { items: { $ref: a.yaml } }",
                    "a.yaml",
                    "type: object"))
            .text();
    assertThat(text)
        .contains(
            "{\"$ref\":\"https://x.example/a.yaml\"}", "{\"$ref\":\"#/components/schemas/a\"}");
  }

  @Test
  void whatMultipliesIsStopped() {
    assertThat(
            problems(
                Map.of(
                    "root.yaml",
                    "paths: { /a: { $ref: a.yaml } }",
                    "a.yaml",
                    "headers: { a: { $ref: a.yaml }, b: { $ref: a.yaml } }")))
        .contains("too deeply or too often");
  }
}
