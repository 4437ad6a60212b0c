package dev.tributary.gateway;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary gateway}, where {@link GatewayArguments#plain} leaves it to picocli. */
@Command(
    name = GatewayArguments.COMMAND,
    description = "Serves a supergraph until it is told to stop (SIGTERM, Ctrl+C).",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped as told",
      "1:cannot start: port taken, supergraph broken, invalid configuration",
      "2:wrong use, or a file cannot be read"
    })
final class GatewayCommand implements Callable<Integer> {

  @Option(
      names = GatewayArguments.CONFIG,
      paramLabel = "FILE",
      description = "Configuration; tributary.yaml when there is one.")
  private @Nullable Path config;

  @Option(
      names = GatewayArguments.SUPERGRAPH,
      paramLabel = "FILE",
      description = "Supergraph SDL to serve, instead of what the configuration says.")
  private @Nullable Path supergraph;

  @Option(names = GatewayArguments.PORT, paramLabel = "PORT", description = "Port to listen on.")
  private @Nullable Integer port;

  @Spec private CommandSpec spec;

  GatewayArguments arguments() {
    return new GatewayArguments(config, supergraph, port);
  }

  @Override
  public Integer call() throws Exception {
    return new GatewayStart(arguments(), spec.commandLine().getOut(), spec.commandLine().getErr())
        .run();
  }
}
