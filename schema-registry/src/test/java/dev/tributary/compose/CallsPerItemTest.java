package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case of {@code calls-per-item.txt}: the warnings expected, then the subgraphs. */
class CallsPerItemTest {

  private static final String LINKS =
      """

      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@inaccessible", "@provides", "@external", "@shareable"])
      """;

  private static final String CONNECT =
      """
        @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@connect"])
      """;

  static Stream<Arguments> cases() throws IOException {
    String all = Files.readString(Path.of("src/test/resources/calls-per-item.txt"));
    return Arrays.stream(all.split("(?m)^=== "))
        .filter(text -> !text.isBlank())
        .map(
            text -> {
              List<String> parts = List.of(text.split("(?m)^--- "));
              List<String> head = parts.getFirst().lines().toList();
              List<SubgraphSource> subgraphs = new ArrayList<>();
              for (String part : parts.subList(1, parts.size())) {
                int end = part.indexOf('\n');
                String name = part.substring(0, end).strip();
                subgraphs.add(
                    new SubgraphSource(
                        name,
                        "http://" + name,
                        part.substring(end + 1) + LINKS + (name.equals("rest") ? CONNECT : "")));
              }
              return Arguments.of(
                  head.getFirst(),
                  head.stream().skip(1).map(line -> line.substring("expect ".length())).toList(),
                  subgraphs);
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("What is called item by item is told:")
  void tells(String name, List<String> expected, List<SubgraphSource> subgraphs) {
    Composition composition = Composer.compose(subgraphs);
    assertThat(composition).as("%s", composition).isInstanceOf(Composition.Composed.class);
    assertThat(composition.hints())
        .filteredOn(hint -> hint.code().equals("CONNECTOR_CALLS_PER_ITEM"))
        .allSatisfy(
            hint -> {
              assertThat(hint.level()).isEqualTo(Hint.Level.WARN);
              assertThat(hint.nodes()).hasSize(1);
            })
        .extracting(hint -> hint.coordinate() + ": " + hint.message())
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
