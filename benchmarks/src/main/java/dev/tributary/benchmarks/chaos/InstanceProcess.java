package dev.tributary.benchmarks.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An instance of a service that can be killed, stopped and started again at the same port. */
final class InstanceProcess implements AutoCloseable {

  private final HttpClient http;
  private final String service;
  private final int port;
  private Process process;

  private InstanceProcess(HttpClient http, String service, int port) throws IOException {
    this.http = http;
    this.service = service;
    this.port = port;
    this.process = begin();
  }

  static InstanceProcess start(HttpClient http, String service) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      // Closed before the process listens.
      int port = free.getLocalPort();
      free.close();
      return new InstanceProcess(http, service, port);
    }
  }

  private Process begin() throws IOException {
    // Small: there are many, and the machine is the gateway's.
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                ServiceInstance.class.getName(),
                service,
                Integer.toString(port)));
    Process begun = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(begun.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    while (line != null && !line.equals("listening")) {
      line = said.readLine();
    }
    if (line == null) {
      throw new IOException("an instance of " + service + " does not start");
    }
    return begun;
  }

  int port() {
    return port;
  }

  void become(ServiceInstance.Mood mood) throws IOException, InterruptedException {
    http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mood/" + mood))
            .PUT(BodyPublishers.noBody())
            .build(),
        BodyHandlers.discarding());
  }

  /** As a machine does that loses power: nothing is closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** It keeps its connections and says nothing any more. */
  void stop() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
  }

  void revive() throws IOException, InterruptedException {
    kill();
    process = begin();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
