package dev.tributary.gateway;

import dev.tributary.registry.GraphId;
import dev.tributary.registry.PublishReport;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.SupergraphVersion;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary history}. */
@Command(
    name = "history",
    description = "Lists a graph's versions, newest first.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the registry cannot be asked", "2:wrong use"})
final class HistoryCommand extends RegistryTask.OfGraph {

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

  @Override
  int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
    List<SupergraphVersion> versions = client.history(graph, before, limit);
    if (json) {
      out().println(PublishReport.json(versions));
    } else {
      out().print(PublishReport.text(versions));
    }
    return Tributary.DONE;
  }
}
