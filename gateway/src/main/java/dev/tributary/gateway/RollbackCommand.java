package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class RollbackCommand implements Callable<Integer> {

  @Parameters(paramLabel = "VERSION", description = "The version's number, as history lists it.")
  private long version;

  @Option(names = "--message", paramLabel = "TEXT", description = "Said in the history.")
  private String message = "";

  @Option(names = "--json", description = "Report what the registry's HTTP API answers.")
  private boolean json;

  @Mixin private RegistryArguments registry = new RegistryArguments();
  @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GraphId id = graph.id();
    String said = message.isEmpty() ? "back to version " + version : message;
    return registry.talk(
        client ->
            PublishAnswer.tell(
                spec, id, client.rollBack(id, version, said), ChangeSet.publishing(), json));
  }
}
