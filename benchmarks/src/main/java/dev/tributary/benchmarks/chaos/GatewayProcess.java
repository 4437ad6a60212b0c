package dev.tributary.benchmarks.chaos;

import dev.tributary.benchmarks.load.ProcessTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway, as its users start it. */
final class GatewayProcess implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Of the serial collector, which the launcher chooses. */
  private static final Pattern OLD_USED = Pattern.compile("(?i)tenured.* used (\\d+)K");

  private final Process process;

  private GatewayProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param launcher Tributary's own
   */
  static GatewayProcess start(Path launcher, Path config, int port, Path log, HttpClient http)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(launcher.toString(), "gateway", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return new GatewayProcess(process);
        }
      } catch (IOException notListening) {
        // Not yet.
      }
      Thread.sleep(50);
    }
    process.destroyForcibly();
    throw new IOException("the gateway does not start; see " + log);
  }

  /**
   * Memory of the process and of its heap, in megabytes.
   *
   * @param heap what is left in it after a whole collection
   */
  record Memory(double resident, double heap) {}

  Memory memory() throws IOException, InterruptedException {
    diagnose("GC.run");
    // A whole collection leaves all in the old generation; what is new has come since.
    Matcher used = OLD_USED.matcher(diagnose("GC.heap_info"));
    double heap = used.find() ? Long.parseLong(used.group(1)) * 1024 / 1e6 : 0;
    return new Memory(new ProcessTree(process.toHandle()).resident() / 1e6, heap);
  }

  private String diagnose(String command) throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
