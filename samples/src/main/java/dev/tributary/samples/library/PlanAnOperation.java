package dev.tributary.samples.library;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RequestError;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.PlanPrinter;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.util.List;
import java.util.stream.Collectors;

/** Plans operations over one supergraph, and prints the plan and the calls that it makes. */
public final class PlanAnOperation {

  private final OperationReader reader;
  private final QueryPlanner planner;

  /**
   * @param supergraphSdl of any Federation 2 composer
   */
  public PlanAnOperation(String supergraphSdl) {
    Supergraph supergraph = SupergraphReader.read(supergraphSdl);
    reader = new OperationReader(supergraph, OperationLimits.DEFAULT);
    planner = new QueryPlanner(supergraph);
  }

  /** The plan as a tree and as a list of calls, or the errors in the document. */
  public String plan(String document) {
    return switch (reader.read(document, null)) {
      case OperationResult.Valid(Operation operation) -> {
        QueryPlan plan = planner.plan(operation);
        yield PlanPrinter.text(plan) + calls(plan);
      }
      case OperationResult.Invalid(List<RequestError> errors) ->
          errors.stream()
              .map(error -> error.code() + ": " + error.message() + "\n")
              .collect(Collectors.joining());
    };
  }

  /** Each upstream call: which service is sent what, and after which other calls. */
  private static String calls(QueryPlan plan) {
    return plan.steps().stream()
        .map(
            (FetchStep step) ->
                "%d. %s, after %s: %s\n"
                    .formatted(
                        step.id(), step.subgraph().name(), step.dependsOn(), step.document()))
        .collect(Collectors.joining());
  }

  public static void main(String[] arguments) {
    String supergraph = ComposeSubgraphs.compose(ComposeSubgraphs.subgraphs());
    PlanAnOperation example = new PlanAnOperation(supergraph);
    System.out.print(example.plan("{ bestsellers { title stars } }"));
  }
}
