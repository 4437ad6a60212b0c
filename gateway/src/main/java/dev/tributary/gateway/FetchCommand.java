package dev.tributary.gateway;

import dev.tributary.registry.Delivery;
import dev.tributary.registry.GraphId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class FetchCommand implements Callable<Integer> {

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the supergraph there instead of to standard output.")
  private @Nullable Path output;

  @Mixin private RegistryArguments registry = new RegistryArguments();
  @Mixin private RegistryArguments.Graph graph = new RegistryArguments.Graph();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    GraphId id = graph.id();
    return registry.talk(
        client ->
            switch (client.supergraph(id, Optional.empty(), Duration.ZERO)) {
              case Delivery.Supergraph supergraph -> {
                write(supergraph);
                yield Tributary.DONE;
              }
              case Delivery.NothingPublished _, Delivery.NotModified _ -> {
                spec.commandLine().getErr().println("tributary: nothing was published to " + id);
                yield Tributary.FAILED;
              }
            });
  }

  private void write(Delivery.Supergraph supergraph) {
    if (output == null) {
      spec.commandLine().getOut().print(supergraph.sdl());
      return;
    }
    try {
      Files.writeString(output, supergraph.sdl());
    } catch (IOException e) {
      throw new InputException("cannot write " + output + ": " + InputException.reason(e));
    }
    spec.commandLine().getErr().println("Version %d.".formatted(supergraph.version()));
  }
}
