package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.supergraph.Supergraph;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Interfaces without a single object type. There is no object to simulate, so their cases stand
 * apart from those that are run.
 */
class UnimplementedInterfacesTest {

  private static final Path CASES = Path.of("src/test/resources/plans/unimplemented");

  @ParameterizedTest
  @ValueSource(strings = {"interface-object.txt", "interface-declared.txt"})
  void areAskedForWhatTheirServiceDeclares(String file) {
    PlanCase planCase = PlanCase.read(CASES.resolve(file));

    assertThat(PlanPrinter.text(plan(planCase)).strip()).isEqualTo(planCase.plan());
  }

  @Test
  void cannotBeAskedForWhatOnlyOthersDeclare() {
    PlanCase planCase = PlanCase.read(CASES.resolve("interface.txt"));

    assertThatThrownBy(() -> plan(planCase))
        .isInstanceOf(PlanningException.class)
        .hasMessageContaining(planCase.unplannable());
  }

  private static QueryPlan plan(PlanCase planCase) {
    Supergraph supergraph = planCase.supergraph();
    return new QueryPlanner(supergraph).plan(planCase.operation(supergraph));
  }
}
