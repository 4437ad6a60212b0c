package dev.tributary.gateway;

import dev.tributary.check.SchemaChange;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.CheckResult;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.PublishReport;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.RegistryClient;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary check}. */
@Command(
    name = "check",
    description =
        "Asks a registry what publishing a subgraph's schema would come to: whether it composes,"
            + " and what it would break for clients. Stores nothing.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it composes, and changes nothing in use that --fail-on names",
      "1:it does not, or the registry cannot be asked",
      "2:wrong use, or a file cannot be read"
    })
final class CheckCommand extends RegistryTask.OfGraph {

  /** The mildest change that fails a check. */
  enum FailOn {
    BREAKING,
    DANGEROUS,
    NEVER;

    boolean isMetBy(SchemaChange change) {
      return switch (change.severity()) {
        case BREAKING -> this != NEVER;
        case DANGEROUS -> this == DANGEROUS;
        case SAFE -> false;
      };
    }
  }

  @Mixin private ProposedSchema subgraph = new ProposedSchema();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "breaking",
      description = "breaking (the default), dangerous, or never: what is only told.")
  private FailOn failOn = FailOn.BREAKING;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Measures changes against what clients ran in so many days (default 30): what nobody used"
              + " fails no check.")
  private int days = 30;

  @Option(names = "--json", description = "Report what the registry's HTTP API answers.")
  private boolean json;

  @Option(
      names = "--github",
      description = "Report as annotations of GitHub's workflow commands as well.")
  private boolean github;

  @Override
  int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
    ChangeSet changes = subgraph.change();
    CheckResult result = client.check(graph, changes, days);
    tell(result, graph, changes);
    return isPassed(result) ? Tributary.DONE : Tributary.FAILED;
  }

  private boolean isPassed(CheckResult result) {
    return switch (result) {
      case CheckResult.Composes composes ->
          (failOn == FailOn.NEVER || composes.usage().replay().broken().isEmpty())
              && composes.schemaChanges().stream()
                  .noneMatch(
                      change -> failOn.isMetBy(change) && !composes.usage().isUnused(change));
      case CheckResult.NotPublished(PublishResult why) -> why instanceof PublishResult.Unchanged;
    };
  }

  private void tell(CheckResult result, GraphId graph, ChangeSet changes) {
    if (json) {
      out().println(PublishReport.json(result));
      return;
    }
    out().print(PublishReport.text(result, graph, changes));
    if (github) {
      out().print(PublishReport.annotations(result, subgraph.file().toString()));
    }
  }
}
