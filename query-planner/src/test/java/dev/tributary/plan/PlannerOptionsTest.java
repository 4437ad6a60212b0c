package dev.tributary.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.plan.PlannerOptions.OperationNames;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What can be chosen of how a plan is written. */
class PlannerOptionsTest {

  private static final String TWO_PLACES =
      "query Homes($of: ID) { owner(id: $of) { house { rooms } } agent { house { rooms } } }";

  private final Supergraph supergraph =
      SupergraphReader.read(
          JoinedSubgraphs.join(
              new LinkedHashMap<>(
                  Map.of(
                      "people-1",
                      "type Query { owner(id: ID): Person agent: Agent }"
                          + " type Person { house: House } type Agent { house: House }"
                          + " type House @key(fields: \"id\") { id: ID! }",
                      "houses",
                      "type House @key(fields: \"id\") { id: ID! rooms: Int }"))));

  @Test
  void operationsHaveNoNameUnlessAskedFor() {
    QueryPlan plan = plan(PlannerOptions.DEFAULT, TWO_PLACES);
    assertThat(plan.steps()).allMatch(step -> step.operationName() == null);
    assertThat(plan.steps().getFirst().document()).startsWith("query($of:ID){");
  }

  @Test
  void operationsAreNamedAfterTheClientsTheSubgraphAndTheStep() {
    QueryPlan plan = plan(named(), TWO_PLACES);
    assertThat(plan.steps().stream().map(FetchStep::operationName))
        .containsExactly("Homes__people_1__0", "Homes__houses__1");
    assertThat(plan.steps())
        .allMatch(
            step ->
                step.document()
                    .startsWith("query " + Objects.requireNonNull(step.operationName()) + "("));
  }

  @Test
  void anOperationWithoutVariablesIsNamedToo() {
    QueryPlan plan = plan(named(), "query Agents { agent { house { id } } }");
    assertThat(plan.steps().getFirst().document())
        .isEqualTo("query Agents__people_1__0{agent{house{id}}}");
  }

  @Test
  void whatHasNoNameIsGivenNone() {
    QueryPlan plan = plan(named(), "{ agent { house { id } } }");
    assertThat(plan.steps().getFirst().document()).isEqualTo("{agent{house{id}}}");
  }

  @Test
  void placesShareACallUnlessTheServiceIsToBeAskedForEachAlone() {
    assertThat(subgraphs(plan(PlannerOptions.DEFAULT, TWO_PLACES)))
        .containsExactly("people-1", "houses");
    PlannerOptions apart =
        new PlannerOptions(OperationNames.NONE, service -> !service.equals("houses"));
    QueryPlan plan = plan(apart, TWO_PLACES);
    assertThat(subgraphs(plan)).containsExactly("people-1", "houses", "houses");
    assertThat(plan.steps().stream().map(FetchStep::dependsOn))
        .containsExactly(List.of(), List.of(0), List.of(0));
    assertThat(plan.steps().getLast().document()).doesNotContain("e2:");
  }

  private static PlannerOptions named() {
    return new PlannerOptions(OperationNames.CLIENT, service -> true);
  }

  private static List<String> subgraphs(QueryPlan plan) {
    return plan.steps().stream().map(step -> step.subgraph().name()).toList();
  }

  private QueryPlan plan(PlannerOptions options, String document) {
    return new QueryPlanner(supergraph, options).plan(PlanCase.operation(supergraph, document));
  }
}
