package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary rollback}. */
@Command(
    name = "rollback",
    description =
        "Publishes an earlier version's subgraphs once more, as a new version. Gateways follow"
            + " within a second.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or the graph has exactly these subgraphs already",
      "1:there is no such version, or the registry cannot be asked",
      "2:wrong use"
    })
final class RollbackCommand extends RegistryTask.OfGraph {

  @Parameters(paramLabel = "VERSION", description = "The version's number, as history lists it.")
  private long version;

  @Option(names = "--message", paramLabel = "TEXT", description = "Said in the history.")
  private String message = "";

  @Option(names = "--json", description = "Report what the registry's HTTP API answers.")
  private boolean json;

  @Override
  int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
    String said = message.isEmpty() ? "back to version " + version : message;
    return PublishAnswer.tell(
        spec(), graph, client.rollBack(graph, version, said), ChangeSet.publishing(), json);
  }
}
