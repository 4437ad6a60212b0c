package dev.tributary.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaDiffTest {

  private static final Path CASES = Path.of("src/test/resources/check");

  private static final String LINK =
      """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible", \
      "@tag", "@authenticated", "@requiresScopes", "@cost"])
      """;

  static Stream<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachDifferenceIsToldWithWhatItMayDo(Path file) throws IOException {
    String[] parts = Files.readString(file).split("--- (before|after|changes)\n");
    Supergraph before = supergraph(parts[1]);
    Supergraph after = supergraph(parts[2]);
    assertThat(told(before, after)).isEqualTo(parts[3]);
    assertThat(SchemaDiff.between(before, before)).isEmpty();
    assertThat(SchemaDiff.between(after, after)).isEmpty();
  }

  @Test
  void whoAnswersMakesNoDifference() {
    Supergraph one = supergraph("type Query { a: T @authenticated, b: Int } type T { x: Int }");
    Supergraph two =
        supergraph("type Query { a: T @authenticated } type T { x: Int }", "type Query { b: Int }");
    assertThat(SchemaDiff.between(one, two)).isEmpty();
  }

  private static String told(Supergraph before, Supergraph after) {
    return SchemaDiff.between(before, after).stream()
        .map(
            change ->
                "%s %s %s: %s\n"
                    .formatted(
                        change.severity(), change.kind(), change.coordinate(), change.message()))
        .collect(Collectors.joining());
  }

  private static Supergraph supergraph(String... subgraphs) {
    List<SubgraphSource> sources =
        Stream.iterate(0, i -> i < subgraphs.length, i -> i + 1)
            .map(i -> new SubgraphSource("s" + i, "http://s" + i, LINK + subgraphs[i]))
            .toList();
    return switch (Composer.compose(sources)) {
      case Composition.Composed composed -> SupergraphReader.read(composed.supergraphSdl());
      case Composition.Failed failed -> throw new AssertionError(failed.errors());
    };
  }
}
