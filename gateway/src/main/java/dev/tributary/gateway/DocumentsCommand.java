package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.registry.DocumentSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RemoteDocuments.Addition;
import dev.tributary.registry.SettingProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary documents}. */
@Command(
    name = "documents",
    description = "Adds, lists and removes the trusted documents of a graph in a registry.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DocumentsCommand.Push.class,
      DocumentsCommand.ListDocuments.class,
      DocumentsCommand.Remove.class
    })
final class DocumentsCommand {

  private static final JsonMapper JSON = new JsonMapper();

  @Command(
      name = "push",
      description = {
        "Adds the documents of a manifest: a JSON object of texts by id, or a persisted query"
            + " manifest. Those that are there stay.",
        "Gateways that take the registry's documents run them within a second."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:they are trusted", "1:the registry refuses", "2:wrong use"})
  static final class Push extends RegistryTask.OfGraph {

    @Parameters(paramLabel = "FILE", description = "The manifest.")
    private Path file = Path.of("");

    @Option(names = "--unchecked", description = "Without holding them against what is published.")
    private boolean unchecked;

    @Option(names = "--json", description = "Report as JSON.")
    private boolean json;

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      JsonNode manifest = manifest();
      return switch (client.documents().add(graph, manifest, !unchecked)) {
        case Addition.Added added -> told(added);
        case Addition.Invalid(List<SettingProblem> problems) ->
            refused("no document was added", problems);
      };
    }

    private JsonNode manifest() {
      try {
        return JSON.readTree(InputException.read(file));
      } catch (JsonProcessingException e) {
        throw new InputException(file + " is not JSON");
      }
    }

    private int told(Addition.Added added) {
      out()
          .println(
              json
                  ? added.json()
                  : "Added %d documents; %d are trusted now."
                      .formatted(added.added(), added.documents()));
      return Tributary.DONE;
    }
  }

  @Command(
      name = "list",
      description = "Lists the trusted documents of a graph by id.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:done", "1:the registry cannot be asked", "2:wrong use"})
  static final class ListDocuments extends RegistryTask.OfGraph {

    @Option(names = "--json", description = "With their texts, as JSON.")
    private boolean json;

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      DocumentSet all = client.documents().documents(graph);
      if (json) {
        out().println(all.text());
      } else {
        all.documents()
            .forEach(
                one ->
                    out().println("%s  %s  %s".formatted(one.id(), one.addedAt(), one.addedBy())));
      }
      return Tributary.DONE;
    }
  }

  @Command(
      name = "remove",
      description = "Removes a trusted document. Gateways refuse it within a second.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:it is removed", "1:there is no such document", "2:wrong use"})
  static final class Remove extends RegistryTask.OfGraph {

    @Parameters(paramLabel = "ID", description = "As list tells it.")
    private String id = "";

    @Override
    int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
      if (!id.matches("[A-Za-z0-9][A-Za-z0-9._:~=-]{0,127}")) {
        throw wrong("'" + id + "' is not a document's id");
      }
      client.documents().remove(graph, id);
      out().println("Removed " + id + ".");
      return Tributary.DONE;
    }
  }
}
