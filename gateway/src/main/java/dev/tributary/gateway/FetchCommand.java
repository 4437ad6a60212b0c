package dev.tributary.gateway;

import dev.tributary.registry.Delivery;
import dev.tributary.registry.GraphId;
import dev.tributary.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary fetch}. */
@Command(
    name = "fetch",
    description = "Fetches the supergraph that gateways are to serve.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:nothing was published to the graph, or the registry cannot be asked",
      "2:wrong use, or the file cannot be written"
    })
final class FetchCommand extends RegistryTask.OfGraph {

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the supergraph there instead of to standard output.")
  private @Nullable Path output;

  @Override
  int talk(RegistryClient client, GraphId graph) throws IOException, InterruptedException {
    return switch (client.supergraph(graph, Optional.empty(), Duration.ZERO)) {
      case Delivery.Supergraph supergraph -> {
        write(supergraph);
        yield Tributary.DONE;
      }
      case Delivery.NothingPublished _, Delivery.NotModified _ -> {
        err().println("tributary: nothing was published to " + graph);
        yield Tributary.FAILED;
      }
    };
  }

  private void write(Delivery.Supergraph supergraph) {
    if (output == null) {
      out().print(supergraph.sdl());
      return;
    }
    try {
      Files.writeString(output, supergraph.sdl());
    } catch (IOException e) {
      throw new InputException("cannot write " + output + ": " + InputException.reason(e));
    }
    err().println("Version %d.".formatted(supergraph.version()));
  }
}
