package dev.tributary.gateway;

import dev.tributary.connect.Connectors;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.operation.RequestError;
import dev.tributary.plan.PlanPrinter;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.nio.file.Path;
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
      "1:the operation is not valid, or the supergraph is not",
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

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    Supergraph supergraph;
    try {
      supergraph =
          Connectors.expand(SupergraphReader.read(InputException.read(supergraphFile)))
              .supergraph();
    } catch (InvalidSupergraphException e) {
      e.problems().forEach(problem -> err.println(supergraphFile + ": " + problem));
      return Tributary.FAILED;
    }
    OperationReader reader = new OperationReader(supergraph, OperationLimits.DEFAULT);
    return switch (reader.read(InputException.read(operationFile), operationName)) {
      case OperationResult.Invalid invalid -> {
        for (RequestError error : invalid.errors()) {
          String at =
              error.locations().isEmpty()
                  ? ""
                  : ":"
                      + error.locations().getFirst().line()
                      + ":"
                      + error.locations().getFirst().column();
          err.println(operationFile + at + ": " + error.message() + " [" + error.code() + "]");
        }
        yield Tributary.FAILED;
      }
      case OperationResult.Valid valid -> {
        QueryPlan plan = new QueryPlanner(supergraph).plan(valid.operation());
        out.println(json ? PlanPrinter.json(plan) : PlanPrinter.text(plan));
        yield Tributary.DONE;
      }
    };
  }
}
