package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.idl.SchemaPrinter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fixtures in {@code contract}: subgraphs, then {@code --- include TAGS}, {@code --- exclude TAGS},
 * {@code --- hide unreachable}, and what comes of it as {@code --- api} or {@code --- errors}.
 */
class ContractTest {
  private static final TagFilter NOTHING =
      new TagFilter(Set.of(), Set.of(), TagFilter.Unreachable.SHOWN);

  static List<CompositionFixture> fixtures() {
    return CompositionFixture.all("contract");
  }

  static Stream<String> supergraphs() {
    return CompositionFixture.all("compose").stream()
        .map(fixture -> Composer.compose(fixture.subgraphs()))
        .filter(Composition.Composed.class::isInstance)
        .map(composition -> ((Composition.Composed) composition).supergraphSdl());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void showsWhatTheFilterLeaves(CompositionFixture fixture) {
    Set<String> include = new HashSet<>();
    Set<String> exclude = new HashSet<>();
    TagFilter.Unreachable unreachable = TagFilter.Unreachable.SHOWN;
    for (CompositionFixture.Section section : fixture.expected()) {
      List<String> words = List.of(section.kind().split(" "));
      switch (words.getFirst()) {
        case "include" -> include.addAll(words.subList(1, words.size()));
        case "exclude" -> exclude.addAll(words.subList(1, words.size()));
        case "hide" -> unreachable = TagFilter.Unreachable.HIDDEN;
        default -> {}
      }
    }
    Composition contract =
        Contract.of(supergraph(fixture), new TagFilter(include, exclude, unreachable));
    assertThat(fixture.expected())
        .anyMatch(section -> section.kind().equals("api") || section.kind().equals("errors"));
    for (CompositionFixture.Section section : fixture.expected()) {
      if (section.kind().equals("api")) {
        assertThat(contract).isInstanceOf(Composition.Composed.class);
        assertThat(api(((Composition.Composed) contract).supergraphSdl()).strip())
            .isEqualTo(section.text().strip());
      } else if (section.kind().equals("errors")) {
        assertThat(contract).isInstanceOf(Composition.Failed.class);
        assertThat(((Composition.Failed) contract).errors())
            .map(error -> error.code() + " " + error.coordinate())
            .containsExactlyInAnyOrderElementsOf(section.lines());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("supergraphs")
  void leavesASupergraphAsItIsWithoutTags(String supergraph) {
    assertThat(Contract.of(supergraph, NOTHING))
        .isEqualTo(new Composition.Composed(supergraph, List.of()));
  }

  @Test
  void keepsTheNameThatTheSupergraphHasForHiddenElements() {
    String supergraph =
        """
        schema
          @link(url: "https://specs.apollo.dev/link/v1.0")
          @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
          @link(url: "https://specs.apollo.dev/tag/v0.3", import: [{name: "@tag", as: "@label"}])
          @link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "private", for: SECURITY)
        {
          query: Root
        }

        type Root {
          a: Int @label(name: "in")
          b: Int
        }
        """;
    Composition contract =
        Contract.of(supergraph, new TagFilter(Set.of(), Set.of("in"), TagFilter.Unreachable.SHOWN));

    assertThat(contract)
        .isEqualTo(
            new Composition.Composed(
                supergraph.replace("@label(name: \"in\")\n", "@label(name: \"in\") @private\n"),
                List.of()));
  }

  @Test
  void saysWhereADocumentIsNone() {
    assertThat(Contract.of("type {", NOTHING))
        .isInstanceOfSatisfying(
            Composition.Failed.class,
            failed ->
                assertThat(failed.errors())
                    .singleElement()
                    .satisfies(
                        error ->
                            assertThat(error.nodes())
                                .containsExactly(new SourceLocation(Contract.SOURCE, 1, 6))));
  }

  private static String supergraph(CompositionFixture fixture) {
    Composition composition = Composer.compose(fixture.subgraphs());
    assertThat(composition).isInstanceOf(Composition.Composed.class);
    return ((Composition.Composed) composition).supergraphSdl();
  }

  private static String api(String sdl) {
    return new SchemaPrinter(
            SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeSchemaDefinition(false)
                .includeScalarTypes(true))
        .print(SupergraphReader.read(sdl).api());
  }
}
