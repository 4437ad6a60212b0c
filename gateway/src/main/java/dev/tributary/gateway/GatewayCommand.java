package dev.tributary.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary gateway}. */
@Command(
    name = "gateway",
    description = "Serves a supergraph until it is told to stop (SIGTERM, Ctrl+C).",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped as told",
      "1:cannot start: port taken, supergraph broken, invalid configuration",
      "2:wrong use, or a file cannot be read"
    })
final class GatewayCommand implements Callable<Integer> {

  /** The command has returned and the gateway serves on. */
  static final int SERVING = -1;

  private static final Path DEFAULT_CONFIG = Path.of("tributary.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; tributary.yaml when there is one.")
  private @Nullable Path config;

  @Option(
      names = "--supergraph",
      paramLabel = "FILE",
      description = "Supergraph SDL to serve, instead of what the configuration says.")
  private @Nullable Path supergraph;

  @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on.")
  private @Nullable Integer port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path file = config != null ? config : Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null;
    GatewayConfig settings = GatewayConfig.DEFAULTS;
    Path directory = Path.of("").toAbsolutePath();
    if (file != null) {
      switch (ConfigCommand.load(file)) {
        case ConfigResult.Valid valid -> settings = valid.config();
        case ConfigResult.Invalid invalid -> {
          spec.commandLine().getErr().print(ConfigCommand.report(file, invalid));
          spec.commandLine().getErr().flush();
          return Tributary.FAILED;
        }
      }
      directory = ConfigCommand.directory(file);
    }
    return serve(file, settings, directory);
  }

  private GatewayConfig overridden(GatewayConfig settings) {
    ServerConfig server = port == null ? settings.server() : settings.server().withPort(port);
    return supergraph == null
        ? settings.with(server)
        : settings.with(server).withSupergraphFile(supergraph.toAbsolutePath().toString());
  }

  private int serve(@Nullable Path file, GatewayConfig written, Path directory)
      throws InterruptedException {
    GatewayConfig settings = overridden(written);
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    Gateway gateway;
    try {
      gateway =
          Gateway.start(vertx, settings, directory).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      vertx.close();
      if (e.getCause() instanceof StartupException startup) {
        spec.commandLine().getErr().println("tributary: " + startup.getMessage());
        return Tributary.FAILED;
      }
      throw new IllegalStateException("the gateway could not be started", e.getCause());
    }
    gateway.stopOnShutdown();
    if (file != null) {
      new FollowedConfig(file, written, gateway).follow(vertx);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "Serving %s://%s:%d%s (started in %.2f s)%n",
            settings.server().tls() == null ? "http" : "https",
            settings.server().host(),
            gateway.port(),
            settings.server().path(),
            Gateway.secondsSinceStart());
    if (gateway.registryUrl() != null) {
      spec.commandLine()
          .getOut()
          .printf(
              "Registry %s (first token in %s)%n",
              gateway.registryUrl(), gateway.registryTokenFile());
    }
    spec.commandLine().getOut().flush();
    return SERVING;
  }
}
