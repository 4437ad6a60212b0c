package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import graphql.schema.idl.SchemaPrinter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComposerTest {

  static List<CompositionFixture> fixtures() {
    return CompositionFixture.all("compose");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void composesAsTheFixtureSays(CompositionFixture fixture) {
    Composition composition = Composer.compose(fixture.subgraphs());
    assertThat(fixture.expected()).isNotEmpty();
    for (CompositionFixture.Section section : fixture.expected()) {
      switch (section.kind()) {
        case "supergraph" -> {
          String sdl = supergraph(composition);
          assertThat(List.of(sdl.strip().split("\n\n(?=\\S)")))
              .as(sdl)
              .containsAll(section.definitions());
        }
        case "api" ->
            assertThat(api(supergraph(composition)).strip()).isEqualTo(section.text().strip());
        case "errors" ->
            assertThat(errors(composition))
                .as(errorTexts(composition))
                .containsExactlyInAnyOrderElementsOf(section.lines());
        case "message" -> assertThat(messages(composition)).contains(section.text().strip());
        case "hints" ->
            assertThat(composition.hints())
                .map(hint -> (hint.code() + " " + hint.coordinate()).strip())
                .containsAll(section.lines());
        default -> throw new IllegalArgumentException("no such section: " + section.kind());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void doesNotCareForTheOrderOfSubgraphs(CompositionFixture fixture) {
    Composition forwards = Composer.compose(fixture.subgraphs());
    Composition backwards = Composer.compose(fixture.subgraphs().reversed());
    assertThat(backwards).isEqualTo(forwards);
  }

  @Test
  void refusesAGraphWithoutSubgraphs() {
    assertThat(errors(Composer.compose(List.of()))).containsExactly("NO_QUERIES");
  }

  private static String supergraph(Composition composition) {
    assertThat(composition).as(errorTexts(composition)).isInstanceOf(Composition.Composed.class);
    return ((Composition.Composed) composition).supergraphSdl();
  }

  private static List<String> errors(Composition composition) {
    return switch (composition) {
      case Composition.Composed _ -> List.of();
      case Composition.Failed failed ->
          failed.errors().stream()
              .map(
                  error ->
                      error.nodes().stream()
                          .map(node -> node.subgraph() + ":" + node.line() + ":" + node.column())
                          .collect(
                              Collectors.joining(
                                  " ", (error.code() + " " + error.coordinate()).strip() + " ", ""))
                          .strip())
              .toList();
    };
  }

  private static List<String> messages(Composition composition) {
    return switch (composition) {
      case Composition.Composed _ -> List.of();
      case Composition.Failed failed ->
          failed.errors().stream().map(CompositionError::message).toList();
    };
  }

  private static String errorTexts(Composition composition) {
    return switch (composition) {
      case Composition.Composed _ -> "it composed";
      case Composition.Failed failed ->
          failed.errors().stream()
              .map(error -> error.code() + ": " + error.message())
              .collect(Collectors.joining("\n"));
    };
  }

  private static String api(String sdl) {
    Supergraph supergraph = SupergraphReader.read(sdl);
    return new SchemaPrinter(
            SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeSchemaDefinition(false)
                .includeScalarTypes(true))
        .print(supergraph.api());
  }
}
