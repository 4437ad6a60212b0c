package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Mixin private ProposedSchema subgraph = new ProposedSchema();

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
    ChangeSet changes = subgraph.change().withMessage(message);
    return registry.talk(
        client -> PublishAnswer.tell(spec, id, client.publish(id, changes), changes, json));
  }
}
