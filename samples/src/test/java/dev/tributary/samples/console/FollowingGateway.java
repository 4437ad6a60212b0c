package dev.tributary.samples.console;

import dev.tributary.gateway.Tributary;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tributary gateway} in a process of its own, which follows a registry by its URL. */
record FollowingGateway(Process process, URI url) implements AutoCloseable {

  private static final Pattern SERVING = Pattern.compile("Serving (\\S+) .*");

  /**
   * Starts one, and waits until it listens.
   *
   * @param directory for its configuration and the last supergraph that it had
   */
  static FollowingGateway start(Path directory, String registry, String graph, String token)
      throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("tributary.yaml"),
            """
            server: {host: 127.0.0.1, port: 0, drain: 1s}
            supergraph:
              registry: {url: "%s", graph: "%s", token: "%s"}
              usage: {every: 1s}
            serviceDefaults: {allowPrivate: true}
            """
                .formatted(registry, graph, token));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Tributary.class.getName(),
                "gateway",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        // What it writes later must go somewhere, or it would wait to be read.
        Thread.ofVirtual().start(() -> said.lines().forEach(later -> {}));
        return new FollowingGateway(process, URI.create(serving.group(1)));
      }
      all.append(line).append('\n');
    }
    throw new IOException("the gateway does not start: " + all);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
