package dev.tributary.gateway;

import dev.tributary.execute.Rehearsal;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Starts a gateway from the command line, and tells whoever started it how that went. */
final class GatewayStart {

  /** The command has returned and the gateway serves on. */
  static final int SERVING = -1;

  private static final Path DEFAULT_CONFIG = Path.of("tributary.yaml");

  private final GatewayArguments arguments;
  private final PrintWriter out;
  private final PrintWriter err;

  GatewayStart(GatewayArguments arguments, PrintWriter out, PrintWriter err) {
    this.arguments = arguments;
    this.out = out;
    this.err = err;
  }

  /**
   * @return {@link #SERVING}, or what the process is to end with
   * @throws InputException a file cannot be read
   */
  int run() throws InterruptedException {
    FutureTask<Vertx> vertx = beside("start-vertx", GatewayStart::vertx);
    beside("rehearsal", Executors.callable(Rehearsal::play));
    int code = Tributary.FAILED;
    try {
      code = run(vertx);
    } finally {
      if (code != SERVING) {
        get(vertx).close();
      }
    }
    return code;
  }

  private int run(FutureTask<Vertx> vertx) throws InterruptedException {
    Path config = arguments.config();
    Path file = config != null ? config : Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null;
    GatewayConfig settings = GatewayConfig.DEFAULTS;
    Path directory = Path.of("").toAbsolutePath();
    if (file != null) {
      switch (ConfigCommand.load(file)) {
        case ConfigResult.Valid valid -> settings = valid.config();
        case ConfigResult.Invalid invalid -> {
          err.print(ConfigCommand.report(file, invalid));
          err.flush();
          return Tributary.FAILED;
        }
      }
      directory = ConfigCommand.directory(file);
    }
    return serve(file, settings, directory, get(vertx));
  }

  private static Vertx vertx() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  }

  /** Has it done by another thread, by a core that a start would leave idle otherwise. */
  private static <T> FutureTask<T> beside(String name, Callable<T> part) {
    FutureTask<T> task = new FutureTask<>(part);
    Thread.ofPlatform().daemon().name(name).start(task);
    return task;
  }

  private static <T> T get(FutureTask<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the gateway could not be started", e.getCause());
    }
  }

  private GatewayConfig overridden(GatewayConfig settings) {
    Integer port = arguments.port();
    Path supergraph = arguments.supergraph();
    ServerConfig server = port == null ? settings.server() : settings.server().withPort(port);
    return supergraph == null
        ? settings.with(server)
        : settings.with(server).withSupergraphFile(supergraph.toAbsolutePath().toString());
  }

  private int serve(@Nullable Path file, GatewayConfig written, Path directory, Vertx vertx)
      throws InterruptedException {
    GatewayConfig settings = overridden(written);
    Gateway gateway;
    try {
      gateway =
          Gateway.start(vertx, settings, directory).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartupException startup) {
        err.println("tributary: " + startup.getMessage());
        return Tributary.FAILED;
      }
      throw new IllegalStateException("the gateway could not be started", e.getCause());
    }
    gateway.stopOnShutdown();
    if (file != null) {
      new FollowedConfig(file, written, gateway).follow(vertx);
    }
    tell(settings.server(), gateway);
    return SERVING;
  }

  /** Without a formatter, which would load a locale's data while the first requests come. */
  private void tell(ServerConfig server, Gateway gateway) {
    long hundredths = Math.round(Gateway.secondsSinceStart() * 100);
    out.println(
        "Serving "
            + (server.tls() == null ? "http" : "https")
            + "://"
            + server.host()
            + ":"
            + gateway.port()
            + server.path()
            + " (started in "
            + hundredths / 100
            + (hundredths % 100 < 10 ? ".0" : ".")
            + hundredths % 100
            + " s)");
    if (gateway.registryUrl() != null) {
      out.println(
          "Registry "
              + gateway.registryUrl()
              + " (first token in "
              + gateway.registryTokenFile()
              + ")");
    }
    out.flush();
  }
}
