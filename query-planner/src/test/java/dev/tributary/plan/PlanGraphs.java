package dev.tributary.plan;

import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The supergraphs of planning tests, for tests of other packages. */
public final class PlanGraphs {
  private PlanGraphs() {}

  /**
   * A case that can be planned.
   *
   * @param labels the progressive overrides that are on
   */
  public record PlanGraph(
      String title, Supergraph supergraph, Set<String> labels, String operation) {
    @Override
    public String toString() {
      return title;
    }
  }

  /** Every case under {@code plans/} over subgraphs that can answer all there is to ask. */
  public static Stream<PlanGraph> ofCases() throws IOException {
    Set<Map<String, String>> unsatisfiable =
        PlanCasesTest.cases()
            .filter(planCase -> !planCase.unplannable().isEmpty())
            .map(PlanCase::subgraphs)
            .collect(Collectors.toSet());
    return PlanCasesTest.cases()
        .filter(planCase -> !unsatisfiable.contains(planCase.subgraphs()))
        .map(PlanGraphs::of);
  }

  private static PlanGraph of(PlanCase planCase) {
    return new PlanGraph(
        planCase.toString(), planCase.supergraph(), planCase.labels(), planCase.operation());
  }

  /** Every case under {@code plans/} that has a plan. */
  public static Stream<PlanGraph> planned() throws IOException {
    return PlanCasesTest.cases()
        .filter(planCase -> planCase.unplannable().isEmpty())
        .map(PlanGraphs::of);
  }

  /** Subgraphs by chance: SDL by name. */
  public static SequencedMap<String, String> random(long seed) {
    return RandomGraph.of(seed).subgraphs();
  }

  /**
   * @param subgraphs SDL by name, as in the cases
   */
  public static Supergraph join(SequencedMap<String, String> subgraphs) {
    return SupergraphReader.read(JoinedSubgraphs.join(subgraphs));
  }
}
