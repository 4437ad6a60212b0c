package dev.tributary.gateway;

import dev.tributary.registry.ChangeSet;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.ProposedSubgraph;
import dev.tributary.registry.PublishReport;
import dev.tributary.registry.PublishResult;
import dev.tributary.registry.RegistryClient;
import dev.tributary.registry.RegistryRefusalException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
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

  @Parameters(paramLabel = "NAME", description = "The subgraph's name.")
  private String name = "";

  @Option(
      names = "--schema",
      required = true,
      paramLabel = "FILE",
      description = "The subgraph's schema.")
  private Path schema = Path.of("");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where gateways reach the service. When left out, the one it has is kept.")
  private @Nullable String url;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "${env:TRIBUTARY_REGISTRY:-http://127.0.0.1:4001}",
      description = "The registry; default $TRIBUTARY_REGISTRY or http://127.0.0.1:4001.")
  private String registry = "";

  @Option(
      names = "--graph",
      paramLabel = "GRAPH",
      defaultValue = "${env:TRIBUTARY_GRAPH:-main}",
      description = "The graph, such as shop or shop@staging; default $TRIBUTARY_GRAPH or main.")
  private String graph = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with a token that may publish; default is $TRIBUTARY_TOKEN's value.")
  private @Nullable Path tokenFile;

  @Option(names = "--message", paramLabel = "TEXT", description = "Said in the history.")
  private String message = "";

  @Option(
      names = "--json",
      description = "Report on standard output what the registry's HTTP API answers.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GraphId id =
        GraphId.parse(graph)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "'" + graph + "' is not a graph's name"));
    String sdl = InputException.read(schema);
    ChangeSet changes =
        ChangeSet.publishing(new ProposedSubgraph(name, Optional.ofNullable(url), sdl))
            .withMessage(message);
    try (RegistryClient client = client()) {
      PublishResult result = client.publish(id, changes);
      if (json) {
        spec.commandLine().getOut().println(PublishReport.json(result));
      } else {
        tell(id, result, changes);
      }
      spec.commandLine().getOut().flush();
      return switch (result) {
        case PublishResult.Published published -> Tributary.DONE;
        case PublishResult.Unchanged unchanged -> Tributary.DONE;
        case PublishResult.Refused refused -> Tributary.FAILED;
        case PublishResult.Stale stale -> Tributary.FAILED;
        case PublishResult.Invalid invalid -> Tributary.FAILED;
      };
    } catch (RegistryRefusalException e) {
      return failed(e.getMessage() + (e.code().isEmpty() ? "" : " [" + e.code() + "]"));
    } catch (IOException e) {
      return failed("the registry at " + registry + " cannot be reached");
    }
  }

  private int failed(String why) {
    spec.commandLine().getErr().println("tributary: " + why);
    return Tributary.FAILED;
  }

  private RegistryClient client() {
    String token =
        tokenFile != null
            ? InputException.read(tokenFile).strip()
            : System.getenv("TRIBUTARY_TOKEN");
    if (token == null || token.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "a token is needed: --token-file FILE, or TRIBUTARY_TOKEN");
    }
    try {
      return new RegistryClient(URI.create(registry), token);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--registry or token: " + e.getMessage());
    }
  }

  /** What was done goes to standard output, what keeps it from being done to standard error. */
  private void tell(GraphId id, PublishResult result, ChangeSet changes) {
    boolean done =
        result instanceof PublishResult.Published || result instanceof PublishResult.Unchanged;
    var writer = done ? spec.commandLine().getOut() : spec.commandLine().getErr();
    writer.print(PublishReport.text(result, id, changes));
    writer.flush();
  }
}
