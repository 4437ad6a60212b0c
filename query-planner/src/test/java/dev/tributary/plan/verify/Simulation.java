package dev.tributary.plan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.plan.PlanPrinter;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs plans over simulated subgraphs and compares their answers with one server's. */
final class Simulation {

  private final Supergraph supergraph;
  private final Capabilities capabilities;
  private final Set<String> labels;
  private final QueryPlanner planner;
  private final List<GraphQLSchema> schemas;

  Simulation(Supergraph supergraph, Set<String> labels) {
    this.supergraph = supergraph;
    this.labels = labels;
    this.capabilities = new Capabilities(supergraph, labels);
    this.planner = new QueryPlanner(supergraph);
    this.schemas =
        supergraph.subgraphs().stream()
            .map(subgraph -> SubgraphSchema.of(supergraph, capabilities, subgraph.id()))
            .toList();
  }

  /**
   * Fails with the smallest operation that is answered wrongly in the same way.
   *
   * @param what the document, for messages
   * @param worlds how many sets of data to try
   */
  void assertSameAnswers(
      String what, Operation operation, Map<String, @Nullable Object> variables, int worlds) {
    try {
      compare(what, operation, variables, worlds);
    } catch (AssertionError | PlanningException e) {
      Operation smallest =
          SmallestFailure.of(
              operation,
              smaller -> {
                try {
                  compare("", smaller, variables, worlds);
                  return false;
                } catch (AssertionError | PlanningException again) {
                  return again.getClass() == e.getClass();
                }
              });
      compare(what + "\nof which " + smallest.selections(), smallest, variables, worlds);
      throw e;
    }
  }

  private void compare(
      String what, Operation operation, Map<String, @Nullable Object> variables, int worlds) {
    QueryPlan plan = planner.plan(operation, labels::contains);
    assertThat(
            PlanValidator.problems(
                supergraph,
                capabilities,
                plan,
                operation.rootType(),
                name -> Boolean.TRUE.equals(variables.get(name))))
        .as(what + "\nwith " + variables + "\n" + PlanPrinter.text(plan))
        .isEmpty();
    for (int seed = 0; seed < worlds; seed++) {
      World world = new World(supergraph, capabilities, seed);
      InMemorySubgraphs subgraphs = new InMemorySubgraphs(supergraph, capabilities, world, schemas);
      Map<String, @Nullable Object> expected =
          world.answer(operation.selections(), operation.rootType(), variables);
      Map<String, @Nullable Object> actual;
      try {
        actual = PlanRun.answer(plan, operation.rootType(), subgraphs, variables);
      } catch (RuntimeException e) {
        throw new AssertionError(
            e + "\n" + what + "\nwith " + variables + "\n" + PlanPrinter.text(plan), e);
      }
      assertThat(printed(actual, operation))
          .as(what + "\nwith " + variables + "\n" + PlanPrinter.text(plan))
          .isEqualTo(printed(expected, operation));
    }
  }

  /**
   * In order; but not with conditions, where a repeated field stands at the place of its first
   * occurrence whether that holds or not.
   */
  private static String printed(@Nullable Object answer, Operation operation) {
    return operation.selections().toString().contains("(if:$")
        ? String.valueOf(sorted(answer))
        : String.valueOf(answer);
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> object -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        object.forEach((key, item) -> sorted.put((String) key, sorted(item)));
        yield sorted;
      }
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(sorted(item)));
        yield items;
      }
      case null, default -> value;
    };
  }
}
