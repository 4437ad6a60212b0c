package dev.tributary.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.registry.DocumentSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RemoteDocuments.Addition;
import dev.tributary.registry.SettingProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class DocumentsCommand implements Runnable {

  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: push, list or remove");
  }

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
  static final class Push implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The manifest.")
    private Path file = Path.of("");

    @Option(names = "--unchecked", description = "Without holding them against what is published.")
    private boolean unchecked;

    @Option(names = "--json", description = "Report as JSON.")
    private boolean json;

    @Mixin private RegistryArguments registry = new RegistryArguments();
    @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      GraphId id = graph.id();
      JsonNode manifest = manifest();
      return registry.talk(
          client ->
              switch (client.documents().add(id, manifest, !unchecked)) {
                case Addition.Added added -> told(added);
                case Addition.Invalid(List<SettingProblem> problems) ->
                    ClientCommand.refused(spec, "no document was added", problems);
              });
    }

    private JsonNode manifest() {
      try {
        return JSON.readTree(InputException.read(file));
      } catch (JsonProcessingException e) {
        throw new InputException(file + " is not JSON");
      }
    }

    private int told(Addition.Added added) {
      spec.commandLine()
          .getOut()
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
  static final class ListDocuments implements Callable<Integer> {

    @Option(names = "--json", description = "With their texts, as JSON.")
    private boolean json;

    @Mixin private RegistryArguments registry = new RegistryArguments();
    @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      GraphId id = graph.id();
      return registry.talk(
          client -> {
            DocumentSet all = client.documents().documents(id);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
              out.println(all.text());
            } else {
              all.documents()
                  .forEach(
                      one ->
                          out.println(
                              "%s  %s  %s".formatted(one.id(), one.addedAt(), one.addedBy())));
            }
            return Tributary.DONE;
          });
    }
  }

  @Command(
      name = "remove",
      description = "Removes a trusted document. Gateways refuse it within a second.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:it is removed", "1:there is no such document", "2:wrong use"})
  static final class Remove implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "As list tells it.")
    private String id = "";

    @Mixin private RegistryArguments registry = new RegistryArguments();
    @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      if (!id.matches("[A-Za-z0-9][A-Za-z0-9._:~=-]{0,127}")) {
        throw new ParameterException(spec.commandLine(), "'" + id + "' is not a document's id");
      }
      GraphId of = graph.id();
      return registry.talk(
          client -> {
            client.documents().remove(of, id);
            spec.commandLine().getOut().println("Removed " + id + ".");
            return Tributary.DONE;
          });
    }
  }
}
