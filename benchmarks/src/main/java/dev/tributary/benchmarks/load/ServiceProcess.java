package dev.tributary.benchmarks.load;

import dev.tributary.benchmarks.BenchServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The services beneath all contenders, in a process of their own. */
final class ServiceProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServiceProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param java the command line that runs a main class of this benchmark
   */
  static ServiceProcess start(List<String> java, int port)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(BenchServices.class.getName(), Integer.toString(port)));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    ServiceProcess services = new ServiceProcess(process, port);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        services.calls();
        return services;
      } catch (IOException notListening) {
        Thread.sleep(20);
      }
    }
    process.destroyForcibly();
    throw new IOException("the services do not start on port " + port + "; is it taken?");
  }

  String base() {
    return "http://127.0.0.1:" + port;
  }

  /** How many requests the services were sent so far. */
  long calls() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base() + "/calls")).build();
    return Long.parseLong(client.send(request, BodyHandlers.ofString()).body());
  }

  ProcessTree usage() {
    return new ProcessTree(process.toHandle());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.close();
  }
}
