package dev.tributary.gateway;

import dev.tributary.compose.TagFilter;
import dev.tributary.compose.TagFilter.Unreachable;
import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.ContractVariant;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.RegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary contract}. */
@Command(
    name = "contract",
    description = "Variants that show a part of another variant, chosen by tags.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ContractCommand.Set.class,
      ContractCommand.Show.class,
      ContractCommand.Remove.class
    })
final class ContractCommand {

  private static GraphId variant(RegistryTask task, String name) {
    return GraphId.parse(name)
        .orElseThrow(() -> task.wrong("'" + name + "' is not a variant, such as shop@public"));
  }

  @Command(
      name = "set",
      description =
          "Makes a variant show a part of another one. It follows each publish to that from then"
              + " on.",
      mixinStandardHelpOptions = true)
  static final class Set extends RegistryTask {

    @Parameters(paramLabel = "VARIANT", description = "Such as shop@public.")
    private String name = "";

    @Option(
        names = "--source",
        required = true,
        paramLabel = "VARIANT",
        description = "The variant that it shows a part of.")
    private String source = "";

    @Option(
        names = "--include-tag",
        paramLabel = "TAG",
        description = "Show only what has one of these; may be given several times.")
    private List<String> include = new ArrayList<>();

    @Option(
        names = "--exclude-tag",
        paramLabel = "TAG",
        description = "Do not show what has one of these; may be given several times.")
    private List<String> exclude = new ArrayList<>();

    @Option(names = "--hide-unreachable", description = "Nor types that no root field leads to.")
    private boolean hideUnreachable;

    @Override
    int talk(RegistryClient client) throws IOException, InterruptedException {
      ContractVariant contract =
          new ContractVariant(
              variant(this, name),
              variant(this, source),
              new TagFilter(
                  new HashSet<>(include),
                  new HashSet<>(exclude),
                  hideUnreachable ? Unreachable.HIDDEN : Unreachable.SHOWN));
      Optional<PublishResult> refused = client.setContract(contract);
      if (refused.isPresent()) {
        return PublishAnswer.tell(
            spec(),
            contract.graph(),
            refused.get(),
            new ChangeSet(List.of(), List.of(), OptionalLong.empty(), ""),
            false);
      }
      out().println(contract.text() + ".");
      return Tributary.DONE;
    }
  }

  @Command(
      name = "show",
      description = "Tells what a contract shows.",
      mixinStandardHelpOptions = true)
  static final class Show extends RegistryTask {

    @Parameters(paramLabel = "VARIANT", description = "Such as shop@public.")
    private String name = "";

    @Override
    int talk(RegistryClient client) throws IOException, InterruptedException {
      GraphId graph = variant(this, name);
      Optional<ContractVariant> contract = client.contract(graph);
      out().println(contract.map(ContractVariant::text).orElse(graph + " is no contract") + ".");
      return contract.isPresent() ? Tributary.DONE : Tributary.FAILED;
    }
  }

  @Command(
      name = "remove",
      description = "Lets a contract be a variant like others; what it serves stays.",
      mixinStandardHelpOptions = true)
  static final class Remove extends RegistryTask {

    @Parameters(paramLabel = "VARIANT", description = "Such as shop@public.")
    private String name = "";

    @Override
    int talk(RegistryClient client) throws IOException, InterruptedException {
      GraphId graph = variant(this, name);
      client.removeContract(graph);
      out().println(graph + " is no contract any more.");
      return Tributary.DONE;
    }
  }
}
