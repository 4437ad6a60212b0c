package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.subgraph.SubgraphSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositionReportTest {
  private static final List<SubgraphSource> UNSHARED =
      List.of(
          new SubgraphSource("a", "", federation("type Query {\n  x: Int\n}")),
          new SubgraphSource("b", "", federation("type Query {\n\tx: Int @shareable\n}")));

  @Test
  void showsWhereAnErrorStandsInEachSubgraph() {
    CompositionReport report = new CompositionReport(Composer.compose(UNSHARED), UNSHARED);

    assertThat(report.text(Hint.Level.WARN))
        .isEqualTo(
            """
            error[INVALID_FIELD_SHARING]: "Query.x" is resolved by "a" and "b", and is not marked @shareable in "a". Mark it there, or resolve it in one subgraph only (@override moves it).
              --> a:3:3
              |
            3 |   x: Int
              |   ^
              --> b:3:2
              |
            3 | \tx: Int @shareable
              | \t^

            Not composed: 1 error, no hints.
            """);
  }

  @Test
  void writesTheSameAsJson() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(new CompositionReport(Composer.compose(UNSHARED), UNSHARED).json());

    assertThat(json.at("/composed").asBoolean()).isFalse();
    assertThat(json.at("/errors/0/code").asText()).isEqualTo("INVALID_FIELD_SHARING");
    assertThat(json.at("/errors/0/coordinate").asText()).isEqualTo("Query.x");
    assertThat(json.at("/errors/0/locations/1").toString())
        .isEqualTo("{\"subgraph\":\"b\",\"line\":3,\"column\":2}");
    assertThat(json.at("/hints").isEmpty()).isTrue();
  }

  @Test
  void keepsThePlaceInSightOnALongLine() {
    List<SubgraphSource> sources =
        List.of(new SubgraphSource("a", "", "type Query { x: Int " + "y: Int ".repeat(60) + "}"));
    String text = new CompositionReport(Composer.compose(sources), sources).text(Hint.Level.WARN);

    assertThat(text.lines().mapToInt(String::length).max().orElseThrow()).isLessThan(200);
    assertThat(text).contains("Not composed: 59 errors");
  }

  private static String federation(String sdl) {
    return "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.3\", import:"
        + " [\"@shareable\"])\n"
        + sdl;
  }
}
