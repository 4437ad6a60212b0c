package dev.tributary.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents and what their owners want otherwise, the subgraph as it is written beside them. */
class CustomisationTest {

  private static final Path CASES = Path.of("src/test/resources/dev/tributary/openapi/cases");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDocumentIsImportedAsItsMappingSays(boolean plain) throws Exception {
    ImportedSubgraph imported =
        OpenApiImport.read(
            sources("stock", "stock"), new ImportOptions("api", null, plain, 6, 200));
    String beside = "stock" + (plain ? ".plain" : "");
    assertGolden(beside + ".graphqls", imported.sdl());
    assertGolden("stock.report.txt", imported.report().text());
    Composition composition =
        Composer.compose(List.of(new SubgraphSource("stock", "", imported.sdl())));
    assertThat(composition).isInstanceOf(Composition.Composed.class);
  }

  @Test
  void theSameSourcesGiveTheSameSubgraph() throws Exception {
    ImportSources sources = sources("stock", "stock");
    assertThat(OpenApiImport.read(sources, ImportOptions.DEFAULTS).sdl())
        .isEqualTo(OpenApiImport.read(sources, ImportOptions.DEFAULTS).sdl());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithFileAndLine() throws Exception {
    UnreadableDocumentException refused =
        catchThrowableOfType(
            UnreadableDocumentException.class,
            () -> OpenApiImport.read(sources("stock", "wrong"), ImportOptions.DEFAULTS));
    assertGolden("wrong.problems.txt", refused.getMessage() + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "a", "a: [", "a: &x [1]\nb: *x", "!!java.lang.Object {}"})
  void aMappingThatIsNoneIsRefused(String text) throws Exception {
    ImportSources sources =
        ImportSources.of(new SourceText("stock.yaml", read("stock.yaml")))
            .withMapping(new SourceText("m.yaml", text));
    assertThatThrownBy(() -> OpenApiImport.read(sources, ImportOptions.DEFAULTS))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageStartingWith("m.yaml:");
  }

  @Test
  void anEmptyMappingChangesNothing() throws Exception {
    SourceText document = new SourceText("stock.yaml", read("stock.yaml"));
    ImportSources sources = ImportSources.of(document).withMapping(new SourceText("m.yaml", ""));
    assertThat(OpenApiImport.read(sources, ImportOptions.DEFAULTS).sdl())
        .isEqualTo(OpenApiImport.read(document.text(), ImportOptions.DEFAULTS).sdl());
  }

  @Test
  void aPrefixStandsBeforeAllNamesOfTypes() throws Exception {
    String sdl =
        OpenApiImport.read(read("zoo.yaml"), ImportOptions.DEFAULTS.withTypePrefix("Zoo_")).sdl();
    assertThat(sdl.lines().filter(line -> line.matches("(type|union|enum|input) .*")))
        .allMatch(line -> line.matches("\\w+ (Zoo_\\w+|Query|Mutation)\\b.*"));
    assertThat(Composer.compose(List.of(new SubgraphSource("zoo", "", sdl))))
        .isInstanceOf(Composition.Composed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock", "zoo", "shop"})
  void whatIsProposedComposesWhenItIsApplied(String name) throws Exception {
    ImportSources sources = ImportSources.of(new SourceText(name, read(name + ".yaml")));
    ImportedSubgraph bare = OpenApiImport.read(sources, ImportOptions.DEFAULTS);
    assertGolden(name + ".proposals.yaml", bare.report().proposals());
    ImportedSubgraph applied = OpenApiImport.readWithProposals(sources, ImportOptions.DEFAULTS);
    assertThat(applied.report().proposals()).isEmpty();
    assertThat(applied.sdl().contains("@key")).isEqualTo(!bare.report().proposals().isEmpty());
    assertThat(
            OpenApiImport.read(
                    sources.withMapping(new SourceText("m.yaml", bare.report().proposals())),
                    ImportOptions.DEFAULTS)
                .sdl())
        .isEqualTo(applied.sdl());
    assertThat(Composer.compose(List.of(new SubgraphSource(name, "", applied.sdl()))))
        .isInstanceOf(Composition.Composed.class);
  }

  @ParameterizedTest(name = "{0} is {1}: {3}")
  @CsvSource({
    "get*, getStock, false, true",
    "*, anything/at all, false, true",
    "/a/*, /a/b, true, true",
    "/a/*, /a/b/c, true, false",
    "/a/**, /a/b/c, true, true",
    "/**/c, /a/b/c, true, true",
    "/a, /a/b, true, false",
    "*a*a*a*a*a*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false, false",
  })
  void starsStandForWhatTheyShould(String pattern, String text, boolean path, boolean matches) {
    assertThat(Glob.matches(pattern, text, path)).isEqualTo(matches);
  }

  private static ImportSources sources(String document, String mapping) throws IOException {
    return ImportSources.of(new SourceText(document + ".yaml", read(document + ".yaml")))
        .withMapping(new SourceText(mapping + ".mapping.yaml", read(mapping + ".mapping.yaml")));
  }

  private static String read(String file) throws IOException {
    return Files.readString(CASES.resolve(file));
  }

  private static void assertGolden(String file, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(CASES.resolve(file), text);
    }
    assertThat(text).isEqualTo(read(file));
  }
}
