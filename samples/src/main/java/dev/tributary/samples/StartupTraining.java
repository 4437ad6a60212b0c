package dev.tributary.samples;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.samples.SampleServices.Ports;
import dev.tributary.samples.SampleServices.Running;
import dev.tributary.subgraph.SubgraphSource;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has a gateway record which classes it loads and links, so that later ones need not: about half of
 * the time to the first answer. The gateway is a process of its own, so that what the sample
 * services need is not loaded by each gateway from then on.
 */
public final class StartupTraining {

  private static final int REQUESTS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private StartupTraining() {}

  /**
   * @param arguments where to write the cache; the Java that is to record it and the gateway's
   *     class path, when these are not this JVM's own
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("tributary-train");
    Vertx vertx = Vertx.vertx();
    try {
      Running services =
          SampleServices.start(vertx, Ports.ANY).toCompletionStage().toCompletableFuture().get();
      int port = freePort();
      Process gateway =
          new ProcessBuilder(
                  command(
                      Path.of(arguments[0]).toAbsolutePath(),
                      arguments.length > 1
                          ? arguments[1]
                          : ProcessHandle.current().info().command().orElse("java"),
                      arguments.length > 2 ? arguments[2] : System.getProperty("java.class.path"),
                      config(directory, services, port)))
              .inheritIO()
              .start();
      try {
        answerOften(port, gateway);
      } finally {
        // The cache is written when the JVM ends in an orderly way.
        gateway.destroy();
      }
      if (!gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        gateway.destroyForcibly();
        throw new IOException("the gateway does not end");
      }
    } finally {
      vertx.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Path config(Path directory, Running services, int port) throws IOException {
    Composition composition =
        Composer.compose(
            services.services().stream()
                .map(one -> new SubgraphSource(one.name(), one.url(), one.schema()))
                .toList());
    if (!(composition instanceof Composition.Composed composed)) {
      throw new IOException("the sample services do not compose");
    }
    Files.writeString(directory.resolve("supergraph.graphql"), composed.supergraphSdl());
    return Files.writeString(
        directory.resolve("tributary.yaml"),
        """
        server: {host: 127.0.0.1, port: %d}
        supergraph: {file: supergraph.graphql}
        """
            .formatted(port));
  }

  /** This JVM's own flags, so that the cache fits the JVMs that will use it. */
  private static List<String> command(Path cache, String java, String classPath, Path config) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(List.of("-cp", classPath));
    command.addAll(
        List.of("dev.tributary.gateway.Tributary", "gateway", "--config", config.toString()));
    return command;
  }

  private static void answerOften(int port, Process gateway)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int answered = 0;
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (answered < REQUESTS) {
        if (!gateway.isAlive() || System.nanoTime() > end) {
          throw new IOException("the gateway does not answer");
        }
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"query\":\""
                            + Demo.QUERY.replace("3", String.valueOf(answered % 3 + 1))
                            + "\"}"))
                .build();
        try {
          answered +=
              client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200
                  ? 1
                  : 0;
        } catch (ConnectException notYet) {
          Thread.sleep(20);
        }
      }
    }
  }
}
