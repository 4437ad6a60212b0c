package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class PublishCommand extends RegistryTask.OfGraph {

  @Mixin private ProposedSchema subgraph = new ProposedSchema();

  @Option(names = "--message", paramLabel = "TEXT", description = "Said in the history.")
  private String message = "";

  @Option(
      names = "--json",
      description = "Report on standard output what the registry's HTTP API answers.")
  private boolean json;

  @Override
  int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
    ChangeSet changes = subgraph.change().withMessage(message);
    return PublishAnswer.tell(spec(), graph, client.publish(graph, changes), changes, json);
  }
}
