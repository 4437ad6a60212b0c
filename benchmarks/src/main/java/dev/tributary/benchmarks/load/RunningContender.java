package dev.tributary.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.BenchServices;
import dev.tributary.benchmarks.load.Contender.Place;
import dev.tributary.benchmarks.load.Contender.Start;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contender's process, from its start until it is stopped. */
final class RunningContender implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Contender contender;
  private final Place place;
  private final Process process;
  private final ProcessTree tree;
  private final Duration coldStart;

  private RunningContender(Contender contender, Place place, Process process, Duration coldStart) {
    this.contender = contender;
    this.place = place;
    this.process = process;
    this.tree = new ProcessTree(process.toHandle());
    this.coldStart = coldStart;
  }

  /**
   * Starts it and waits for its first right answer.
   *
   * @throws IOException it cannot be started, ends, or answers nothing right within a minute; the
   *     message has what it said last
   */
  static RunningContender start(Contender contender, Place place)
      throws IOException, InterruptedException {
    Start start = contender.preparation().prepare(place);
    Path log = place.directory().resolve(contender.name() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(start.command())
            .directory(start.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(start.environment());
    Process process;
    byte[] answer;
    Duration coldStart;
    try (HttpClient client = client()) {
      rehearse(client);
      long began = System.nanoTime();
      process = builder.start();
      answer = firstRightAnswer(client, process, place);
      coldStart = Duration.ofNanos(System.nanoTime() - began);
    }
    if (answer == null) {
      stop(process);
      throw new IOException(
          contender.title() + " gave no right answer; its output ends:\n" + tail(log));
    }
    Files.write(place.directory().resolve(contender.name() + ".answer"), answer);
    return new RunningContender(contender, place, process, coldStart);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(1))
        .build();
  }

  /** What the client does for the first time is not to be counted as the contender's start. */
  private static void rehearse(HttpClient client) throws InterruptedException {
    try {
      send(
          client,
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + BenchServices.DEFAULT_PORT + "/calls"))
              .build());
    } catch (IOException elsewhere) {
      // The services are at another port: a refused request is a rehearsal, too.
    }
  }

  private static HttpResponse<byte[]> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private static byte @Nullable [] firstRightAnswer(HttpClient client, Process process, Place place)
      throws InterruptedException, IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(place.url()))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofFile(place.directory().resolve("request.json")))
            .build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (listens(place.port())) {
        try {
          HttpResponse<byte[]> response = send(client, request);
          if (response.statusCode() == 200
              && JSON.readTree(response.body()).equals(place.scenario().expected())) {
            return response.body();
          }
        } catch (JsonProcessingException notJson) {
          // Not ready: some other page is served.
        } catch (IOException notAnswered) {
          // Not ready.
        }
      }
      Thread.sleep(5);
    }
    return null;
  }

  /**
   * Costs next to nothing, where a refused request costs the contender's processor milliseconds.
   */
  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException notListening) {
      return false;
    }
  }

  Contender contender() {
    return contender;
  }

  /** From the start of the process to the end of its first right answer. */
  Duration coldStart() {
    return coldStart;
  }

  ProcessTree usage() {
    return tree;
  }

  /** Puts load on it; every answer must be, byte for byte, its first one, which was right. */
  Load load(LoadGenerator generator, Duration duration) throws IOException, InterruptedException {
    return generator.run(
        place.url(),
        place.directory().resolve("request.json"),
        place.directory().resolve(contender.name() + ".answer"),
        place.scenario().connections(),
        place.scenario().distinct(),
        duration);
  }

  @Override
  public void close() {
    stop(process);
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("process " + process.pid() + " does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String tail(Path log) throws IOException {
    String text = new String(Files.readAllBytes(log), UTF_8);
    return text.substring(Math.max(0, text.length() - 2000));
  }
}
