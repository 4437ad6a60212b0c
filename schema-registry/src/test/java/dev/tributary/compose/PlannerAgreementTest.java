package dev.tributary.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Composition proves with a search of its own that every field can be answered, and the planner
 * searches for how. They must not disagree: what is proved can be planned, and what is refused
 * cannot.
 */
class PlannerAgreementTest {

  private static final OperationLimits AMPLE =
      new OperationLimits(100_000, 200, 10_000, 1_000, 100, 1_000, 100_000);

  static Stream<CompositionFixture> fixtures() {
    return CompositionFixture.all("compose").stream();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void whatIsProvedCanBePlannedAndWhatIsRefusedCannot(CompositionFixture fixture) {
    assertThat(disagreements(fixture.subgraphs())).isEmpty();
  }

  /**
   * Here only what is proved is looked at. Of a union that several subgraphs answer for, the
   * planner leaves out members that not all of them know, and asks nothing for these; composition
   * refuses what cannot be had of such a member.
   */
  @Property(tries = 300, seed = "20261125")
  void whatIsProvedOfRandomGraphsCanBePlanned(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int subgraphs,
      @ForAll @IntRange(min = 1, max = 4) int entities) {
    List<SubgraphSource> sources = new RaggedGraph(seed, subgraphs, entities).subgraphs();

    assertThat(disagreements(sources))
        .as(() -> print(sources))
        .filteredOn(disagreement -> disagreement.startsWith("proved"))
        .isEmpty();
  }

  private static String print(List<SubgraphSource> sources) {
    return sources.stream()
        .map(source -> "--- subgraph " + source.name() + "\n" + source.sdl())
        .collect(Collectors.joining());
  }

  private static List<String> disagreements(List<SubgraphSource> sources) {
    Problems problems = new Problems();
    Composer.Merged merged = Composer.merge(sources, problems);
    if (merged == null) {
      return List.of();
    }
    Supergraph supergraph = SupergraphReader.read(merged.sdl());
    QueryPlanner planner = new QueryPlanner(supergraph);
    OperationReader reader = new OperationReader(supergraph, AMPLE);
    List<String> disagreements = new ArrayList<>();
    Satisfiability.check(
        supergraph,
        merged.schema().participants(),
        problems,
        (satisfiable, labels, field, witness) -> {
          String refusal = refusal(reader, planner, labels, witness);
          // What a field requires has to be had from where the field is; the planner takes it from
          // where it was read before, too.
          boolean stricter =
              !satisfiable && field.in().values().stream().anyMatch(in -> in.requires() != null);
          if (satisfiable == (refusal != null) && !stricter) {
            disagreements.add((satisfiable ? "proved: " : "refused: ") + witness + "\n" + refusal);
          }
        });
    return disagreements;
  }

  private static @Nullable String refusal(
      OperationReader reader, QueryPlanner planner, Set<String> labels, String witness) {
    OperationResult result = reader.read(witness, null);
    if (!(result instanceof OperationResult.Valid(Operation operation))) {
      return "is no valid operation: " + result;
    }
    try {
      planner.plan(operation, labels::contains);
      return null;
    } catch (PlanningException e) {
      return e.getMessage();
    }
  }
}
