package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.operation.Operation;
import dev.tributary.supergraph.Supergraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case under {@code plans/} gets the plan that it says.
 *
 * <p>Run with {@code -Dgolden.update=true} to write the plans down anew; then review the
 * difference.
 */
class PlanCasesTest {

  private static final Path CASES = Path.of("src/test/resources/plans");

  static Stream<PlanCase> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      List<Path> sorted = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      return sorted.stream()
          .map(PlanCase::read)
          .filter(planCase -> !planCase.operation().isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheExpectedPlan(PlanCase planCase) {
    Supergraph supergraph = planCase.supergraph();
    Operation operation = planCase.operation(supergraph);
    QueryPlanner planner = new QueryPlanner(supergraph);
    if (!planCase.unplannable().isEmpty()) {
      assertThatThrownBy(() -> planner.plan(operation))
          .isInstanceOf(PlanningException.class)
          .hasMessageContaining(planCase.unplannable());
      return;
    }
    QueryPlan plan = planner.plan(operation, planCase.labels()::contains);
    String printed = PlanPrinter.text(plan);
    if (Boolean.getBoolean("golden.update")) {
      planCase.update(printed);
      return;
    }
    assertThat(printed.strip()).isEqualTo(planCase.plan());
  }

  @Test
  void thereAreCases() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(30);
  }
}
