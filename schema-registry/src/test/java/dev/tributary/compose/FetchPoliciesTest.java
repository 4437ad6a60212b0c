package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.FetchPolicies;
import dev.tributary.plan.FetchPolicy;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of {@code fetch-policies.txt}: two subgraphs, then operations, each with what is known
 * of its fetches: {@code service seconds scope}, in the order of the plan.
 */
class FetchPoliciesTest {

  private static final OperationLimits AMPLE =
      new OperationLimits(100_000, 200, 10_000, 1_000, 100, 1_000, 100_000);

  private static final String DEFINITIONS =
      """

      enum CacheControlScope { PUBLIC PRIVATE }
      directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
        on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
        import: ["@key", "@shareable", "@external", "@requires", "@interfaceObject"])
      """;

  private static Supergraph supergraph;

  private static List<String> sections() throws IOException {
    String all = Files.readString(Path.of("src/test/resources/fetch-policies.txt"));
    return Arrays.stream(all.split("(?m)^--- ")).skip(1).toList();
  }

  @BeforeAll
  static void compose() throws IOException {
    List<SubgraphSource> subgraphs = new ArrayList<>();
    for (String section : sections()) {
      if (section.startsWith("subgraph ")) {
        int end = section.indexOf('\n');
        String name = section.substring("subgraph ".length(), end).strip();
        subgraphs.add(
            new SubgraphSource(name, "http://" + name, section.substring(end + 1) + DEFINITIONS));
      }
    }
    Composition composition = Composer.compose(subgraphs);
    assertThat(composition).as("%s", composition).isInstanceOf(Composition.Composed.class);
    supergraph = SupergraphReader.read(((Composition.Composed) composition).supergraphSdl());
  }

  static Stream<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    for (String section : sections()) {
      if (section.startsWith("cases ")) {
        List<String> lines = section.lines().toList();
        int byDefault = Integer.parseInt(lines.getFirst().replaceAll("\\D", ""));
        for (String one : String.join("\n", lines.subList(1, lines.size())).split("\n\\s*\n")) {
          List<String> parts = one.strip().lines().map(String::strip).toList();
          cases.add(
              Arguments.of(
                  parts.getFirst(), byDefault, parts.get(1), parts.subList(2, parts.size())));
        }
      }
    }
    assertThat(cases).hasSizeGreaterThanOrEqualTo(30);
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("How long the answer to a fetch may be kept:")
  void isKnownFromTheSchema(String name, int byDefault, String operation, List<String> expected) {
    OperationResult read = new OperationReader(supergraph, AMPLE).read(operation, null);
    assertThat(read).as("%s", read).isInstanceOf(OperationResult.Valid.class);
    QueryPlan plan = new QueryPlanner(supergraph).plan(((OperationResult.Valid) read).operation());

    List<FetchPolicy> policies = new FetchPolicies(supergraph, _ -> byDefault).of(plan);

    List<String> told = new ArrayList<>();
    for (int step = 0; step < policies.size(); step++) {
      told.add(plan.steps().get(step).subgraph().service() + " " + policies.get(step));
    }
    assertThat(told).containsExactlyElementsOf(expected);
  }
}
