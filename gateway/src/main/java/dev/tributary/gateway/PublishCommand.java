package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishReport;
import dev.tributary.registry.PublishResult;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary publish}. */
@Command(
    name = "publish",
    description =
        "Publishes a subgraph's schema to a registry. Gateways that follow the graph serve it"
            + " within a second.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:published, or already there",
      "1:refused: it does not compose, the token is not good, or the registry cannot be reached",
      "2:wrong use, or a file cannot be read"
    })
final class PublishCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The subgraph's name.")
  private String name = "";

  @Option(
      names = "--schema",
      required = true,
      paramLabel = "FILE",
      description = "The subgraph's schema.")
  private Path schema = Path.of("");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where gateways reach the service. When left out, the one it has is kept.")
  private @Nullable String url;

  @Option(names = "--message", paramLabel = "TEXT", description = "Said in the history.")
  private String message = "";

  @Option(
      names = "--json",
      description = "Report on standard output what the registry's HTTP API answers.")
  private boolean json;

  @Mixin private RegistryArguments registry = new RegistryArguments();
  @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GraphId id = graph.id();
    String sdl = InputException.read(schema);
    ChangeSet changes =
        ChangeSet.publishing(new ProposedSubgraph(name, Optional.ofNullable(url), sdl))
            .withMessage(message);
    return registry.talk(
        client -> {
          PublishResult result = client.publish(id, changes);
          if (json) {
            spec.commandLine().getOut().println(PublishReport.json(result));
          } else {
            tell(id, result, changes);
          }
          return switch (result) {
            case PublishResult.Published published -> Tributary.DONE;
            case PublishResult.Unchanged unchanged -> Tributary.DONE;
            case PublishResult.Refused refused -> Tributary.FAILED;
            case PublishResult.Stale stale -> Tributary.FAILED;
            case PublishResult.Invalid invalid -> Tributary.FAILED;
          };
        });
  }

  /** What was done goes to standard output, what keeps it from being done to standard error. */
  private void tell(GraphId id, PublishResult result, ChangeSet changes) {
    boolean done =
        result instanceof PublishResult.Published || result instanceof PublishResult.Unchanged;
    var writer = done ? spec.commandLine().getOut() : spec.commandLine().getErr();
    writer.print(PublishReport.text(result, id, changes));
    writer.flush();
  }
}
