package dev.tributary.gateway;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.PublishReport;
import dev.tributary.registry.SupergraphVersion;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary history}. */
@Command(
    name = "history",
    description = "Lists a graph's versions, newest first.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the registry cannot be asked", "2:wrong use"})
final class HistoryCommand implements Callable<Integer> {

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many; default 20.")
  private int limit;

  @Option(
      names = "--before",
      paramLabel = "VERSION",
      description = "Only versions with a lower number.")
  private long before = Long.MAX_VALUE;

  @Option(names = "--json", description = "Report as one JSON list.")
  private boolean json;

  @Mixin private RegistryArguments registry = new RegistryArguments();
  @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GraphId id = graph.id();
    return registry.talk(
        client -> {
          List<SupergraphVersion> versions = client.history(id, before, limit);
          var out = spec.commandLine().getOut();
          if (json) {
            out.println(PublishReport.json(versions));
          } else {
            out.print(PublishReport.text(versions));
          }
          return Tributary.DONE;
        });
  }
}
