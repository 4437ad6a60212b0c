package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.supergraph.Supergraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fields that are filled from a context. What they answer depends on where they stand, which the
 * simulated subgraphs know nothing of, so their cases are planned here and run by the gateway's
 * tests.
 */
class ContextPlansTest {

  private static final Path CASES = Path.of("src/test/resources/plans/context");

  static Stream<PlanCase> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      List<Path> sorted = files.sorted().toList();
      return sorted.stream().map(PlanCase::read);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheExpectedPlan(PlanCase planCase) {
    Supergraph supergraph = planCase.supergraph();
    QueryPlan plan = new QueryPlanner(supergraph).plan(planCase.operation(supergraph));
    String printed = PlanPrinter.text(plan);
    if (Boolean.getBoolean("golden.update")) {
      planCase.update(printed);
      return;
    }
    assertThat(printed.strip()).isEqualTo(planCase.plan());
  }
}
