package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.plan.Projection.Projected;
import dev.tributary.plan.Projection.ProjectedField;
import dev.tributary.supergraph.Supergraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProjectionConditionsTest {

  private static final Supergraph GRAPH =
      PlanGraphs.join(
          new LinkedHashMap<>(
              Map.of(
                  "shelf",
                  "type Query { media: [Media] } interface Media { title: String }"
                      + " type Book implements Media { title: String }"
                      + " type Film implements Media { title: String }")));

  @Test
  void aFieldThatIsThereForAllTypesInEqualCasesIsReadOnceForAll() {
    List<Projected> below =
        below(
            "query($a: Boolean!, $b: Boolean!) { media { title @include(if: $a)"
                + " ... on Book @include(if: $b) { title @include(if: $a) } } }");
    assertThat(below).hasSize(1);
    assertThat(below.getFirst().runtimeTypes()).isEmpty();
    assertThat(below.getFirst().condition()).hasToString("$a");
  }

  @Test
  void aFieldThatIsThereForSomeTypesInMoreCasesIsReadForEach() {
    List<Projected> below =
        below(
            "query($a: Boolean!, $b: Boolean!) { media { title @include(if: $a)"
                + " ... on Book @include(if: $b) { title } } }");
    assertThat(below)
        .extracting(Projected::condition)
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("$a", "($a | $b)");
  }

  private static List<Projected> below(String document) {
    QueryPlan plan = new QueryPlanner(GRAPH).plan(PlanCase.operation(GRAPH, document));
    ProjectedField media = (ProjectedField) plan.projection().selections().getFirst();
    return Objects.requireNonNull(media.selections()).selections();
  }
}
