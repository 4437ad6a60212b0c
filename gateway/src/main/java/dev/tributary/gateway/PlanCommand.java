package dev.tributary.gateway;

import dev.tributary.plan.PlanPrinter;
import dev.tributary.plan.PlanningException;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary plan}. */
@Command(
    name = "plan",
    description = "Prints how the gateway would answer an operation: which calls, in what order.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:planned",
      "1:the operation is not valid or cannot be planned, or the supergraph is not valid",
      "2:wrong use, or a file cannot be read"
    })
final class PlanCommand implements Callable<Integer> {

  @Option(
      names = "--supergraph",
      required = true,
      paramLabel = "FILE",
      description = "Supergraph SDL.")
  private Path supergraphFile;

  @Option(
      names = "--operation",
      required = true,
      paramLabel = "FILE",
      description = "GraphQL document.")
  private Path operationFile;

  @Option(
      names = "--operation-name",
      paramLabel = "NAME",
      description = "Which operation, when the document has several.")
  private @Nullable String operationName;

  @Option(
      names = "--override-label",
      paramLabel = "LABEL",
      description = "A progressive override that is on, by its label; may be given several times.")
  private List<String> labels = new ArrayList<>();

  /** What of a plan is printed. */
  enum View {
    /** The tree of calls with what each asks for. */
    text,
    /** All of it. */
    json,
    /** A line per call. */
    stages
  }

  @Option(
      names = "--show",
      paramLabel = "VIEW",
      defaultValue = "text",
      description =
          "text: the calls as a tree, with what each asks for; stages: what runs together and how"
              + " many calls there are; json: everything. Default: ${DEFAULT-VALUE}.")
  private View view = View.text;

  @Option(names = "--json", description = "Short for --show json.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    OperationInput input = OperationInput.read(supergraphFile, operationFile, operationName, err);
    if (input == null) {
      return Tributary.FAILED;
    }
    QueryPlanner planner = new QueryPlanner(input.supergraph());
    checkLabels(planner.overrideLabels());
    try {
      out.println(print(planner.plan(input.operation(), labels::contains)));
      return Tributary.DONE;
    } catch (PlanningException unplannable) {
      err.println("error[UNPLANNABLE]: " + unplannable.getMessage());
      return Tributary.FAILED;
    }
  }

  private void checkLabels(Set<String> known) {
    for (String label : labels) {
      if (!known.contains(label)) {
        throw new InputException(
            "the supergraph has no override with the label '"
                + label
                + (known.isEmpty() ? "', nor any other" : "'; it has " + String.join(", ", known)));
      }
    }
  }

  private String print(QueryPlan plan) {
    String text =
        switch (json ? View.json : view) {
          case text -> PlanPrinter.text(plan);
          case json -> PlanPrinter.json(plan);
          case stages -> PlanPrinter.stages(plan);
        };
    return text.stripTrailing();
  }
}
